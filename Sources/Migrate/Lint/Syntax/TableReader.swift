import Foundation
import JSONTape
import SQLSyntax

/// Tables, columns, constraints and indexes.
extension TreeReader {
    func table(_ body: JSONValue) -> TableDefinition {
        var table = TableDefinition(name: relation(body["relation"]) ?? ObjectName(name: ""))
        table.isTemporary = body["relation"]?.text("relpersistence") == "t"
        table.ifNotExists = body.flag("if_not_exists")
        table.isPartitioned = body.has("partspec")
        table.partitionKey = body["partspec"]?.nodes("partParams").map { $0.body.text("name") } ?? []
        table.isDefaultPartition = body["partbound"]?.flag("is_default") ?? false
        let parents = body.nodes("inhRelations").compactMap { relation($0.body) }
        if body.has("partbound") { table.partitionOf = parents.first } else { table.inherits = parents }
        for element in body.nodes("tableElts") {
            switch element.tag {
            case "ColumnDef": table.columns.append(column(element.body))
            case "Constraint": table.constraints.append(constraint(element.body))
            default: table.hasUnlistedColumns = true
            }
        }
        return table
    }

    func tableAs(_ body: JSONValue) -> SchemaChange {
        let name = relation(body["into"]?["rel"]) ?? ObjectName(name: "")
        if body.text("objtype") == "OBJECT_MATVIEW" { return .createView(name, materialized: true) }
        return .createTable(tableFromQuery(body["into"], ifNotExists: body.flag("if_not_exists")))
    }

    private func tableFromQuery(_ into: JSONValue?, ifNotExists: Bool) -> TableDefinition {
        var table = TableDefinition(name: relation(into?["rel"]) ?? ObjectName(name: ""))
        table.isTemporary = into?["rel"]?.text("relpersistence") == "t"
        table.ifNotExists = ifNotExists
        table.isFromQuery = true
        table.hasUnlistedColumns = true
        return table
    }

    /// SELECT INTO makes a table, set_config() sets; all others change nothing that concerns a lint.
    func select(_ body: JSONValue) -> SchemaChange {
        if body.has("intoClause") {
            return .createTable(tableFromQuery(body["intoClause"], ifNotExists: false))
        }
        if let write = innerWrites(body).first { return .write(write) }
        let calls = body.nodes("targetList").compactMap { $0.body.node("val") }.filter { $0.tag == "FuncCall" }
        if let call = calls.first, call.functionName == "set_config" {
            let arguments = call.body.nodes("args").map { constant($0) }
            if arguments.count == 3, let name = arguments[0] {
                return .setting(
                    Setting(
                        name: name.lowercased(), value: arguments[1], isLocal: arguments[2] == "true",
                        values: arguments[1].map { [$0] } ?? []))
            }
        }
        let functions = calls.compactMap { name($0.body.names("funcname")) }
        return functions.isEmpty ? .other(tag: "SelectStmt", relation: nil) : .call(functions)
    }

    func column(_ body: JSONValue) -> ColumnDefinition {
        ColumnDefinition(
            name: body.text("colname") ?? "", type: type(of: body),
            constraints: body.nodes("constraints").map { constraint($0.body) }, location: location(body))
    }

    /// Of a column's definition, its collation included.
    func type(of column: JSONValue) -> ColumnType {
        var type = type(column["typeName"])
        type.collation = column["collClause"]?.names("collname").last
        return type
    }

    func constraint(_ body: JSONValue) -> ConstraintDefinition {
        var constraint = ConstraintDefinition(kind: constraintKind(body.text("contype")))
        constraint.name = body.text("conname")
        constraint.columns = body.names(constraint.kind == .foreign ? "fk_attrs" : "keys")
        constraint.referenced = relation(body["pktable"])
        constraint.referencedColumns = body.names("pk_attrs")
        constraint.isNotValid = body.flag("skip_validation")
        constraint.index = body.text("indexname")
        constraint.included = body.names("including")
        constraint.nullsNotDistinct = body.flag("nulls_not_distinct")
        if body.flag("deferrable") {
            constraint.deferral = "DEFERRABLE" + (body.flag("initdeferred") ? " INITIALLY DEFERRED" : "")
        }
        constraint.hasStorageOptions = body.has("options") || body.has("indexspace")
        constraint.location = location(body)
        if let expression = body.node("raw_expr") {
            constraint.functions = functions(expression)
            if constraint.kind == .defaultValue { constraint.literals = literals(expression) }
            if constraint.kind == .check { constraint.mentioned = mentioned(expression) }
            constraint.provesNotNull = notNullColumns(expression)
            constraint.isNullDefault = expression.tag == "A_Const" && expression.body.flag("isnull")
        }
        return constraint
    }

    private func constraintKind(_ tag: String?) -> ConstraintDefinition.Kind {
        switch tag {
        case "CONSTR_NOTNULL": .notNull
        case "CONSTR_NULL": .null
        case "CONSTR_DEFAULT": .defaultValue
        case "CONSTR_IDENTITY": .identity
        case "CONSTR_GENERATED": .generated
        case "CONSTR_CHECK": .check
        case "CONSTR_PRIMARY": .primary
        case "CONSTR_UNIQUE": .unique
        case "CONSTR_EXCLUSION": .exclusion
        case "CONSTR_FOREIGN": .foreign
        default: .other
        }
    }

