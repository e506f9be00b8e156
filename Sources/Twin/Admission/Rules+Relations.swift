import JSONTape
import SQLSyntax

/// Tables, their constraints, views.
extension Rules {
    func table(_ body: JSONValue) -> Ruling? {
        let parts: Set<String> = ["ColumnDef", "Constraint", "PartitionElem"]
        if let refusal = relation(body, "relation") ?? expressions(body, besides: parts) { return refusal }
        if let bound = body["partbound"], !Self.isConstant(bound) {
            return .refuse("a bound of the partition is no literal")
        }
        let hasOptions = body.nodes("tableElts").contains { $0.body.has("fdwoptions") }
        return hasOptions || body["relation"]?.text("relpersistence") == "t"
            ? .refuse("it is no table of a schema") : nil
    }

    private static func isConstant(_ bound: JSONValue) -> Bool {
        let values = ["listdatums", "lowerdatums", "upperdatums"].flatMap { bound.nodes($0) }
        let allowed: Set<String> = [
            "strategy", "is_default", "modulus", "remainder", "listdatums", "lowerdatums", "upperdatums", "location",
        ]
        return bound.hasOnly(allowed) && values.allSatisfy(Expressions.isBound)
    }

    func materializedView(_ body: JSONValue) -> Ruling? {
        guard body.text("objtype") == "OBJECT_MATVIEW", let into = body["into"], into.flag("skipData"),
            into.hasOnly(["rel", "colNames", "options", "onCommit", "skipData"]),
            let query = body["query"]
        else { return .refuse("its query would run") }
        return relation(into, "rel")
            ?? (Expressions.areKnown(query) ? nil : .refuse("an expression in it is of a form that is not known"))
    }

    func alteration(_ body: JSONValue) -> Ruling? {
        if let refusal = relation(body, "relation") { return refusal }
        let kinds: Set<String> = [
            "OBJECT_TABLE", "OBJECT_INDEX", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_SEQUENCE", "OBJECT_FOREIGN_TABLE",
            "OBJECT_TYPE",
        ]
        guard kinds.contains(body.text("objtype") ?? "") else { return .refuse("what it alters is not known") }
        let commands = body.nodes("cmds").map(\.body)
        if commands.allSatisfy({ Self.ignoredCommands.contains($0.text("subtype") ?? "") }) { return .skip }
        if ["OBJECT_FOREIGN_TABLE", "OBJECT_TYPE"].contains(body.text("objtype")) { return .skip }
        for command in commands { if let refusal = self.command(command) { return refusal } }
        return nil
    }

    private func command(_ command: JSONValue) -> Ruling? {
        let subtype = command.text("subtype") ?? ""
        let fields: Set<String> = ["subtype", "name", "num", "def", "behavior", "newowner"]
        guard command.hasOnly(fields), Self.commands.contains(subtype) || Self.ignoredCommands.contains(subtype) else {
            return .refuse("\(subtype) is none of the alterations that a twin runs")
        }
        switch subtype {
        case "AT_DropColumn":
            return Self.isDroppedColumn(command.text("name")) ? nil : .refuse("it drops a column")
        case "AT_AttachPartition":
            let bound = command["def"]?["PartitionCmd"]?["bound"]
            return bound.map(Self.isConstant) ?? true ? nil : .refuse("a bound of the partition is no literal")
        case "AT_AddConstraint":
            let kinds: Set<String> = [
                "CONSTR_CHECK", "CONSTR_PRIMARY", "CONSTR_UNIQUE", "CONSTR_EXCLUSION", "CONSTR_FOREIGN",
            ]
            guard let constraint = command["def"]?["Constraint"], kinds.contains(constraint.text("contype") ?? ""),
                !constraint.has("indexname"), !constraint.has("indexspace")
            else { return .refuse("a constraint of it is of a form that is not known") }
            return expressions(command, besides: ["Constraint", "IndexElem"])
        default:
            return expressions(command, besides: ["Constraint", "PartitionCmd", "RoleSpec"])
        }
    }

    private static let commands: Set<String> = [
        "AT_ColumnDefault", "AT_CookedColumnDefault", "AT_SetNotNull", "AT_SetStatistics", "AT_SetOptions",
        "AT_SetCompression", "AT_SetStorage", "AT_AddConstraint", "AT_AddInherit", "AT_AddOf", "AT_AttachPartition",
        "AT_EnableRowSecurity", "AT_DisableRowSecurity", "AT_ForceRowSecurity", "AT_NoForceRowSecurity",
        "AT_ChangeOwner",
        "AT_AddIdentity", "AT_DropColumn", "AT_DisableRule", "AT_EnableRule", "AT_EnableAlwaysRule",
        "AT_EnableReplicaRule", "AT_SetRelOptions",
    ]
    /// What decides no plan.
    private static let ignoredCommands: Set<String> = [
        "AT_ClusterOn", "AT_DropCluster", "AT_ReplicaIdentity", "AT_ValidateConstraint", "AT_EnableTrig",
        "AT_EnableAlwaysTrig", "AT_EnableReplicaTrig", "AT_DisableTrig", "AT_GenericOptions",
    ]

    /// The name that pg_dump gives a column that the target has dropped.
    static func isDroppedColumn(_ name: String?) -> Bool {
        name?.wholeMatch(of: /\.{8}pg\.dropped\.\d+\.{8}/) != nil
    }

    // MARK: Rights

    func grant(_ body: JSONValue) -> Ruling? {
        guard body.text("targtype") == "ACL_TARGET_OBJECT" else { return .refuse("it is no GRANT on an object") }
        switch body.text("objtype") {
        case "OBJECT_TABLE", "OBJECT_SEQUENCE":
            let isOurs = body.nodes("objects").allSatisfy { Self.isSchema($0.body.relation.schema) }
            return isOurs ? nil : .skip
        case "OBJECT_FUNCTION":
            let isOurs = body.nodes("objects").allSatisfy { Self.isSchema($0.body.names("objname").first) }
            return isOurs ? nil : .skip
        case "OBJECT_SCHEMA":
            let isOurs = body.nodes("objects").allSatisfy { Self.isSchema($0.body.text("sval")) }
            return isOurs ? nil : .skip
        default: return .skip
        }
    }

    func owner(_ body: JSONValue) -> Ruling? {
        switch body.text("objectType") {
        case "OBJECT_SCHEMA": Self.isSchema(body["object"]?["String"]?["sval"]?.string) ? nil : .skip
        case "OBJECT_FUNCTION": name(body["object"]?["ObjectWithArgs"]?.names("objname") ?? [])
        default: .skip
        }
    }
}
