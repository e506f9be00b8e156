import JSONTape
import SQLSyntax

extension SchemaChange {
    /// Reads the parse tree of one statement (`{"AlterTableStmt": {...}}`).
    ///
    /// - Parameter offset: of the statement in the text that was parsed, taken from the locations in the tree.
    init(_ statement: Node, offset: Int) {
        let body = statement.body
        let tree = TreeReader(offset: offset)
        switch statement.tag {
        case "CreateStmt": self = .createTable(tree.table(body))
        case "CreateForeignTableStmt":
            self = .other(tag: statement.tag, relation: nil)
        case "CreateTableAsStmt": self = tree.tableAs(body)
        case "SelectStmt": self = tree.select(body)
        case "IndexStmt": self = .createIndex(tree.index(body))
        case "DropStmt": self = .drop(tree.removal(body))
        case "AlterTableStmt": self = .alterTable(tree.alteration(body))
        case "RenameStmt":
            self = .rename(
                Renaming(
                    kind: tree.kind(body.text("renameType")), relation: tree.relation(body["relation"]),
                    old: body.text("subname"), new: body.text("newname") ?? ""))
        case "AlterObjectSchemaStmt":
            guard let relation = tree.relation(body["relation"]) else { fallthrough }
            self = .setSchema(tree.kind(body.text("objectType")), relation, to: body.text("newschema") ?? "")
        default: self = Self.operation(statement, tree) ?? Self.definition(statement, tree)
        }
    }

    /// Statements that work on what is there.
    private static func operation(_ statement: Node, _ tree: TreeReader) -> SchemaChange? {
        let body = statement.body
        switch statement.tag {
        case "ReindexStmt": return .reindex(tree.reindexing(body))
        case "RefreshMatViewStmt":
            guard let name = tree.relation(body["relation"]) else { return nil }
            return .refresh(name, concurrently: body.flag("concurrent"), withData: !body.flag("skipData"))
        case "TruncateStmt":
            return .truncate(
                body.nodes("relations").compactMap { tree.relation($0.body) },
                cascades: body.text("behavior") == "DROP_CASCADE")
        case "VacuumStmt":
            guard body.flag("is_vacuumcmd") else { return .analyze }
            let isFull = tree.options(body, "options").contains { $0.name == "full" && $0.isOn }
            return .vacuum(full: isFull, tables: body.nodes("rels").compactMap { tree.relation($0.body["relation"]) })
        case "ClusterStmt": return .cluster(tree.relation(body["relation"]))
        case "TransactionStmt": return .transaction(tree.transaction(body))
        case "VariableSetStmt": return .setting(tree.setting(body))
        case "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "CopyStmt": return tree.write(statement)
        case "LockStmt":
            // The parser numbers the modes as LockMode does.
            let mode = body["mode"]?.int.flatMap { LockMode(rawValue: $0) } ?? .accessExclusive
            return .lock(body.nodes("relations").compactMap { tree.relation($0.body) }, mode)
        case "DoStmt": return .opaque("a DO block")
        case "ExecuteStmt": return .opaque("EXECUTE of a prepared statement")
        case "CallStmt": return .opaque("CALL of a procedure")
        default: return nil
        }
    }

    /// Statements that define what is no table.
    private static func definition(_ statement: Node, _ tree: TreeReader) -> SchemaChange {
        let body = statement.body
        switch statement.tag {
        case "CreateTrigStmt":
            if let table = tree.relation(body["relation"]) { return .createTrigger(table) }
        case "CreateEnumStmt":
            if let name = tree.name(body.names("typeName")) { return .createEnum(name) }
        case "AlterEnumStmt":
            guard let name = tree.name(body.names("typeName")), let value = body.text("newVal") else { break }
            guard let old = body.text("oldVal") else { return .addEnumValue(name, value: value) }
            return .rename(Renaming(kind: .type, relation: name, old: old, new: value))
        case "CreateDomainStmt":
            if let name = tree.name(body.names("domainname")) { return .createDomain(name, tree.domain(body)) }
        case "AlterDomainStmt":
            if let name = tree.name(body.names("typeName")) { return .alterDomain(tree.domain(name, body)) }
        case "ViewStmt":
            if let name = tree.relation(body["view"]) { return .createView(name, materialized: false) }
        case "CreateFunctionStmt":
            if let name = tree.name(body.names("funcname")) {
                let language = tree.options(body, "options").first { $0.name == "language" }?.text ?? "sql"
                let volatility = tree.options(body, "options").first { $0.name == "volatility" }?.text ?? "volatile"
                return .createFunction(name, language: language, isVolatile: volatility == "volatile")
            }
        case "CreateSchemaStmt":
            if let name = body.text("schemaname") { return .createSchema(name) }
        default: break
        }
        return .other(tag: statement.tag, relation: tree.relation(body["relation"]) ?? tree.relation(body["table"]))
    }
}

/// Reads the parts that several statements share. Locations come out relative to the statement.
struct TreeReader {
    var offset: Int

    /// A RangeVar; nil for anything else.
    func relation(_ value: JSONValue?) -> ObjectName? {
        guard let value, let name = value.text("relname") else { return nil }
        return ObjectName(schema: value.text("schemaname"), name: name)
    }

