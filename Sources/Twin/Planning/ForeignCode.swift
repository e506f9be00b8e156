import Model
import Postgres

/// What on a twin is a stand-in for the target's code, and what rests on one.
struct ForeignCode: Sendable {
    struct Function: Sendable {
        var schema: String
        var arguments: ClosedRange<Int>
        /// nil where a call cannot become a parameter: of its type, of sets, of volatile functions.
        var type: String?
    }

    /// By name, all that are called so.
    var functions: [String: [Function]] = [:]
    /// Operators that call one, with their schemas.
    var operators: [String: Set<String>] = [:]
    /// Views and tables whose views, rules or policies call one.
    var relations: Set<String> = []
    /// Names that PostgreSQL's own functions have too.
    var shared: Set<String> = []

    init() {}

    init(_ connection: Connection) async throws {
        let rows = try await connection.query(
            """
            SELECT p.proname AS name, n.nspname AS schema, p.pronargs::int AS most, (p.pronargs - p.pronargdefaults)::int AS least,
              CASE WHEN p.provolatile <> 'v' AND NOT p.proretset AND t.typtype <> 'p' AND p.provariadic = 0
                THEN format_type(p.prorettype, -1) END AS type,
              EXISTS (SELECT FROM pg_proc o WHERE o.proname = p.proname AND o.pronamespace = 'pg_catalog'::regnamespace) AS shared
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_type t ON t.oid = p.prorettype
            WHERE p.oid IN (\(TwinBuild.standIns))
            """)
        for row in rows {
            let name = try row.decode("name", as: String.self)
            let least = max(0, try row.decode("least", as: Int.self))
            functions[name, default: []].append(
                Function(
                    schema: try row.decode("schema"),
                    arguments: least...max(least, try row.decode("most", as: Int.self)),
                    type: try row.decode("type", as: String?.self)))
            if try row.decode("shared", as: Bool.self) { shared.insert(name) }
        }
        guard !functions.isEmpty else { return }
        for row in try await connection.query(Self.dependentsSQL) {
            let name = try row.decode("name", as: String.self)
            if try row.decode("is_operator", as: Bool.self) {
                operators[name, default: []].insert(try row.decode("schema"))
            } else {
                relations.insert(name)
            }
        }
    }

    /// Through operators, and from view to view.
    private static let dependentsSQL = """
        WITH RECURSIVE stubs AS (\(TwinBuild.standIns)),
        code AS (
          SELECT 'pg_proc'::regclass::oid AS class, oid FROM stubs
          UNION SELECT 'pg_operator'::regclass, oid FROM pg_operator WHERE oprcode IN (SELECT oid FROM stubs)),
        rules AS (
          SELECT d.classid, d.objid FROM pg_depend d JOIN code c ON c.class = d.refclassid AND c.oid = d.refobjid
          WHERE d.classid IN ('pg_rewrite'::regclass, 'pg_policy'::regclass)),
        relations AS (
          SELECT r.ev_class AS oid FROM rules JOIN pg_rewrite r ON r.oid = objid AND classid = 'pg_rewrite'::regclass
          UNION SELECT p.polrelid FROM rules JOIN pg_policy p ON p.oid = objid AND classid = 'pg_policy'::regclass
          UNION SELECT r.ev_class FROM relations t JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid
            AND d.classid = 'pg_rewrite'::regclass JOIN pg_rewrite r ON r.oid = d.objid)
        SELECT relname AS name, '' AS schema, false AS is_operator FROM pg_class WHERE oid IN (SELECT oid FROM relations)
        UNION SELECT oprname, nspname, true FROM pg_operator o JOIN pg_namespace n ON n.oid = oprnamespace WHERE o.oid IN (SELECT oid FROM code WHERE class = 'pg_operator'::regclass)
        """
}
