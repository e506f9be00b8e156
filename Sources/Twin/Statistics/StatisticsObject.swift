import Model
import Postgres

/// A statistics object of the twin: what its data have to be about.
struct StatisticsObject {
    var oid: Int64
    /// For messages.
    var name: String
    /// Numbers of its columns, ascending.
    var columns: [Int16]
    var expressionCount: Int
    /// The types of its columns, then of its expressions.
    var types: [StoredType]
    /// A view of its expressions, whose columns have their types; nil without.
    var view: Int64?

    /// As its data number them: columns, then expressions from -1 downwards.
    var attributes: [Int16] { columns + (0..<expressionCount).map { Int16(-1 - $0) } }
}

/// The statistics objects of a twin, by schema and name: they get new oids, only tables, indexes, types and roles keep theirs.
struct StatisticsObjects {
    private var objects: [String: StatisticsObject] = [:]

    subscript(schema: String?, name: String?) -> StatisticsObject? { objects[Self.key(schema ?? "", name ?? "")] }

    private static func key(_ schema: String, _ name: String) -> String { Quote.qualified(schema, name) }

    /// Makes the views of expressions, for this session.
    init(_ connection: Connection, major: Int) async throws {
        let expressions = major >= 14 ? "coalesce(pg_get_statisticsobjdef_expressions(s.oid), '{}')" : "'{}'::text[]"
        let rows = try await connection.query(
            """
            SELECT s.oid::int8 AS oid, n.nspname AS schema, s.stxname AS name, s.stxrelid::regclass::text AS relation,
              array_agg(a.attnum::int ORDER BY a.attnum) FILTER (WHERE a.attnum IS NOT NULL) AS columns,
              array_agg(a.atttypid::int8 ORDER BY a.attnum) FILTER (WHERE a.attnum IS NOT NULL) AS types,
              \(expressions) AS expressions
            FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
            LEFT JOIN pg_attribute a ON a.attrelid = s.stxrelid AND a.attnum = ANY (s.stxkeys::int2[])
            GROUP BY s.oid, n.nspname ORDER BY s.oid
            """)
        var oids: [String: [Int64]] = [:]
        for row in rows {
            let expressions = try row.decode("expressions", as: [String].self)
            var object = StatisticsObject(
                oid: try row.decode("oid"), name: try row.decode("name"),
                columns: (try row.decode("columns", as: [Int]?.self) ?? []).map { Int16(clamping: $0) },
                expressionCount: expressions.count, types: [])
            let key = Self.key(try row.decode("schema"), object.name)
            oids[key] = try row.decode("types", as: [Int64]?.self) ?? []
            if !expressions.isEmpty {
                let view = try await Self.view(of: object, expressions, try row.decode("relation"), connection)
                object.view = view.oid
                oids[key]? += view.types
            }
            objects[key] = object
        }
        let types = try await StoredTypes(connection, of: Set(oids.values.joined()))
        for (key, oids) in oids { objects[key]?.types = oids.map { types[$0] } }
    }

    /// Nothing is computed: only the types of the expressions are asked for.
    private static func view(
        of object: StatisticsObject, _ expressions: [String], _ relation: String, _ connection: Connection
    ) async throws -> (oid: Int64, types: [Int64]) {
        let list = expressions.enumerated().map { "(\($0.element)) AS e\($0.offset)" }.joined(separator: ", ")
        let name = "advisor_statistics_\(object.oid)"
        try await connection.execute("CREATE TEMP VIEW \(name) AS SELECT \(list) FROM ONLY \(relation)")
        let rows = try await connection.query(
            "SELECT attrelid::int8 AS oid, atttypid::int8 AS type FROM pg_attribute WHERE attrelid = 'pg_temp.\(name)'::regclass ORDER BY attnum"
        )
        return (try rows.first?.decode("oid") ?? 0, try rows.map { try $0.decode("type") })
    }
}
