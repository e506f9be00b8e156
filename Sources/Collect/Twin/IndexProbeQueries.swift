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
    /// indexes, whose ends planning never looks at), or the ends themselves (`known_ends`). Nothing is asked of an index whose
    /// table the role may not read, or that leads to foreign code, or whose table does. `$1` oids of locked relations, `$2` of
    /// those that lead to foreign code, `$3` and `$4` the first oid of a range of indexes and the first behind it. The ends are
    /// looked for where there is a histogram: the planner asks an index whether that is still true.
    static func indexes(_ server: ServerProfile) -> String {
        let (hasHistogram, knownEnds) = server.canReadStatistics ? (hasHistogram, knownEnds) : ("true", "NULL::text[]")
        return """
            SELECT \(advisorTag) index_oid, name, method, pages, may_read, is_foreign,
              CASE WHEN asks_height THEN
                format('SELECT FROM ONLY %s%s ORDER BY %s', relation, ' WHERE ' || predicate, ordering) END AS height_sql,
              CASE WHEN asks_ends THEN
                format('SELECT (%s ORDER BY %s %s LIMIT 1)::text AS minimum, (%s ORDER BY %s %s LIMIT 1)::text AS maximum',
                  first_key, less, CASE WHEN descending <> nulls_first THEN 'NULLS FIRST' ELSE 'NULLS LAST' END,
                  first_key, greater, CASE WHEN descending <> nulls_first THEN 'NULLS LAST' ELSE 'NULLS FIRST' END)
              END AS ends_sql, known_ends[1] AS known_minimum, known_ends[2] AS known_maximum
            FROM (
              SELECT asked.*, k.ordering, k.less, k.greater, k.descending, k.nulls_first,
                format('SELECT %s FROM ONLY %s WHERE %s IS NOT NULL', k.first_key, relation, k.first_key) AS first_key
              FROM (
                SELECT i.*, may_ask AND pages > 2 AS asks_height,
                  may_ask AND predicate IS NULL AND has_histogram AND known_ends IS NULL AS asks_ends
                FROM (
            \(indexesWithData(hasHistogram: hasHistogram, knownEnds: knownEnds))) i
                WHERE pages > 0 OFFSET 0) asked
              LEFT JOIN LATERAL (
            \(keys)) k ON true) found
            ORDER BY index_oid
            """
    }

    private static func indexesWithData(hasHistogram: String, knownEnds: String) -> String {
        """
        SELECT i.indexrelid AS index_oid, c.relname AS name, m.amname AS method, i.indkey, i.indclass, i.indcollation,
          i.indoption, i.indnkeyatts, pg_get_expr(i.indpred, i.indrelid) AS predicate, f.is_foreign, f.may_read,
          m.amname = 'btree' AND f.may_read AND NOT f.is_foreign AS may_ask,
          \(hasHistogram) AS has_histogram,
          CASE WHEN f.may_read AND NOT f.is_foreign AND i.indpred IS NULL THEN \(knownEnds) END AS known_ends,
          pg_relation_size(c.oid) / current_setting('block_size')::int AS pages, i.indrelid::regclass::text AS relation
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid AND c.relkind = 'i' AND c.relpersistence <> 't'
        JOIN pg_class t ON t.oid = i.indrelid JOIN pg_am m ON m.oid = c.relam AND m.amname IN ('btree', 'gin')
        JOIN pg_namespace n ON n.oid = c.relnamespace AND \(SQL.isUserSchema("n.nspname"))
        CROSS JOIN LATERAL (SELECT i.indexrelid = ANY ($2::oid[]) OR i.indrelid = ANY ($2::oid[]) AS is_foreign,
          has_schema_privilege(t.relnamespace, 'USAGE') AND has_table_privilege(t.oid, 'SELECT')
            AND NOT row_security_active(t.oid) AS may_read OFFSET 0) f
        WHERE i.indexrelid >= $3::oid AND i.indexrelid < $4::oid
          AND i.indisvalid AND i.indisready AND i.indexrelid <> ALL ($1::oid[]) AND i.indrelid <> ALL ($1::oid[])
        """
    }

    private static let hasHistogram = """
        EXISTS (SELECT FROM pg_statistic s
          WHERE s.starelid = CASE WHEN i.indkey[0] = 0 THEN i.indexrelid ELSE i.indrelid END
            AND s.staattnum = CASE WHEN i.indkey[0] = 0 THEN 1 ELSE i.indkey[0] END
            AND 2 IN (s.stakind1, s.stakind2, s.stakind3, s.stakind4, s.stakind5))
        """

    /// The ends of the histogram are those of the index where ANALYZE read every row and none has changed since: a histogram of
    /// n bounds comes from at least 300 rows, and as many pages, for each of n - 1 (`std_typanalyze`, analyze.c). Most common
    /// values are not in it, nor are wide ones, which have no fixed length.
    private static let knownEnds = """
        (SELECT ARRAY[h.bounds[1], h.bounds[cardinality(h.bounds)]]
          FROM pg_attribute a JOIN pg_statistic s ON s.starelid = a.attrelid AND s.staattnum = a.attnum AND NOT s.stainherit
          CROSS JOIN LATERAL (SELECT (CASE 2 WHEN s.stakind1 THEN s.stavalues1::text WHEN s.stakind2 THEN s.stavalues2::text
            WHEN s.stakind3 THEN s.stavalues3::text WHEN s.stakind4 THEN s.stavalues4::text
            WHEN s.stakind5 THEN s.stavalues5::text END)::text[] AS bounds) h
          WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[0] AND a.attlen > 0
            AND 1 NOT IN (s.stakind1, s.stakind2, s.stakind3, s.stakind4, s.stakind5)
            AND greatest(t.reltuples, t.relpages) BETWEEN 1 AND 300 * (cardinality(h.bounds) - 1)
            AND pg_stat_get_mod_since_analyze(t.oid) = 0
            AND coalesce(pg_stat_get_last_analyze_time(t.oid), pg_stat_get_last_autoanalyze_time(t.oid)) IS NOT NULL)
        """

    /// What the questions are made of, for indexes that are asked one.
    private static let keys = """
        SELECT string_agg(key || ' ' || CASE WHEN descends THEN greater ELSE less END
            || CASE WHEN nulls THEN ' NULLS FIRST' ELSE ' NULLS LAST' END, ', ' ORDER BY position) AS ordering,
          min(key) FILTER (WHERE position = 1) AS first_key,
          min(key || ' ' || less) FILTER (WHERE position = 1) AS less,
          min(key || ' ' || greater) FILTER (WHERE position = 1) AS greater,
          bool_or(descends) FILTER (WHERE position = 1) AS descending,
          bool_or(nulls) FILTER (WHERE position = 1) AS nulls_first
        FROM (
          SELECT u.position, u.options & 1 <> 0 AS descends, u.options & 2 <> 0 AS nulls,
            '(' || pg_get_indexdef(index_oid, u.position::int, true) || ')'
              || coalesce(' COLLATE ' || nullif(u.collated, 0)::regcollation, '') AS key,
            \(operatorName(strategy: 1)) AS less, \(operatorName(strategy: 5)) AS greater
          FROM unnest(indkey::int2[], indclass::oid[], indcollation::oid[], indoption::int2[])
            WITH ORDINALITY AS u(attribute, class, collated, options, position)
          JOIN pg_opclass l ON l.oid = u.class
          WHERE (asks_height OR asks_ends) AND u.position <= indnkeyatts) keys
        """

    private static func operatorName(strategy: Int) -> String {
        """
        (SELECT format('USING OPERATOR(%I.%s)', n.nspname, o.oprname) FROM pg_amop a
          JOIN pg_operator o ON o.oid = a.amopopr JOIN pg_namespace n ON n.oid = o.oprnamespace
          WHERE a.amopfamily = l.opcfamily AND a.amoplefttype = l.opcintype AND a.amoprighttype = l.opcintype
            AND a.amopstrategy = \(strategy))
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
