import Model

/// Schemas, tables and columns.
extension SectionQuery {
    /// Relations that a user made: no system's, no other session's temporary ones.
    static let userRelations = """
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND \(SQL.isUserSchema("n.nspname"))
        """

    static let schemas = SectionQuery(
        .schemas, ["oid": "oid", "name": "nspname", "owner": "pg_get_userbyid(nspowner)"],
        from: "FROM pg_namespace WHERE \(SQL.isUserSchema("nspname")) ORDER BY oid")

    static let relations = SectionQuery(
        .relations, takes: .lockedAndRange,
        [
            "oid": "c.oid", "schema": "n.nspname", "name": "c.relname",
            "kind": SQL.decode(
                "c.relkind", ["r": "table", "p": "partitioned", "m": "matview", "v": "view", "f": "foreign"]),
            "persistence": SQL.decode("c.relpersistence", ["p": "permanent", "u": "unlogged", "t": "temporary"]),
            "owner": "pg_get_userbyid(c.relowner)", "tablespace": "t.spcname", "access_method": "m.amname",
            "parent_oid": "(SELECT inhparent FROM pg_inherits WHERE inhrelid = c.oid ORDER BY inhseqno LIMIT 1)",
            "is_partition": "c.relispartition",
            "partition_bound": SQL.unlessLocked("c.oid", "pg_get_expr(c.relpartbound, c.oid)"),
            "partition_strategy": SQL.decode("p.partstrat", ["r": "range", "l": "list", "h": "hash"]),
            "partition_key": """
            CASE WHEN c.relkind = 'p' AND c.oid <> ALL ($1::oid[]) THEN pg_get_partkeydef(c.oid) END
            """,
            "options": SQL.options("c.reloptions"), "toast_options": SQL.options("toast.reloptions"),
            "replica_identity": SQL.decode(
                "c.relreplident", ["d": "default", "n": "nothing", "f": "full", "i": "index"]),
            "row_security": "c.relrowsecurity", "force_row_security": "c.relforcerowsecurity",
            "has_triggers": "c.relhastriggers",
            "column_count": "coalesce(a.columns, 0)",
            "extension": "e.extname",
        ],
        from: """
            \(userRelations)
            LEFT JOIN pg_tablespace t ON t.oid = c.reltablespace
            LEFT JOIN pg_am m ON m.oid = c.relam
            LEFT JOIN pg_partitioned_table p ON p.partrelid = c.oid
            LEFT JOIN pg_class toast ON toast.oid = c.reltoastrelid
            LEFT JOIN (SELECT attrelid, count(*) AS columns FROM pg_attribute
              WHERE attnum > 0 AND NOT attisdropped AND \(SQL.isInRange("attrelid")) GROUP BY attrelid) a ON a.attrelid = c.oid
            LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
              AND d.deptype = 'e'
            LEFT JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid
            WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND \(SQL.isInRange("c.oid"))
            ORDER BY c.oid
            """)

