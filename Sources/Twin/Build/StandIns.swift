import Model
import Postgres

/// Stand-ins of the target's functions, once all types are there.
extension TwinBuild {
    /// Which functions are stand-ins: they have our clause SET, and no extension has made them.
    static let standIns = """
        SELECT p.oid FROM pg_proc p WHERE p.oid >= 16384 AND p.proconfig = ARRAY['search_path=""'] AND p.prolang = \
        (SELECT oid FROM pg_language WHERE lanname = 'sql') AND NOT EXISTS (SELECT FROM pg_depend d \
        WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
        """

    /// A result that is null would make the planner conclude that conditions hold for no row: what types only the server knows get a
    /// value too, by trying.
    mutating func fillStandIns(_ connection: Connection) async throws {
        let rows = try await connection.query(
            """
            SELECT t.oid, format_type(t.oid, -1) AS name,
              (SELECT enumlabel FROM pg_enum WHERE enumtypid = t.oid ORDER BY enumsortorder LIMIT 1) AS label,
              (SELECT count(*) FROM pg_attribute WHERE attrelid = t.typrelid AND attnum > 0 AND NOT attisdropped)::int AS fields
            FROM pg_type t WHERE t.oid IN (SELECT prorettype FROM pg_proc WHERE prosrc LIKE 'SELECT NULL::%'
              AND oid IN (\(Self.standIns))) AND t.typtype <> 'p'
            """)
        for row in rows {
            let name = try row.decode("name", as: String.self)
            let fields = try row.decode("fields", as: Int.self)
            var literals = Self.literals
            if let label = try row.decode("label", as: String?.self) { literals = [label] }
            if fields > 0 { literals = ["(" + String(repeating: ",", count: fields - 1) + ")"] }
            let queries = literals.map { Query("SELECT \(Quote.literal($0))::\(name)") }
            let answers = try await connection.pipeline(queries)
            let fitting = zip(literals, answers).first { if case .success = $1 { true } else { false } }?.0
            guard let fitting else { continue }
            _ = try await connection.query(
                """
                UPDATE pg_proc SET prosrc = $2::text WHERE prorettype = $1::oid AND prosrc LIKE 'SELECT NULL::%'
                  AND position(',' in prosrc) = 0 AND oid IN (\(Self.standIns))
                """, [.int(try row.decode("oid", as: Int.self)), .string("SELECT \(Quote.literal(fitting))::\(name)")])
        }
    }

    private static let literals = [
        "1", "x", "{}", "", "2000-01-01", "[1,2)", "(1,1)", "[1]", "POINT(0 0)", "true", "10.0.0.1", "12:00", "empty",
    ]
}
