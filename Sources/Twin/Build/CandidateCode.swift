import Model
import Postgres

/// The code that candidates would run: whoever builds an index, and everybody who writes to its table, runs what is in its
/// expressions and its condition, with their own rights.
extension TwinBuild {
    /// Takes away those that reach a function or a type of somebody whom the table's owner need not trust: neither that owner
    /// nor a superuser, nor what the table has an index with already. A statement names whatever its author likes.
    mutating func removeStrangersCode(_ connection: Connection) async throws {
        let superusers = targetRoles.filter(\.isSuperuser).map(\.name)
        for row in try await connection.query(Self.strangersSQL, [.strings(superusers)]) {
            let candidate = try row.decode("candidate", as: Int.self)
            unusable[candidate] = .strangersCode(try row.decode("name"))
            try await connection.execute("DROP INDEX \(try row.decode("index", as: String.self))")
        }
    }

    private static let strangersSQL = """
        \(trees), reached AS (
          SELECT i.indrelid, i.indexrelid, d.refclassid AS class, d.refobjid AS object
          FROM pg_index i JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
          WHERE d.refclassid IN ('pg_proc'::regclass, 'pg_type'::regclass) AND d.refobjid >= 16384
          UNION SELECT i.indrelid, i.indexrelid, 'pg_proc'::regclass, o.oprcode
          FROM pg_index i JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
            AND d.refclassid = 'pg_operator'::regclass AND d.refobjid >= 16384
          JOIN pg_operator o ON o.oid = d.refobjid)
        SELECT DISTINCT ON (trees.candidate) trees.candidate, trees.oid::regclass::text AS index,
          CASE WHEN p.oid IS NOT NULL THEN p.oid::regproc::text ELSE format_type(r.object, NULL) END AS name
        FROM trees JOIN reached r ON r.indexrelid = trees.oid
        JOIN pg_class t ON t.oid = r.indrelid LEFT JOIN pg_proc p ON r.class = 'pg_proc'::regclass AND p.oid = r.object
        WHERE is_top AND r.object >= 16384
          AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = r.class AND e.objid = r.object AND e.deptype = 'e')
          AND NOT EXISTS (SELECT FROM reached o WHERE o.indrelid = r.indrelid AND o.class = r.class AND o.object = r.object
            AND o.indexrelid NOT IN (SELECT oid FROM trees))
          AND CASE WHEN p.oid IS NOT NULL THEN p.proowner NOT IN (t.relowner, 10) AND pg_get_userbyid(p.proowner) <> ALL ($1::text[])
            ELSE NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.atttypid = r.object) END
        ORDER BY trees.candidate, name
        """

    /// Notes how the server writes expressions and conditions: casts make every call the one that PostgreSQL's own objects serve
    /// exactly, and whatever is not PostgreSQL's own has its schema. A function of another schema that would fit better is not taken
    /// for it then (CVE-2018-1058).
    mutating func writeOut(_ connection: Connection) async throws {
        for row in try await connection.query(Self.writtenSQL) {
            let candidate = try row.decode("candidate", as: Int.self)
            guard candidates.indices.contains(candidate) else { continue }
            var definition = candidates[candidate].definition
            let keys = try row.decode("keys", as: [String].self)
            for position in definition.keys.indices.prefix(keys.count) where definition.keys[position].expression != nil
            {
                definition.keys[position].expression = Self.bare(keys[position])
            }
            if definition.predicate != nil { definition.predicate = try row.decode("condition", as: String?.self) }
            written[candidate] = definition
        }
    }

    /// Without the parentheses that the server puts around what is no call.
    private static func bare(_ expression: String) -> String {
        expression.hasPrefix("(") && expression.hasSuffix(")") ? String(expression.dropFirst().dropLast()) : expression
    }

    private static let writtenSQL = """
        \(trees) SELECT candidate, pg_get_expr(i.indpred, i.indrelid, true) AS condition,
          ARRAY(SELECT pg_get_indexdef(i.indexrelid, k, true) FROM generate_series(1, i.indnkeyatts) k ORDER BY k) AS keys
        FROM trees JOIN pg_index i ON i.indexrelid = trees.oid
        WHERE is_top AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL)
        """
}
