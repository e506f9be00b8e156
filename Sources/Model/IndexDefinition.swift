/// An index as it is declared, whether it exists or not: what candidates, recommendations and the twin share.
public struct IndexDefinition: Sendable, Hashable, Codable {
    /// One key of an index.
    public struct Key: Sendable, Hashable, Codable {
        /// Name of the column; nil for an expression.
        public var column: String?
        /// SQL of the expression without parentheses around it, for example `lower(email)`; nil for a column.
        public var expression: String?
        /// As it is written in DDL; nil for the type's default.
        public var operatorClass: String?
        /// As it is written in DDL; nil for the column's.
        public var collation: String?
        public var descending: Bool
        /// nil: the direction's default (last for ascending, first for descending).
        public var nullsFirst: Bool?

        public init(
            column: String? = nil, expression: String? = nil, operatorClass: String? = nil, collation: String? = nil,
            descending: Bool = false, nullsFirst: Bool? = nil
        ) {
            self.column = column
            self.expression = expression
            self.operatorClass = operatorClass
            self.collation = collation
            self.descending = descending
            self.nullsFirst = nullsFirst
        }
    }

    /// Oid of the table in the target's catalog; of the parent where the table is partitioned.
    public var relation: Int64
    public var schema: String
    public var table: String
    /// btree, hash, gin, gist, brin, spgist.
    public var method: String
    public var keys: [Key]
    /// INCLUDE columns, by name.
    public var include: [String]
    /// SQL of the condition of a partial index; nil without.
    public var predicate: String?
    /// Storage parameters, by name.
    public var options: [String: String]

    public init(
        relation: Int64, schema: String, table: String, method: String = "btree", keys: [Key], include: [String] = [],
        predicate: String? = nil, options: [String: String] = [:]
    ) {
        self.relation = relation
        self.schema = schema
        self.table = table
        self.method = method
        self.keys = keys
        self.include = include
        self.predicate = predicate
        self.options = options
    }
}

extension IndexDefinition {
    /// The statement that builds it. The method is left out where it is btree.
    ///
    /// - Parameters:
    ///   - name: unquoted; nil lets PostgreSQL choose one.
    ///   - only: `ON ONLY`: of a partitioned table just the parent's index, without its partitions'.
    public func createStatement(name: String? = nil, concurrently: Bool = false, only: Bool = false) -> String {
        var sql = "CREATE INDEX"
        if concurrently { sql += " CONCURRENTLY" }
        if let name { sql += " " + Quote.identifier(name) }
        sql += (only ? " ON ONLY " : " ON ") + Quote.qualified(schema, table)
        if method != "btree" { sql += " USING " + Quote.identifier(method) }
        sql += " (" + keys.map(\.sql).joined(separator: ", ") + ")"
        if !include.isEmpty { sql += " INCLUDE (" + include.map(Quote.identifier).joined(separator: ", ") + ")" }
        if !options.isEmpty {
            let parameters = options.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
            sql += " WITH (" + parameters.joined(separator: ", ") + ")"
        }
        if let predicate { sql += " WHERE " + predicate }
        return sql
    }
}

extension IndexDefinition.Key {
    /// The key as DDL writes it.
    public var sql: String {
        var sql = column.map(Quote.identifier) ?? "(\(expression ?? ""))"
        if let collation { sql += " COLLATE " + collation }
        if let operatorClass { sql += " " + operatorClass }
        if descending { sql += " DESC" }
        switch nullsFirst {
        case .some(true) where !descending: sql += " NULLS FIRST"
        case .some(false) where descending: sql += " NULLS LAST"
        default: break
        }
        return sql
    }
}
