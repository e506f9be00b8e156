import JSONTape

/// Everything that one plannable statement names.
public struct StatementNames: Sendable {
    /// A relation as the statement names it; folded, not quoted.
    public struct Relation: Hashable, Sendable {
        public var schema: String?
        public var name: String
    }

    /// Every string of the parse tree: names of functions, operators, types, columns and relations, and constants too. What is
    /// not among them, the statement does not name.
    public let strings: Set<String>
    /// Relations, without those that WITH defines.
    public let relations: Set<Relation>
    /// Parameters that stand where nothing tells their type: the argument of IS NULL, of a function that takes anything.
    public let untypedParameters: Set<Int>

    /// Functions that take values of any type, one at a time.
    private static let takesAny: Set<String> = [
        "concat", "concat_ws", "count", "format", "json_build_array", "json_build_object", "jsonb_build_array",
        "jsonb_build_object", "num_nonnulls", "num_nulls", "pg_column_size", "pg_typeof", "json_agg", "jsonb_agg",
        "json_object_agg", "jsonb_object_agg", "to_json", "to_jsonb", "quote_literal", "quote_nullable",
    ]

    /// nil for SELECT INTO.
    init?(_ statement: JSONValue) {
        var walk = Walk()
        walk.collect(statement)
        if walk.makesTable { return nil }
        strings = walk.strings
        relations = walk.relations.filter { $0.schema != nil || !walk.defined.contains($0.name) }
        untypedParameters = walk.untyped
    }

    private struct Walk {
        var strings: Set<String> = []
        var relations: Set<Relation> = []
        var defined: Set<String> = []
        var untyped: Set<Int> = []
        var makesTable = false

        /// With a list of its own instead of recursion: the tree may be deep.
        mutating func collect(_ root: JSONValue) {
            var pending = [root]
            while let value = pending.popLast() {
                switch value.kind {
                case .string: value.string.map { _ = strings.insert($0) }
                case .array: pending += value.elements
                case .object:
                    for member in value.members {
                        read(member.key.string ?? "", member.value)
                        pending.append(member.value)
                    }
                default: break
                }
            }
        }

        private mutating func read(_ key: String, _ value: JSONValue) {
            switch key {
            // A relation that a query reads is tagged; the one that a statement writes is not.
            case "RangeVar", "relation":
                guard let name = value["relname"]?.string else { return }
                relations.insert(Relation(schema: value["schemaname"]?.string, name: name))
            case "intoClause": makesTable = true
            case "CommonTableExpr": value["ctename"]?.string.map { _ = defined.insert($0) }
            case "NullTest": value["arg"].map { addParameter($0) }
            case "FuncCall":
                let name = value["funcname"]?.elements.map { $0["String"]?["sval"]?.string }.last ?? nil
                guard let name, StatementNames.takesAny.contains(name) else { return }
                for argument in value["args"]?.elements.map({ $0 }) ?? [] { addParameter(argument) }
            default: break
            }
        }

        private mutating func addParameter(_ value: JSONValue) {
            value["ParamRef"]?["number"]?.int.map { _ = untyped.insert($0) }
        }
    }
}

extension SQL {
    /// What a statement names, if it is exactly one that PostgreSQL plans without doing anything: a SELECT, INSERT, UPDATE,
    /// DELETE or MERGE.
    ///
    /// - Returns: nil for every other statement, and for several.
    public static func namesOfPlannable(_ text: String) throws(SyntaxError) -> StatementNames? {
        let statements = try parse(text).root["stmts"]?.elements.map { $0 } ?? []
        guard statements.count == 1, let statement = statements[0]["stmt"],
            let kind = statement.members.compactMap({ $0.key.string }).first, plannableKinds.contains(kind)
        else { return nil }
        return StatementNames(statement)
    }

    private static let plannableKinds: Set<String> = [
        "SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt",
    ]
}