    /// A name in parts: the last is the object's, the one before its schema.
    func name(_ parts: [String]) -> ObjectName? {
        guard let last = parts.last else { return nil }
        return ObjectName(schema: parts.count > 1 ? parts[parts.count - 2] : nil, name: last)
    }

    func location(_ value: JSONValue) -> Int { max((value["location"]?.int ?? 0) - offset, 0) }

    func kind(_ tag: String?) -> ObjectKind {
        switch tag {
        case "OBJECT_TABLE", "OBJECT_FOREIGN_TABLE": .table
        case "OBJECT_INDEX": .index
        case "OBJECT_VIEW": .view
        case "OBJECT_MATVIEW": .materializedView
        case "OBJECT_SEQUENCE": .sequence
        case "OBJECT_TYPE": .type
        case "OBJECT_DOMAIN": .domain
        case "OBJECT_SCHEMA": .schema
        case "OBJECT_TRIGGER": .trigger
        case "OBJECT_COLUMN": .column
        case "OBJECT_TABCONSTRAINT": .constraint
        case "OBJECT_POLICY": .policy
        case "OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE": .function
        default: .other
        }
    }

    struct Option {
        var name: String
        /// The value where it is one word or literal.
        var text: String?
        var isOn: Bool { text.map { !["off", "false", "0", "no"].contains($0.lowercased()) } ?? true }
    }

    /// DefElem nodes of a list.
    func options(_ body: JSONValue, _ field: String) -> [Option] {
        body.nodes(field).map { option in
            let argument = option.body.node("arg")
            let text = argument.flatMap { $0.body.text("sval") ?? $0.body["ival"].map(\.rawText) }
            return Option(name: option.body.text("defname") ?? "", text: text ?? argument.flatMap { constant($0) })
        }
    }

    /// A literal as text; nil for what is none.
    func constant(_ node: Node) -> String? {
        switch node.tag {
        case "A_Const":
            if let text = node.body["sval"]?.text("sval") { return text }
            if let number = node.body["ival"] { return String(number["ival"]?.int ?? 0) }
            if let number = node.body["fval"]?.text("fval") { return number }
            if let flag = node.body["boolval"] { return (flag["boolval"]?.bool ?? false) ? "true" : "false" }
            return nil
        case "TypeCast": return node.body.node("arg").flatMap { constant($0) }
        case "String": return node.body.text("sval")
        default: return nil
        }
    }

    func type(_ value: JSONValue?) -> ColumnType {
        let names = value?.names("names") ?? []
        let modifiers = value?.nodes("typmods").compactMap { constant($0).flatMap { Int($0) } } ?? []
        let schema = names.count > 1 && names[0] != "pg_catalog" ? names[names.count - 2] : nil
        return ColumnType(
            name: names.last ?? "", schema: schema, modifiers: modifiers, isArray: value?.has("arrayBounds") ?? false)
    }

    func reindexing(_ body: JSONValue) -> Reindexing {
        let scope: Reindexing.Scope =
            switch body.text("kind") {
            case "REINDEX_OBJECT_INDEX": .index
            case "REINDEX_OBJECT_TABLE": .table
            case "REINDEX_OBJECT_SCHEMA": .schema
            default: .database
            }
        let concurrently = options(body, "params").contains { $0.name == "concurrently" && $0.isOn }
        return Reindexing(scope: scope, name: relation(body["relation"]), isConcurrent: concurrently)
    }

    func transaction(_ body: JSONValue) -> TransactionCommand {
        switch body.text("kind") {
        case "TRANS_STMT_BEGIN", "TRANS_STMT_START": .begin
        case "TRANS_STMT_COMMIT", "TRANS_STMT_PREPARE": .commit
        case "TRANS_STMT_ROLLBACK": .rollback
        case "TRANS_STMT_SAVEPOINT": .savepoint(body.text("savepoint_name") ?? "")
        case "TRANS_STMT_ROLLBACK_TO": .rollbackTo(body.text("savepoint_name") ?? "")
        default: .other
        }
    }

    func setting(_ body: JSONValue) -> Setting {
        let values = body.nodes("args").compactMap { constant($0) }
        return Setting(
            name: body.text("name")?.lowercased() ?? "", value: values.first, isLocal: body.flag("is_local"),
            values: values, isResetOfAll: body.text("kind") == "VAR_RESET_ALL")
    }

    func domain(_ body: JSONValue) -> DomainDefinition {
        let constraints = body.nodes("constraints").map { constraint($0.body).kind }
        return DomainDefinition(
            type: type(body["typeName"]), hasConstraint: constraints.contains { $0 == .check || $0 == .notNull })
    }

    func domain(_ name: ObjectName, _ body: JSONValue) -> DomainAlteration {
        let command: DomainAlteration.Command =
            switch body.text("subtype") {
            case "C": .addConstraint(isNotValid: body.node("def")?.body.flag("skip_validation") ?? false)
            case "V": .validate
            case "O": .setNotNull
            default: .other
            }
        return DomainAlteration(name: name, command: command)
    }
}
