/// What of a twin's pg_statistic is as ANALYZE would have written it. The planner believes what stands there: it calls the functions of
/// a column's type on the values, and takes as many numbers as there are values.
enum StatisticsSoundness {
    /// What ANALYZE looks at: of an index the type of the expression, where the access method stores keys of another one.
    private static let analyzedType = """
        coalesce((SELECT CASE WHEN o.opckeytype = 0 THEN a.atttypid
            WHEN o.opcintype = 'anyarray'::regtype THEN (SELECT typarray FROM pg_type WHERE oid = a.atttypid) ELSE o.opcintype END
          FROM pg_index i JOIN pg_opclass o ON o.oid = i.indclass[a.attnum - 1] WHERE i.indexrelid = a.attrelid), a.atttypid)
        """

    /// Columns whose types have no binary form, which would name the type of an array's elements: `seg` for example. Their values are
    /// read as their own type, whatever the snapshot calls it.
    static let silentColumns = """
        WITH RECURSIVE silent AS (
          SELECT oid FROM pg_type WHERE typtype = 'b' AND typsend = 0 AND oid >= 16384
          UNION SELECT t.oid FROM silent JOIN pg_type t ON t.typtype = 'd' AND t.typbasetype = silent.oid)
        SELECT attrelid::int8 AS relation, attnum::int8 AS number, atttypid::regtype::text AS type
        FROM pg_attribute WHERE atttypid IN (SELECT oid FROM silent) AND attnum > 0
        """

    /// Takes out what is not, and says how many rows those were. The kinds are those of catalog/pg_statistic.h.
    static let sql: String = {
        let slots = (1...5).map { slot in
            let (kind, numbers, values) = ("s.stakind\(slot)", "s.stanumbers\(slot)", "s.stavalues\(slot)")
            let type = "('x' || encode(substring(array_send(\(values)) FROM 9 FOR 4), 'hex'))::bit(32)::int8"
            return """
                NOT coalesce(\(values) IS NULL OR CASE WHEN t.is_silent THEN \(kind) IN (1, 2) ELSE \(type) = ANY (
                    CASE \(kind) WHEN 1 THEN t.own WHEN 2 THEN t.own WHEN 4 THEN t.elements WHEN 6 THEN ARRAY[701::int8]
                    WHEN 7 THEN t.ranges END) END, false)
                  OR NOT coalesce(CASE \(kind) WHEN 0 THEN true WHEN 1 THEN cardinality(\(numbers)) = cardinality(\(values))
                    WHEN 2 THEN \(values) IS NOT NULL WHEN 3 THEN cardinality(\(numbers)) = 1
                    WHEN 4 THEN cardinality(\(numbers)) - cardinality(\(values)) IN (2, 3) WHEN 5 THEN cardinality(\(numbers)) > 1
                    WHEN 6 THEN cardinality(\(numbers)) = 1 WHEN 7 THEN cardinality(\(values)) > 1 ELSE \(values) IS NULL END, false)
                """
        }
        return """
            WITH unsound AS (
              SELECT s.ctid AS place FROM pg_statistic s
              LEFT JOIN pg_attribute a ON a.attrelid = s.starelid AND a.attnum = s.staattnum AND a.attnum > 0 AND NOT a.attisdropped
              CROSS JOIN LATERAL (
                WITH RECURSIVE bases AS (
                  SELECT \(analyzedType) AS oid UNION SELECT typbasetype FROM bases JOIN pg_type b ON b.oid = bases.oid AND b.typtype = 'd')
                SELECT array(SELECT oid::int8 FROM bases) AS own,
                  array(SELECT typelem::int8 FROM bases JOIN pg_type USING (oid) WHERE typelem <> 0
                    UNION SELECT 25 FROM bases WHERE oid = 'tsvector'::regtype) AS elements,
                  array(SELECT oid::int8 FROM bases UNION SELECT rngtypid::int8 FROM bases JOIN pg_range ON rngmultitypid = oid)
                    AS ranges,
                  EXISTS (SELECT FROM bases JOIN pg_type USING (oid) WHERE typtype = 'b' AND typsend = 0) AS is_silent) t
              WHERE s.starelid >= 16384 AND (a.attnum IS NULL OR \(slots.joined(separator: " OR "))))
            DELETE FROM pg_statistic s USING unsound WHERE s.ctid = unsound.place
            """
    }()
}
