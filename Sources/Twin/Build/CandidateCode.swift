import Model
import Postgres
import SQLSyntax

/// The code that candidates would run: whoever builds an index, and everybody who writes to its table, runs what is in its
/// expressions and its condition, with their own rights.
extension TwinBuild {
    /// Takes away those that name a function, an operator or a type which a stranger can replace: a statement names whatever its
    /// author likes. What the table has an index with already is nobody's worry.
    mutating func removeStrangersCode(_ connection: Connection) async throws {
        let trust = Trust(snapshot, superusers: targetRoles.filter(\.isSuperuser).map(\.name) + [source.superuser])
        for row in try await connection.query(Self.reachedSQL) {
            let candidate = try row.decode("candidate", as: Int.self)
            guard unusable[candidate] == nil, !trust.trusts(try ReachedObject(row)) else { continue }
            unusable[candidate] = .strangersCode(try row.decode("name"))
            try await connection.execute("DROP INDEX \(try row.decode("index", as: String.self))")
        }
    }

    /// What candidates name that is not PostgreSQL's own, and the types that its functions take and give.
    private static let reachedSQL = """
        \(trees), named AS (
          SELECT i.indrelid, i.indexrelid, d.refclassid AS class, d.refobjid AS object
          FROM pg_index i JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
          WHERE d.refclassid IN ('pg_proc'::regclass, 'pg_type'::regclass, 'pg_operator'::regclass) AND d.refobjid >= 16384),
        functions AS (
          SELECT * FROM named UNION SELECT indrelid, indexrelid, 'pg_proc'::regclass, o.oprcode
          FROM named JOIN pg_operator o ON class = 'pg_operator'::regclass AND o.oid = object AND o.oprcode >= 16384),
        reached AS (
          SELECT * FROM functions UNION SELECT indrelid, indexrelid, 'pg_type'::regclass, coalesce(nullif(t.typelem, 0), t.oid)
          FROM functions JOIN pg_proc p ON class = 'pg_proc'::regclass AND p.oid = object
          CROSS JOIN LATERAL unnest(p.proargtypes::oid[] || p.prorettype) AS u(type) JOIN pg_type t ON t.oid = u.type
          WHERE coalesce(nullif(t.typelem, 0), t.oid) >= 16384)
        SELECT trees.candidate, trees.oid::regclass::text AS index, n.nspname AS schema, e.extname AS extension,
          CASE WHEN p.oid IS NOT NULL THEN p.oid::regproc::text WHEN o.oid IS NOT NULL THEN o.oid::regoper::text
            ELSE format_type(r.object, NULL) END AS name,
          pg_get_userbyid(p.proowner)::text AS owner, t.oid::int8 AS table_oid,
          EXISTS (SELECT FROM reached i WHERE i.indrelid = r.indrelid AND i.class = r.class AND i.object = r.object
              AND i.indexrelid NOT IN (SELECT oid FROM trees))
            OR r.class = 'pg_type'::regclass AND EXISTS (SELECT FROM pg_attribute a LEFT JOIN pg_type b ON b.oid = a.atttypid
              WHERE a.attrelid = t.oid AND r.object IN (a.atttypid, b.typelem)) AS is_known
        FROM trees JOIN reached r ON r.indexrelid = trees.oid JOIN pg_class t ON t.oid = r.indrelid
        LEFT JOIN pg_proc p ON r.class = 'pg_proc'::regclass AND p.oid = r.object
        LEFT JOIN pg_operator o ON r.class = 'pg_operator'::regclass AND o.oid = r.object
        LEFT JOIN pg_type y ON r.class = 'pg_type'::regclass AND y.oid = r.object
        JOIN pg_namespace n ON n.oid = coalesce(p.pronamespace, o.oprnamespace, y.typnamespace)
        LEFT JOIN pg_depend d ON d.classid = r.class AND d.objid = r.object AND d.deptype = 'e'
          AND d.refclassid = 'pg_extension'::regclass
        LEFT JOIN pg_extension e ON e.oid = d.refobjid
        WHERE is_top ORDER BY trees.candidate, p.oid IS NULL, name
        """