    /// Names of functions called; CURRENT_TIMESTAMP and its kin under their key words.
    func functions(_ expression: Node) -> [String] {
        expression.descendants("FuncCall").map(\.functionName)
            + expression.descendants("SQLValueFunction").compactMap { $0.body.text("op")?.lowercased() }
    }

    private func mentioned(_ expression: Node) -> Set<String> {
        Set(expression.descendants("ColumnRef").compactMap { $0.body.names("fields").last })
    }

    func literals(_ node: Node) -> [String] {
        node.descendants("A_Const").compactMap { $0.body["sval"]?.text("sval") }
    }

    /// The columns `c` for which the expression holds `c IS NOT NULL` as a whole or as one of its AND terms: PostgreSQL
    /// takes such a CHECK as a proof in SET NOT NULL.
    private func notNullColumns(_ expression: Node) -> Set<String> {
        var columns: Set<String> = []
        var open = [expression]
        while let node = open.popLast() {
            if node.tag == "BoolExpr", node.body.text("boolop") == "AND_EXPR" { open += node.body.nodes("args") }
            guard node.tag == "NullTest", node.body.text("nulltesttype") == "IS_NOT_NULL",
                let column = node.body.node("arg"), column.tag == "ColumnRef",
                let name = column.body.names("fields").last
            else { continue }
            columns.insert(name)
        }
        return columns
    }

    func index(_ body: JSONValue) -> IndexCreation {
        var index = IndexCreation(
            name: body.text("idxname"), table: relation(body["relation"]) ?? ObjectName(name: ""))
        index.method = body.text("accessMethod") ?? "btree"
        for key in body.nodes("indexParams") {
            let column = key.body.text("name")
            index.columns.append(column)
            let order = key.body.text("ordering") == "SORTBY_DESC" ? " desc" : ""
            let nulls = key.body.text("nulls_ordering").map { $0.hasSuffix("DEFAULT") ? "" : " \($0)" } ?? ""
            let classes = (key.body.names("opclass") + key.body.names("collation")).map { " \($0)" }.joined()
            let expression = column ?? key.body["expr"].map { ExpressionText.of($0) } ?? ""
            index.keys.append(expression + classes + order + nulls)
        }
        index.included = body.nodes("indexIncludingParams").compactMap { $0.body.text("name") }
        index.isUnique = body.flag("unique")
        index.isConcurrent = body.flag("concurrent")
        index.ifNotExists = body.flag("if_not_exists")
        index.isOnly = !(body["relation"]?.flag("inh") ?? false)
        index.isPartial = body.has("whereClause")
        index.onlyNotNull = body.node("whereClause").map(nonNullTests) ?? []
        let expressions =
            body.nodes("indexParams").compactMap { $0.body.node("expr") } + [body.node("whereClause")].compactMap { $0 }
        index.mentioned = expressions.reduce(into: []) { $0.formUnion(mentioned($1)) }
        return index
    }

    /// `a IS NOT NULL AND b IS NOT NULL`; empty where a condition says anything else.
    private func nonNullTests(_ condition: Node) -> Set<String> {
        let isConjunction = condition.tag == "BoolExpr" && condition.body.text("boolop") == "AND_EXPR"
        let terms = isConjunction ? condition.body.nodes("args") : [condition]
        let columns = terms.map { term in
            term.tag == "NullTest" && term.body.text("nulltesttype") == "IS_NOT_NULL"
                ? term.body.node("arg").flatMap { $0.tag == "ColumnRef" ? $0.body.names("fields").last : nil } : nil
        }
        return columns.contains(nil) ? [] : Set(columns.compactMap { $0 })
    }

    func removal(_ body: JSONValue) -> Removal {
        let kind = kind(body.text("removeType"))
        let names = body.nodes("objects").compactMap { object -> ObjectName? in
            switch object.tag {
            case "List":
                let parts = object.body.names("items")
                // Of a trigger or a policy the table is meant, which stands before its name.
                return name(kind == .trigger || kind == .policy ? parts.dropLast() : parts)
            case "TypeName": return name(object.body.names("names"))
            case "String": return object.body.text("sval").map { ObjectName(name: $0) }
            default: return nil
            }
        }
        return Removal(
            kind: kind, names: names, isConcurrent: body.flag("concurrent"), ifExists: body.flag("missing_ok"),
            cascades: body.text("behavior") == "DROP_CASCADE")
    }
}

/// Two expressions are taken for the same where their trees are, locations left out.
enum ExpressionText {
    static func of(_ tree: JSONValue) -> String {
        let mark = "\"location\":"
        let parts = tree.rawText.components(separatedBy: mark)
        return parts[0] + parts.dropFirst().map { $0.drop(while: \.isNumber) }.joined()
    }
}
