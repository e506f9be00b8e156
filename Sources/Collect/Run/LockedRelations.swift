/// Relations that somebody holds or awaits an AccessExclusive lock on. Functions that open a relation would queue behind
/// that lock, and everybody else behind them.
enum LockedRelations {
    /// Tables, their partitioned parents (whose definitions and sizes go through them), the views on them, and all their
    /// indexes and TOAST tables; an index's or a TOAST table's lock stands for its table's. One row, one array.
    static let sql = """
        WITH RECURSIVE held AS (
            SELECT DISTINCT relation AS oid FROM pg_locks
            WHERE locktype = 'relation' AND mode = 'AccessExclusiveLock' AND pid <> pg_backend_pid()
              AND database = \(SQL.thisDatabase)
          ), tables AS (
            SELECT oid FROM held
            UNION SELECT i.indrelid FROM held JOIN pg_index i ON i.indexrelid = held.oid
            UNION SELECT c.oid FROM held JOIN pg_class c ON c.reltoastrelid = held.oid
          ), families AS (
            SELECT oid FROM tables
            UNION SELECT h.inhparent FROM families JOIN pg_inherits h ON h.inhrelid = families.oid
          ), readers AS (
            SELECT oid FROM families
            UNION SELECT r.ev_class FROM families
              JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = families.oid
                AND d.classid = 'pg_rewrite'::regclass
              JOIN pg_rewrite r ON r.oid = d.objid
          )
        SELECT \(advisorTag) coalesce(array_agg(oid), '{}') AS oids FROM (
          SELECT oid FROM readers
          UNION SELECT i.indexrelid FROM readers JOIN pg_index i ON i.indrelid = readers.oid
          UNION SELECT c.reltoastrelid FROM readers JOIN pg_class c ON c.oid = readers.oid WHERE c.reltoastrelid <> 0) locked
        """
}
