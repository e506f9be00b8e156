import JSONTape
import Model
import SQLSyntax

/// What pg_dump writes for an upgrade: the choice of oids, and what it puts right in the catalogs itself.
extension Rules {
    /// `SELECT pg_catalog.binary_upgrade_set_next_heap_pg_class_oid('16535'::pg_catalog.oid)`, written anew.
    func upgradeCall(_ node: Node) -> Ruling {
        let other = Ruling.refuse("it holds a query, which would run")
        let calls = node.descendants("FuncCall")
        guard let call = calls.first, calls.count == 1, call.body.names("funcname").first == "pg_catalog" else {
            return other
        }
        let name = call.functionName
        // The session and extensions are ours.
        if ["set_config", "binary_upgrade_create_empty_extension"].contains(name) { return .skip }
        let prefix = "binary_upgrade_set_next_"
        guard name.hasPrefix(prefix) else { return other }
        guard Self.chosen.contains(String(name.dropFirst(prefix.count))) else { return .skip }
        guard call.body.nodes("args").count == 1, let cast = call.body.nodes("args").first, cast.tag == "TypeCast",
            let text = cast.body["arg"]?["A_Const"]?["sval"]?["sval"]?.string, let oid = UInt32(text),
            oid == 0 || oid >= 16_384
        else { return .refuse("it chooses an oid of the system's") }
        return .run("SELECT pg_catalog.\(name)('\(oid)'::pg_catalog.oid)")
    }

    private static let chosen: Set<String> = [
        "pg_type_oid", "array_pg_type_oid", "multirange_pg_type_oid", "multirange_array_pg_type_oid",
        "heap_pg_class_oid",
        "heap_relfilenode", "index_pg_class_oid", "index_relfilenode", "toast_pg_class_oid", "toast_relfilenode",
        "pg_enum_oid",
    ]

    /// `UPDATE pg_catalog.pg_attribute SET attislocal = false WHERE attname = 'a' AND attrelid = 's.t'::pg_catalog.regclass` and the like,
    /// written anew.
    func catalogFix(_ body: JSONValue, _ text: String) -> Ruling {
        let other = Ruling.refuse("it changes the catalogs")
        guard body.hasOnly(["relation", "targetList", "whereClause"]), let relation = body["relation"]?.relation,
            relation.schema == "pg_catalog", let condition = body["whereClause"]
        else { return other }
        var changes: [String: String] = [:]
        for target in body.nodes("targetList").map(\.body) {
            guard let name = target.text("name"), let value = target.node("val").flatMap(Self.literalText) else {
                return other
            }
            changes[name] = value
        }
        // Of the age of rows and of what is populated a twin takes no notice.
        if relation.name == "pg_class" { return .skip }
        guard let terms = Self.terms(condition) else { return other }
        switch (relation.name, Set(changes.keys)) {
        case ("pg_attribute", ["attislocal"]) where changes["attislocal"] == "false":
            guard let table = terms["attrelid"], let column = terms["attname"], terms.count == 2 else { return other }
            return .run(
                "UPDATE pg_catalog.pg_attribute SET attislocal = false WHERE attname = \(column) AND attrelid = \(table)::pg_catalog.regclass"
            )
        case ("pg_attribute", ["attlen", "attalign", "attbyval"]):
            guard let table = terms["attrelid"], let column = terms["attname"], terms.count == 2,
                let length = Self.length(text), let align = changes["attalign"],
                ["'c'", "'s'", "'i'", "'d'"].contains(align), let byValue = changes["attbyval"],
                ["true", "false"].contains(byValue),
                column.wholeMatch(of: /'\.{8}pg\.dropped\.\d+\.{8}'/) != nil
            else { return other }
            return .run(
                """
                UPDATE pg_catalog.pg_attribute SET attlen = \(length), attalign = \(align), attbyval = \(byValue) \
                WHERE attname = \(column) AND attrelid = \(table)::pg_catalog.regclass
                """)
        case ("pg_constraint", ["conislocal"]) where changes["conislocal"] == "false":
            guard let table = terms["conrelid"], let name = terms["conname"], terms["contype"] == "'c'",
                terms.count == 3
            else { return other }
            return .run(
                "UPDATE pg_catalog.pg_constraint SET conislocal = false WHERE contype = 'c' AND conname = \(name) AND conrelid = \(table)::pg_catalog.regclass"
            )
        default: return other
        }
    }

    /// libpg_query's JSON loses the sign of a negative number.
    private static func length(_ text: String) -> Int16? {
        let number = text.firstMatch(of: /attlen = (-?\d+),/).flatMap { Int16($0.output.1) }
        return number.flatMap { $0 >= -2 ? $0 : nil }
    }

    /// A literal as SQL, a cast of one as the literal.
    private static func literalText(_ node: Node) -> String? {
        let node = node.tag == "TypeCast" ? node.body.node("arg") : node
        guard let node, node.tag == "A_Const" else { return nil }
        if let text = node.body["sval"] { return Quote.literal(text["sval"]?.string ?? "") }
        if let number = node.body["ival"] { return String(number["ival"]?.int ?? 0) }
        return node.body["boolval"].map { String($0["boolval"]?.bool ?? false) }
    }

    /// `a = 'x' AND b = 'y'`, by column.
    private static func terms(_ condition: JSONValue) -> [String: String]? {
        let conjunction = condition["BoolExpr"]
        guard conjunction == nil || conjunction?.text("boolop") == "AND_EXPR" else { return nil }
        let parts = conjunction?.nodes("args") ?? [Node(condition)].compactMap { $0 }
        var result: [String: String] = [:]
        for part in parts {
            guard part.tag == "A_Expr", part.body.text("kind") == "AEXPR_OP", part.body.names("name") == ["="],
                let column = part.body["lexpr"]?["ColumnRef"]?.names("fields"), column.count == 1,
                let value = part.body.node("rexpr").flatMap(literalText), result[column[0]] == nil
            else { return nil }
            result[column[0]] = value
        }
        return result
    }
}