    /// The sizes of locked relations are left out inside the subquery: a condition of its join is checked too late.
    ///
    /// Read in batches: each size is a walk over files, and what was read when the time is up is kept.
    static let relationSizes = SectionQuery(
        .relationSizes, takes: .lockedAndBatch,
        [
            "relation_oid": "c.oid", "row_estimate": "c.reltuples", "pages": "c.relpages",
            "all_visible_pages": "c.relallvisible", "heap_bytes": "s.heap", "toast_bytes": "s.toast",
            "index_bytes": "s.indexes", "total_bytes": "s.heap + s.maps + s.toast + s.indexes",
            "frozen_xid": "c.relfrozenxid",
            "xid_age": """
            CASE WHEN c.relfrozenxid::text <> '0' \
            THEN greatest(age(c.relfrozenxid), CASE WHEN t.oid IS NOT NULL THEN age(t.relfrozenxid) END) END
            """,
            "mxid_age": """
            CASE WHEN c.relminmxid::text <> '0' \
            THEN greatest(mxid_age(c.relminmxid), CASE WHEN t.oid IS NOT NULL THEN mxid_age(t.relminmxid) END) END
            """,
            "locked": "c.locked",
        ],
        from: """
            FROM (
              SELECT c.*, c.oid = ANY ($1::oid[]) AS locked \(userRelations)
              WHERE c.relkind IN ('r', 'p', 'm') AND c.oid > $2::oid ORDER BY c.oid LIMIT $3::bigint) c
            LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
            LEFT JOIN LATERAL (SELECT pg_relation_size(c.oid) AS heap,
                pg_relation_size(c.oid, 'fsm') + pg_relation_size(c.oid, 'vm') AS maps,
                CASE WHEN t.oid IS NULL THEN 0 ELSE pg_total_relation_size(t.oid) END AS toast,
                CASE WHEN c.relhasindex THEN pg_indexes_size(c.oid) ELSE 0 END AS indexes
              WHERE NOT c.locked) s ON true
            ORDER BY c.oid
            """)

    static let tableStatistics = SectionQuery(
        .tableStatistics,
        [
            "relation_oid": "s.relid", "sequential_scans": "s.seq_scan", "sequential_rows_read": "s.seq_tup_read",
            "index_scans": "s.idx_scan", "index_rows_fetched": "s.idx_tup_fetch", "rows_inserted": "s.n_tup_ins",
            "rows_updated": "s.n_tup_upd", "rows_deleted": "s.n_tup_del", "rows_hot_updated": "s.n_tup_hot_upd",
            "live_rows": "s.n_live_tup", "dead_rows": "s.n_dead_tup",
            "modified_since_analyze": "s.n_mod_since_analyze", "inserted_since_vacuum": "s.n_ins_since_vacuum",
            "last_vacuum": "s.last_vacuum", "last_autovacuum": "s.last_autovacuum",
            "last_analyze": "s.last_analyze", "last_autoanalyze": "s.last_autoanalyze",
            "vacuums": "s.vacuum_count", "autovacuums": "s.autovacuum_count", "analyzes": "s.analyze_count",
            "autoanalyzes": "s.autoanalyze_count", "heap_blocks_read": "io.heap_blks_read",
            "heap_blocks_hit": "io.heap_blks_hit", "index_blocks_read": "io.idx_blks_read",
            "index_blocks_hit": "io.idx_blks_hit", "toast_blocks_read": "io.toast_blks_read",
            "toast_blocks_hit": "io.toast_blks_hit",
        ],
        from: """
            FROM pg_stat_all_tables s LEFT JOIN pg_statio_all_tables io ON io.relid = s.relid
            WHERE \(SQL.isUserSchema("s.schemaname"))
            ORDER BY s.relid
            """)

    static let columns = SectionQuery(
        .columns, takes: .lockedAndRange,
        [
            "relation_oid": "a.attrelid", "number": "a.attnum", "name": "a.attname",
            "type": "format_type(a.atttypid, a.atttypmod)", "type_oid": "a.atttypid", "type_name": "b.typname",
            "type_category": "b.typcategory", "not_null": "a.attnotnull",
            "default_expression": """
            CASE WHEN a.atthasdef AND a.attrelid <> ALL ($1::oid[]) THEN pg_get_expr(d.adbin, d.adrelid) END
            """,
            "identity": SQL.decode("a.attidentity", ["a": "always", "d": "by default"]),
            "generated": SQL.decode("a.attgenerated", ["s": "stored", "v": "virtual"]),
            "collation": """
            CASE WHEN a.attcollation <> t.typcollation AND a.attcollation <> 0 \
            THEN (SELECT collname FROM pg_collation WHERE oid = a.attcollation) END
            """,
            "storage": SQL.decode(
                "a.attstorage", ["p": "plain", "m": "main", "e": "external", "x": "extended"]),
            "statistics_target": "coalesce(a.attstattarget, -1)",
        ],
        from: """
            \(userRelations)
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_type t ON t.oid = a.atttypid
            LEFT JOIN LATERAL (WITH RECURSIVE base AS (
                SELECT t.oid, t.typbasetype, t.typtype WHERE t.typtype = 'd'
                UNION ALL SELECT p.oid, p.typbasetype, p.typtype FROM base JOIN pg_type p ON p.oid = base.typbasetype
                WHERE base.typtype = 'd')
              SELECT oid FROM base WHERE typtype <> 'd') domain ON true
            JOIN pg_type b ON b.oid = coalesce(domain.oid, t.oid)
            LEFT JOIN pg_attrdef d ON a.atthasdef AND d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND \(SQL.isInRange("c.oid"))
            ORDER BY a.attrelid, a.attnum
            """)

