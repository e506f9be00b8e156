/// SQL that finds out what planning would read from inside an index, without reading more than the ends of it.
enum IndexProbeQueries {
    /// Planner settings under which an index scan in the order of the index costs floor(50 * (height + 1) + log2(rows))
    /// to start, whatever else there is: btcostestimate charges 50 operators for each level.
    static let heightSettings =
        indexOnlySettings + [
            Session.Setting("cpu_operator_cost", "1"), Session.Setting("cpu_tuple_cost", "0"),
            Session.Setting("cpu_index_tuple_cost", "0"), Session.Setting("seq_page_cost", "0"),
            Session.Setting("random_page_cost", "0"),
        ]

    /// Under these no plan but one through an index is made where there is one. Policies make a statement fail rather than
    /// hide rows from it.
    static let indexOnlySettings = [
        Session.Setting("enable_seqscan", "off"), Session.Setting("enable_bitmapscan", "off"),
        Session.Setting("enable_sort", "off"), Session.Setting("enable_incremental_sort", "off"),
        Session.Setting("enable_indexscan", "on"), Session.Setting("enable_indexonlyscan", "on"),
        Session.Setting("max_parallel_workers_per_gather", "0"), Session.Setting("row_security", "off"),
    ]

    /// Indexes with data, the SQL to ask for their order (`height_sql`) and for their ends (`ends_sql`, null for partial
    /// indexes, whose ends planning never looks at). Nothing is asked of an index whose table the role may not read, or that
    /// leads to foreign code, or whose table does. `$1` oids of locked relations, `$2` of those that lead to foreign code, `$3` and `$4` the
    /// first oid of a range of indexes and the first behind it. The ends are looked for where there is a histogram: the planner
    /// asks an index whether that is still true.
    static func indexes(_ server: ServerProfile) -> String {
        let hasHistogram =
            server.canReadStatistics
            ? """
            EXISTS (SELECT FROM pg_statistic s
              WHERE s.starelid = CASE WHEN i.indkey[0] = 0 THEN i.indexrelid ELSE i.indrelid END
                AND s.staattnum = CASE WHEN i.indkey[0] = 0 THEN 1 ELSE i.indkey[0] END
                AND 2 IN (s.stakind1, s.stakind2, s.stakind3, s.stakind4, s.stakind5))
            """ : "true"
        return """
            SELECT \(advisorTag) index_oid, name, method, pages, may_read, is_foreign,
              CASE WHEN method = 'btree' AND pages > 2 AND may_read AND NOT is_foreign THEN
                format('SELECT FROM ONLY %s%s ORDER BY %s', relation, ' WHERE ' || predicate, ordering) END AS height_sql,
              CASE WHEN method = 'btree' AND predicate IS NULL AND may_read AND NOT is_foreign AND has_histogram THEN
                format('SELECT (%s ORDER BY %s %s LIMIT 1)::text AS minimum, (%s ORDER BY %s %s LIMIT 1)::text AS maximum',
                  first_key, less, CASE WHEN descending <> nulls_first THEN 'NULLS FIRST' ELSE 'NULLS LAST' END,
                  first_key, greater, CASE WHEN descending <> nulls_first THEN 'NULLS LAST' ELSE 'NULLS FIRST' END)
              END AS ends_sql
            FROM (
              SELECT i.indexrelid AS index_oid, c.relname AS name, m.amname AS method, pg_get_expr(i.indpred, i.indrelid) AS predicate,
                i.indexrelid = ANY ($2::oid[]) OR i.indrelid = ANY ($2::oid[]) AS is_foreign,
                has_schema_privilege(t.relnamespace, 'USAGE') AND has_table_privilege(t.oid, 'SELECT')
                  AND NOT row_security_active(t.oid) AS may_read,
                \(hasHistogram) AS has_histogram,
                pg_relation_size(c.oid) / current_setting('block_size')::int AS pages, i.indrelid::regclass::text AS relation,
                k.ordering, k.less, k.greater, k.descending, k.nulls_first,
                format('SELECT %s FROM ONLY %s WHERE %s IS NOT NULL', k.first_key, i.indrelid::regclass, k.first_key) AS first_key
              FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid AND c.relkind = 'i' AND c.relpersistence <> 't'
              JOIN pg_class t ON t.oid = i.indrelid JOIN pg_am m ON m.oid = c.relam AND m.amname IN ('btree', 'gin')
              JOIN pg_namespace n ON n.oid = c.relnamespace AND \(SQL.isUserSchema("n.nspname"))
              LEFT JOIN LATERAL (
                SELECT string_agg(key || ' ' || CASE WHEN descends THEN greater ELSE less END
                    || CASE WHEN nulls THEN ' NULLS FIRST' ELSE ' NULLS LAST' END, ', ' ORDER BY position) AS ordering,
                  min(key) FILTER (WHERE position = 1) AS first_key,
                  min(key || ' ' || less) FILTER (WHERE position = 1) AS less,
                  min(key || ' ' || greater) FILTER (WHERE position = 1) AS greater,
                  bool_or(descends) FILTER (WHERE position = 1) AS descending,
                  bool_or(nulls) FILTER (WHERE position = 1) AS nulls_first
                FROM (
                  SELECT u.position, u.options & 1 <> 0 AS descends, u.options & 2 <> 0 AS nulls,
                    '(' || pg_get_indexdef(i.indexrelid, u.position::int, true) || ')'
                      || coalesce(' COLLATE ' || nullif(u.collated, 0)::regcollation, '') AS key,
                    (SELECT format('USING OPERATOR(%I.%s)', n.nspname, o.oprname) FROM pg_amop a
                      JOIN pg_operator o ON o.oid = a.amopopr JOIN pg_namespace n ON n.oid = o.oprnamespace
                      WHERE a.amopfamily = l.opcfamily AND a.amoplefttype = l.opcintype AND a.amoprighttype = l.opcintype
                        AND a.amopstrategy = 1) AS less,
                    (SELECT format('USING OPERATOR(%I.%s)', n.nspname, o.oprname) FROM pg_amop a
                      JOIN pg_operator o ON o.oid = a.amopopr JOIN pg_namespace n ON n.oid = o.oprnamespace
                      WHERE a.amopfamily = l.opcfamily AND a.amoplefttype = l.opcintype AND a.amoprighttype = l.opcintype
                        AND a.amopstrategy = 5) AS greater
                  FROM unnest(i.indkey::int2[], i.indclass::oid[], i.indcollation::oid[], i.indoption::int2[])
                    WITH ORDINALITY AS u(attribute, class, collated, options, position)
                  JOIN pg_opclass l ON l.oid = u.class
                  WHERE u.position <= i.indnkeyatts AND m.amname = 'btree') keys) k ON true
              WHERE i.indexrelid >= $3::oid AND i.indexrelid < $4::oid
                AND i.indisvalid AND i.indisready AND i.indexrelid <> ALL ($1::oid[]) AND i.indrelid <> ALL ($1::oid[])
            ) found
            WHERE pages > 0
            ORDER BY index_oid
            """
    }

    /// How pageinspect's own function for a page is called, in whatever schema it is; no row where the extension is not there.
    /// The type of its last argument depends on the version, and a function of somebody else's that fits better must not be
    /// taken for it.
    static let pageFunction = """
        SELECT \(advisorTag) format('%I.get_raw_page($1::oid::regclass::text, 0::%s)', n.nspname, format_type(p.proargtypes[1], NULL)) AS call
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
        JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid AND e.extname = 'pageinspect'
        WHERE p.proname = 'get_raw_page' AND p.pronargs = 2 AND p.prolang = 13 AND p.proargtypes[0] = 'text'::regtype
        """

    /// The first page of a GIN index, for superusers; `$1` its oid. Through pageinspect where it is, since the file may be
    /// behind what is in memory.
    static func metapage(function: String?) -> String {
        let page =
            function ?? "pg_read_binary_file(pg_relation_filepath($1::oid), 0, current_setting('block_size')::int)"
        return "SELECT \(advisorTag) encode(\(page), 'hex') AS page"
    }
}
