import Postgres

/// A relation by its schema and name, neither quoted.
struct QualifiedName: Hashable {
    var schema: String
    var name: String
}

/// Relations that a role may not have dumped: tables that it may not read, the whole family of each (a partitioned table plans
/// nothing without its partitions, nor a partition as it does without its table), and the views on them. None where it may
/// read no table at all: pg_dump then says so itself.
enum UnreadableRelations {
    static let sql = """
        WITH RECURSIVE tables AS (
            SELECT c.oid, has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS readable
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND \(SQL.isUserSchema("n.nspname"))
            WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
          ), related AS (
            SELECT inhrelid AS oid, inhparent AS other FROM pg_inherits
            UNION ALL SELECT inhparent, inhrelid FROM pg_inherits
            UNION ALL SELECT d.refobjid, v.oid FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid
              JOIN pg_class v ON v.oid = r.ev_class AND v.relkind IN ('v', 'm')
            WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
          ), left_out AS (
            SELECT oid FROM tables WHERE NOT readable AND EXISTS (SELECT FROM tables WHERE readable)
            UNION SELECT related.other FROM left_out JOIN related ON related.oid = left_out.oid
          )
        SELECT \(advisorTag) n.nspname AS schema, c.relname AS name
        FROM left_out JOIN pg_class c USING (oid) JOIN pg_namespace n ON n.oid = c.relnamespace
        ORDER BY 1, 2
        """
}
