/// Statements and their plans.
extension SectionShape {
    /// pg_stat_statements of the target's database, one row an entry. Blocks are of 8 kB, times in milliseconds.
    public static let statementEntries = SectionShape(
        "statement_entries", .counters,
        "Entries of pg_stat_statements for the target's database; advisor's own left out",
        [
            .key("user_oid", .integer, "role that ran it"),
            .key("query_id", .text, "queryid as text"),
            .key("toplevel", .boolean, "not from inside a function; true before 14"),
            .fact("text_hash", .text, "into statement_texts; null where the text may not be read"),
            .counter("calls", .integer, "executions"),
            .counter("total_exec_time", .real, "ms"),
            .gauge("min_exec_time", .real, "ms, since the entry began"),
            .gauge("max_exec_time", .real, "ms, since the entry began"),
            .gauge("mean_exec_time", .real, "ms, since the entry began"),
            .gauge("stddev_exec_time", .real, "ms, since the entry began"),
            .counter("plans", .integer, "times planned; 0 with track_planning off"),
            .counter("total_plan_time", .real, "ms; 0 with track_planning off"),
            .counter("rows", .integer, "rows returned or affected"),
            .counter("shared_blocks_hit", .integer, "blocks"),
            .counter("shared_blocks_read", .integer, "blocks"),
            .counter("shared_blocks_dirtied", .integer, "blocks"),
            .counter("shared_blocks_written", .integer, "blocks"),
            .counter("local_blocks_hit", .integer, "blocks"),
            .counter("local_blocks_read", .integer, "blocks"),
            .counter("local_blocks_dirtied", .integer, "blocks"),
            .counter("local_blocks_written", .integer, "blocks"),
            .counter("temp_blocks_read", .integer, "blocks"),
            .counter("temp_blocks_written", .integer, "blocks"),
            .counter("block_read_time", .real, "ms; 0 with track_io_timing off"),
            .counter("block_write_time", .real, "ms; 0 with track_io_timing off"),
            .counter("temp_read_time", .real, "ms; 15 and later"),
            .counter("temp_write_time", .real, "ms; 15 and later"),
            .counter("wal_records", .integer, "records"),
            .counter("wal_full_page_images", .integer, "full page images"),
            .counter("wal_bytes", .integer, "bytes"),
            .counter("jit_functions", .integer, "functions compiled; 15 and later"),
            .counter("jit_time", .real, "ms: generation, inlining, optimisation, emission; 15 and later"),
            .counter("workers_planned", .integer, "parallel workers; 18 and later"),
            .counter("workers_launched", .integer, "parallel workers; 18 and later"),
            .fact("stats_since", .time, "when the entry began; 17 and later"),
        ])

    public static let statementTexts = SectionShape(
        "statement_texts", .texts, "Texts of statements, normalised",
        [
            .key("text_hash", .text, "of the text"),
            .fact("text", .text, "normalised: parameters for literals", privacy: .literals),
        ])

    public static let statementsInfo = SectionShape(
        "statements_info", .counters, "pg_stat_statements as a whole; one row",
        [
            .key("name", .text, "always 'server'"),
            .counter("evictions", .integer, "times entries were thrown out for lack of room (dealloc); 14 and later"),
            .fact("stats_reset", .time, "last reset of all; 14 and later"),
            .gauge("entries", .integer, "entries of all databases"),
            .fact("maximum", .integer, "pg_stat_statements.max"),
            .fact("schema", .text, "schema of the extension"),
            .gauge("other_databases_time", .real, "total_exec_time of the other databases' entries, ms"),
            .gauge(
                "hidden_entries", .integer, "entries whose text and identity this role may not read: they are in no row"
            ),
            .gauge("hidden_time", .real, "total_exec_time of the hidden entries, ms"),
            .fact(
                "advisor_entries", .json,
                "keys of advisor's own entries, which are left out: user_oid, query_id, toplevel"),
        ])

    public static let plans = SectionShape(
        "plans", .texts, "EXPLAIN (FORMAT JSON) of statements worth it, planned generically",
        [
            .key("text_hash", .text, "into statement_texts"),
            .fact("plan", .json, "the plan; null where it failed", privacy: .literals),
            .fact("method", .text, "generic_plan, prepared or plain"),
            .fact("error", .text, "why there is no plan: SQLSTATE and message, values left out"),
        ])
}