    /// Notes how the server writes expressions and conditions: casts make every call the one that PostgreSQL's own objects serve
    /// exactly, and whatever is not PostgreSQL's own has its schema; so has the rest where one of PostgreSQL's own takes any array,
    /// range or enum. No function or operator of another schema fits better then (CVE-2018-1058).
    mutating func writeOut(_ connection: Connection) async throws {
        for row in try await connection.query(Self.writtenSQL) {
            let candidate = try row.decode("candidate", as: Int.self)
            guard candidates.indices.contains(candidate) else { continue }
            let isPolymorphic = try row.decode("is_polymorphic", as: Bool.self)
            func safe(_ expression: String) -> String? {
                isPolymorphic ? QualifiedExpression.of(expression) : expression
            }
            var definition = candidates[candidate].definition
            let keys = try row.decode("keys", as: [String].self)
            var isSafe = true
            for position in definition.keys.indices.prefix(keys.count) where definition.keys[position].expression != nil
            {
                let expression = safe(Self.bare(keys[position]))
                isSafe = isSafe && expression != nil
                definition.keys[position].expression = expression
            }
            if let condition = try row.decode("condition", as: String?.self) {
                definition.predicate = safe(condition)
                isSafe = isSafe && definition.predicate != nil
            }
            if isSafe {
                written[candidate] = definition
            } else {
                unusable[candidate] = .refused(
                    "its expression means another where somebody has an operator for its type")
                try await connection.execute("DROP INDEX \(try row.decode("index", as: String.self))")
            }
        }
    }

    /// Without the parentheses that the server puts around what is no call.
    private static func bare(_ expression: String) -> String {
        expression.hasPrefix("(") && expression.hasSuffix(")") ? String(expression.dropFirst().dropLast()) : expression
    }

    /// Functions and operators are in the stored trees of expressions by their oids.
    private static let writtenSQL = """
        \(trees), expressions AS (
          SELECT candidate, i.*, EXISTS (
            SELECT FROM regexp_matches(concat(i.indexprs::text, i.indpred::text), ':(funcid|opno) (\\d+)', 'g') m
            LEFT JOIN pg_proc p ON m[1] = 'funcid' AND p.oid = m[2]::oid
            LEFT JOIN pg_operator o ON m[1] = 'opno' AND o.oid = m[2]::oid
            JOIN pg_type t ON t.oid = ANY (p.proargtypes::oid[] || o.oprleft || o.oprright) AND t.typtype = 'p') AS is_polymorphic
          FROM trees JOIN pg_index i ON i.indexrelid = trees.oid
          WHERE is_top AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL))
        SELECT candidate, indexrelid::regclass::text AS index, is_polymorphic,
          pg_get_expr(indpred, indrelid, NOT is_polymorphic) AS condition,
          ARRAY(SELECT pg_get_indexdef(indexrelid, k, NOT is_polymorphic) FROM generate_series(1, indnkeyatts) k ORDER BY k) AS keys
        FROM expressions
        """
}

/// A function, an operator or a type that a candidate names.
private struct ReachedObject {
    var schema: String
    /// nil for what is no function.
    var owner: String?
    var table: Int64
    var `extension`: String?
    /// An index of the table has it already, or it is the type of a column.
    var isKnown: Bool

    init(_ row: Row) throws {
        schema = try row.decode("schema")
        owner = try row.decode("owner")
        table = Int64(try row.decode("table_oid", as: Int.self))
        `extension` = try row.decode("extension")
        isKnown = try row.decode("is_known")
    }
}

/// Whom a table's owner need not fear: itself, superusers, and the owner of the database, who can drop whatever is in it. An
/// object can be replaced by its owner, by its schema's and by its extension's.
private struct Trust {
    private let trusted: Set<String>
    private let schemaOwners: [String: String]
    private let extensionOwners: [String: String]
    private let tableOwners: [Int64: String]

    init(_ snapshot: Snapshot, superusers: [String]) {
        func owners(_ section: Section) -> [String: String] {
            (0..<section.count).reduce(into: [:]) { owners, row in
                if let name = section[row, "name"].text { owners[name] = section[row, "owner"].text }
            }
        }
        schemaOwners = owners(snapshot[.schemas])
        extensionOwners = owners(snapshot[.extensions])
        let relations = snapshot[.relations]
        tableOwners = (0..<relations.count).reduce(into: [:]) { owners, row in
            if let oid = relations[row, "oid"].integer { owners[oid] = relations[row, "owner"].text }
        }
        let database = snapshot[.databaseLocale]
        let owner = database.count > 0 ? database[0, "owner"].text : nil
        // The owner of the schema public from PostgreSQL 15 on.
        trusted = Set(superusers + ["pg_database_owner"] + (owner.map { [$0] } ?? []))
    }

    func trusts(_ object: ReachedObject) -> Bool {
        func isFriend(_ role: String) -> Bool { role == tableOwners[object.table] || trusted.contains(role) }
        if object.isKnown { return true }
        // Older snapshots do not have all owners.
        guard schemaOwners[object.schema].map(isFriend) ?? true else { return false }
        if let name = object.extension { return extensionOwners[name].map(isFriend) ?? true }
        return object.owner.map(isFriend) ?? false
    }
}