    /// From pg_statistic itself where that may be read, or else from pg_stats, which shows a role its own tables only.
    static func columnStatistics(fromCatalog: Bool) -> SectionQuery {
        fromCatalog ? columnStatisticsOfCatalog : columnStatisticsOfView
    }

    private static let columnStatisticsOfView = SectionQuery(
        .columnStatistics, takes: .lockedAndRange,
        [
            "relation_oid": "c.oid", "column": "s.attname", "inherited": "s.inherited",
            "null_fraction": "s.null_frac", "average_width": "s.avg_width", "distinct": "s.n_distinct",
            "common_values": "s.most_common_vals", "common_frequencies": shares("s.most_common_freqs"),
            "histogram": "s.histogram_bounds", "correlation": "s.correlation",
            "common_elements": "s.most_common_elems", "element_frequencies": shares("s.most_common_elem_freqs"),
            "average_elements": "s.elem_count_histogram[array_upper(s.elem_count_histogram, 1)]",
        ],
        from: """
            \(userRelations)
            \(statisticsShown)
            WHERE c.relkind IN ('r', 'p', 'm', 'f') AND \(SQL.isInRange("c.oid"))
            """)

    /// What pg_stats shows of the relation `c` in `n`, as `s`. One look at the view for each relation, by its name: as a plain join
    /// it is read whole for each.
    static let statisticsShown = """
        CROSS JOIN LATERAL (SELECT * FROM pg_stats
          WHERE schemaname = n.nspname AND tablename = c.relname OFFSET 0) s
        """

    /// The kinds of slots are those of catalog/pg_statistic.h.
    private static let columnStatisticsOfCatalog: SectionQuery = {
        func slot(_ kind: Int, _ field: String, _ element: String = "") -> String {
            let branches = (1...5).map {
                "WHEN s.stakind\($0) = \(kind) THEN s.\(field)\($0)\(element.replacing("%", with: "\($0)"))"
            }
            return "CASE \(branches.joined(separator: " ")) END"
        }
        return SectionQuery(
            .columnStatistics, takes: .lockedAndRange,
            [
                "relation_oid": "s.starelid", "column": "a.attname", "inherited": "s.stainherit",
                "null_fraction": "s.stanullfrac", "average_width": "s.stawidth", "distinct": "s.stadistinct",
                "common_values": slot(1, "stavalues"), "common_frequencies": shares(slot(1, "stanumbers")),
                "histogram": slot(2, "stavalues"), "correlation": slot(3, "stanumbers", "[1]"),
                "common_elements": slot(4, "stavalues"), "element_frequencies": shares(slot(4, "stanumbers")),
                "average_elements": slot(5, "stanumbers", "[array_upper(s.stanumbers%, 1)]"),
            ],
            from: """
                \(userRelations)
                JOIN pg_statistic s ON s.starelid = c.oid
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = s.staattnum AND NOT a.attisdropped
                WHERE c.relkind IN ('r', 'p', 'm', 'f') AND \(SQL.isInRange("c.oid"))
                """)
    }()

    /// An array of numbers as a JSON array.
    private static func shares(_ array: String) -> String { "translate((\(array))::text, '{}', '[]')" }
}
