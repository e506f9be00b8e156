import Model

/// pg_stat_statements, in whatever schema it is.
extension SectionQuery {
    /// The counters of this database's entries, without their texts: those are in a file, the counters in memory.
    /// Entries whose identity is hidden from this role (queryid is null) have no key and are counted elsewhere.
    static func statementEntries(_ features: Set<Feature>, schema: String) -> SectionQuery {
        func optional(_ feature: Feature, _ expression: String) -> String {
            features.contains(feature) ? expression : "NULL"
        }
        let blockTimes = features.contains(.statementsSharedBlockTimes)
        let jit =
            "jit_generation_time + jit_inlining_time + jit_optimization_time + jit_emission_time"
            + (features.contains(.statementsJITDeform) ? " + jit_deform_time" : "")
        return SectionQuery(
            .statementEntries,
            [
                "user_oid": "userid", "query_id": "queryid",
                "toplevel": features.contains(.statementsToplevel) ? "toplevel" : "true",
                "text_hash": "NULL", "calls": "calls", "total_exec_time": "total_exec_time",
                "min_exec_time": "min_exec_time", "max_exec_time": "max_exec_time",
                "mean_exec_time": "mean_exec_time", "stddev_exec_time": "stddev_exec_time", "plans": "plans",
                "total_plan_time": "total_plan_time", "rows": "rows", "shared_blocks_hit": "shared_blks_hit",
                "shared_blocks_read": "shared_blks_read", "shared_blocks_dirtied": "shared_blks_dirtied",
                "shared_blocks_written": "shared_blks_written", "local_blocks_hit": "local_blks_hit",
                "local_blocks_read": "local_blks_read", "local_blocks_dirtied": "local_blks_dirtied",
                "local_blocks_written": "local_blks_written", "temp_blocks_read": "temp_blks_read",
                "temp_blocks_written": "temp_blks_written",
                "block_read_time": blockTimes ? "shared_blk_read_time + local_blk_read_time" : "blk_read_time",
                "block_write_time": blockTimes ? "shared_blk_write_time + local_blk_write_time" : "blk_write_time",
                "temp_read_time": optional(.statementsTempBlockTimes, "temp_blk_read_time"),
                "temp_write_time": optional(.statementsTempBlockTimes, "temp_blk_write_time"),
                "wal_records": "wal_records", "wal_full_page_images": "wal_fpi", "wal_bytes": "wal_bytes",
                "jit_functions": optional(.statementsJIT, "jit_functions"),
                "jit_time": optional(.statementsJIT, jit),
                "workers_planned": optional(.statementsWorkers, "parallel_workers_to_launch"),
                "workers_launched": optional(.statementsWorkers, "parallel_workers_launched"),
                "stats_since": features.contains(.statementsSince) ? "stats_since" : "NULL::timestamptz",
            ],
            from: """
                FROM \(Quote.identifier(schema)).pg_stat_statements(false)
                WHERE dbid = \(SQL.thisDatabase) AND queryid IS NOT NULL
                """)
    }

    static func statementsInfo(_ features: Set<Feature>, schema: String) -> SectionQuery {
        let extensionSchema = Quote.identifier(schema)
        let info = features.contains(.statementsInfo)
        let source = """
            FROM (SELECT count(*) AS entries, count(*) FILTER (WHERE queryid IS NULL) AS hidden,
                coalesce(sum(total_exec_time) FILTER (WHERE queryid IS NULL), 0) AS hidden_time,
                coalesce(sum(total_exec_time) FILTER (WHERE dbid <> \(SQL.thisDatabase)), 0) AS others_time
              FROM \(extensionSchema).pg_stat_statements(false)) s
            """
        return SectionQuery(
            .statementsInfo,
            [
                "name": "'server'", "evictions": info ? "i.dealloc" : "NULL",
                "stats_reset": info ? "i.stats_reset" : "NULL::timestamptz", "entries": "s.entries",
                "maximum": "current_setting('pg_stat_statements.max')::bigint", "schema": Quote.literal(schema),
                "other_databases_time": "s.others_time", "hidden_entries": "s.hidden",
                "hidden_time": "s.hidden_time", "advisor_entries": "NULL",
            ], from: source + (info ? "\nCROSS JOIN \(extensionSchema).pg_stat_statements_info() i" : ""))
    }

    /// The texts of some entries, or of all where `$1` is null. However few are wanted, the server reads the whole
    /// file of texts.
    static func statementTexts(_ features: Set<Feature>, schema: String) -> String {
        """
        SELECT \(advisorTag) userid, queryid, \(features.contains(.statementsToplevel) ? "toplevel" : "true") AS toplevel, query
        FROM \(Quote.identifier(schema)).pg_stat_statements(true)
        WHERE dbid = \(SQL.thisDatabase) AND queryid IS NOT NULL
          AND ($1::bigint[] IS NULL OR queryid IN (SELECT unnest($1::bigint[])))
        """
    }
}
