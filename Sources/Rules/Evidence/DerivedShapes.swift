import Model

/// The evidence tables that are made from the sections of a snapshot, for rules to read. The sections themselves are
/// there too, under their own names; in both, a counter holds its change over the window.
extension SectionShape {
    static let derived: [SectionShape] = [
        .window, .tables, .indexes, .statements, .statementRelations, .predicates, .joins, .sortKeys, .features,
        .statementColumns, .statementPlans, .planNodes,
    ]

    static let window = SectionShape(
        "window", .momentary, "The window; one row",
        [
            .fact("from_time", .time, "start"),
            .fact("to_time", .time, "end"),
            .fact("seconds", .real, "length; counters may have begun at other times"),
            .fact("days", .real, "length; no count is divided by it"),
            .fact("statement_days", .real, "how long statements were counted: what turns their counts into rates"),
            .fact("table_days", .real, "the same of tables and indexes"),
            .fact("database_days", .real, "the same of the database"),
            .fact("wal_days", .real, "the same of WAL"),
            .fact(
                "is_lifetime", .boolean, "one snapshot only: counters reach back to the last reset of the statistics"),
            .fact("total_exec_time", .real, "ms of all statements of this database"),
            .fact("other_databases_time", .real, "ms of the statements of other databases, since their entries began"),
            .fact("evictions", .integer, "times pg_stat_statements threw out entries in the window"),
            .fact("block_size", .integer, "bytes of a page"),
        ])

    static let tables = SectionShape(
        "tables", .momentary,
        "Tables, partitioned tables, materialised views: catalog, sizes, usage and effective autovacuum settings",
        [
            .key("oid", .integer, "oid"),
            .fact("schema", .text, "schema"),
            .fact("name", .text, "name"),
            .fact("object", .text, "schema.name, quoted as SQL wants it"),
            .fact("kind", .text, "table, partitioned, matview"),
            .fact("persistence", .text, "permanent, unlogged, temporary"),
            .fact("owner", .text, "owner"),
            .fact("parent_oid", .integer, "partitioned table or inheritance parent"),
            .fact("is_partition", .boolean, "a partition"),
            .fact("partition_strategy", .text, "range, list, hash"),
            .fact("partition_key", .text, "as pg_get_partkeydef prints it"),
            .fact("partition_columns", .json, "column names of the partition key"),
            .fact("partition_count", .integer, "direct partitions"),
            .fact("fill_factor", .integer, "100 unless set"),
            .fact("row_security", .boolean, "on"),
            .fact("replica_identity", .text, "default, nothing, full, index"),
            .fact("column_count", .integer, "columns"),
            .fact("index_count", .integer, "indexes"),
            .gauge(
                "rows", .real,
                "estimate: live rows, else that of the planner (reltuples over the pages of now); partitions summed for a partitioned table"
            ),
            .gauge("heap_bytes", .integer, "main fork; partitions summed for a partitioned table"),
            .gauge("toast_bytes", .integer, "TOAST"),
            .gauge("index_bytes", .integer, "indexes"),
            .gauge("total_bytes", .integer, "everything"),
            .gauge("row_width", .real, "bytes a row by pg_stats, header left out; null without statistics"),
            .gauge("all_visible_fraction", .real, "share of pages all-visible, 0 to 1"),
            .counter("sequential_scans", .integer, "in the window"),
            .counter("sequential_rows_read", .integer, "in the window"),
            .counter("index_scans", .integer, "in the window"),
            .counter("index_rows_fetched", .integer, "in the window"),
            .counter("rows_inserted", .integer, "in the window"),
            .counter("rows_updated", .integer, "in the window"),
            .counter("rows_deleted", .integer, "in the window"),
            .counter("rows_hot_updated", .integer, "in the window"),
            .counter("heap_blocks_read", .integer, "in the window"),
            .counter("heap_blocks_hit", .integer, "in the window"),
            .gauge(
                "live_rows", .integer,
                "estimate of the statistics system; null where no vacuum or analyze set it since the statistics were reset"
            ),
            .gauge("dead_rows", .integer, "estimate"),
            .gauge("modified_since_analyze", .integer, "rows"),
            .gauge("inserted_since_vacuum", .integer, "rows"),
            .gauge("last_vacuum", .time, "by hand or by autovacuum"),
            .gauge("last_analyze", .time, "by hand or by autovacuum"),
            .gauge("lifetime_rows_updated", .integer, "since the statistics were reset"),
            .gauge("lifetime_rows_hot_updated", .integer, "since the statistics were reset"),
            .gauge("lifetime_rows_deleted", .integer, "since the statistics were reset"),
            .gauge("xid_age", .integer, "transactions"),
            .gauge("mxid_age", .integer, "multixacts"),
            .fact("autovacuum_enabled", .boolean, "neither the table nor the server has it off"),
            .fact(
                "vacuum_trigger", .real,
                "dead rows at which autovacuum comes: threshold + scale factor x rows, the table's own options first"),
            .fact("insert_trigger", .real, "inserted rows at which it comes; null where off"),
            .fact("analyze_trigger", .real, "changed rows at which it analyses"),
            .fact("freeze_max_age", .integer, "effective autovacuum_freeze_max_age"),
            .gauge("locked", .boolean, "sizes could not be read"),
        ])

    static let indexes = SectionShape(
        "indexes", .momentary, "Indexes: definition, keys, size and usage",
        [
            .key("oid", .integer, "oid"),
            .fact("table_oid", .integer, "oid of the table"),
            .fact("schema", .text, "schema"),
            .fact("name", .text, "name"),
            .fact("object", .text, "schema.name, quoted as SQL wants it"),
            .fact("table_object", .text, "the table's, quoted"),
            .fact("table_kind", .text, "table, partitioned, matview"),
            .fact("method", .text, "btree, gin ..."),
            .fact("definition", .text, "CREATE INDEX ..."),
            .fact("concurrent_definition", .text, "CREATE INDEX CONCURRENTLY ...; plain on a partitioned table"),
            .fact("is_unique", .boolean, "unique"),
            .fact("is_primary", .boolean, "primary key"),
            .fact("is_constraint", .boolean, "carries a constraint: primary, unique or exclusion"),
            .fact("constraint_name", .text, "of that constraint"),
            .fact("is_valid", .boolean, "usable"),
            .fact("is_being_built", .boolean, "CREATE INDEX or REINDEX is at work on it"),
            .fact("is_replica_identity", .boolean, "replica identity"),
            .fact("is_partitioned", .boolean, "on a partitioned table"),
            .fact("parent_oid", .integer, "partitioned index it belongs to"),
            .fact("key_count", .integer, "key columns"),
            .fact("column_count", .integer, "key and INCLUDE columns"),
            .fact("has_expressions", .boolean, "a key is an expression"),
            .fact("predicate", .text, "WHERE; null without"),
            .fact("first_column", .text, "name of the first key column; null for an expression"),
            .fact("columns", .text, "key columns (or expressions) in order, joined with ', '"),
            .fact("included", .text, "INCLUDE columns joined with ', '; empty without"),
            .fact(
                "signature", .text,
                "all that makes two indexes interchangeable: method, keys with operator class, collation, direction, INCLUDE, predicate, deferrability, parameters; expressions compare by their parse trees"
            ),
            .fact(
                "key_signature", .text,
                "the keys alone with operator class, collation, direction, each ended by ';': A covers B where A's starts with B's"
            ),
            .fact("fill_factor", .integer, "90 for btree unless set"),
            .gauge("size_bytes", .integer, "bytes"),
            .gauge("entries", .real, "reltuples"),
            .gauge(
                "ideal_bytes", .real,
                "estimate of a fresh btree of these keys at this fill factor, deduplicated; null for others and without statistics"
            ),
            .counter("scans", .integer, "in the window"),
            .fact(
                "observed_days", .real,
                "over which `scans` were counted without a gap; 0 for an index younger than the window; in a lifetime window the index may be younger"
            ),
            .counter("entries_read", .integer, "in the window"),
            .counter("rows_fetched", .integer, "in the window"),
            .gauge("lifetime_scans", .integer, "since the statistics were reset"),
            .gauge("last_scan", .time, "16 and later"),
            .gauge("used_by_plans", .integer, "plans of collected statements that read it"),
        ])

    static let statements = SectionShape(
        "statements", .momentary,
        "Statements: entries of pg_stat_statements summed over users, and over spellings that differ in the length of lists only. Times in ms, blocks of 8 kB, over the window",
        [
            .key("id", .text, "fingerprint and hash of the text"),
            .fact("fingerprint", .text, "of the parse tree"),
            .fact("text", .text, "one of the spellings"),
            .fact("kind", .text, "select, insert, update, delete, merge, utility, unparsed"),
            .fact("command", .text, "utility: CREATE TABLE ..."),
            .fact("parse_error", .text, "null where it parsed"),
            .fact("toplevel", .boolean, "at least one entry is not from inside a function"),
            .fact("users", .text, "role names joined with ', '"),
            .fact("entries", .integer, "entries summed"),
            .fact("is_new", .boolean, "absent at the start of the window, which is not a lifetime one"),
            .fact("restarted", .boolean, "an entry was evicted or reset: the figures are lower bounds"),
            .counter("calls", .integer, "executions"),
            .counter("total_exec_time", .real, "ms"),
            .gauge("mean_exec_time", .real, "ms a call in the window"),
            .gauge("max_exec_time", .real, "ms, since the entry began"),
            .gauge("stddev_exec_time", .real, "ms, of the entry with most calls, since it began"),
            .gauge("calls_per_day", .real, "calls scaled to a day"),
            .gauge("ms_per_day", .real, "execution time scaled to a day"),
            .gauge("share", .real, "of the execution time of all statements, 0 to 1"),
            .gauge("previous_mean_exec_time", .real, "ms a call in the window before; null where unknown"),
            .gauge("previous_calls_per_day", .real, "in the window before; null where unknown"),
            .counter("rows", .integer, "returned or affected"),
            .gauge("rows_per_call", .real, "rows a call"),
            .counter("plans", .integer, "times planned"),
            .counter("total_plan_time", .real, "ms"),
            .counter("shared_blocks_hit", .integer, "blocks"),
            .counter("shared_blocks_read", .integer, "blocks"),
            .counter("shared_blocks_dirtied", .integer, "blocks"),
            .counter("shared_blocks_written", .integer, "blocks"),
            .counter("local_blocks_written", .integer, "blocks"),
            .counter("temp_blocks_read", .integer, "blocks"),
            .counter("temp_blocks_written", .integer, "blocks"),
            .counter("block_read_time", .real, "ms"),
            .counter("block_write_time", .real, "ms"),
            .counter("wal_records", .integer, "records"),
            .counter("wal_bytes", .integer, "bytes"),
            .counter("wal_full_page_images", .integer, "images"),
            .counter("jit_functions", .integer, "compiled"),
            .counter("jit_time", .real, "ms"),
            .counter("workers_planned", .integer, "18 and later"),
            .counter("workers_launched", .integer, "18 and later"),
            .fact("relation_count", .integer, "occurrences of relations"),
            .fact("limit_value", .integer, "literal LIMIT; null for a parameter or none"),
            .fact("offset_value", .integer, "literal OFFSET"),
        ])

    static let statementRelations = SectionShape(
        "statement_relations", .momentary, "Relations of statements, one row an occurrence",
        [
            .key("statement_id", .text, "statement"),
            .key("position", .integer, "from 0; other tables refer to it as relation_position"),
            .fact("relation_oid", .integer, "null where unknown"),
            .fact("object", .text, "schema.name, quoted"),
            .fact("alias", .text, "null without"),
            .fact("role", .text, "read, insert, update, delete, merge, lock"),
            .fact("through_view", .text, "view that leads to it; null where named"),
        ])

    static let predicates = SectionShape(
        "predicates", .momentary, "Comparisons of columns in statements",
        [
            .key("statement_id", .text, "statement"),
            .key("position", .integer, "from 0"),
            .fact("relation_oid", .integer, "null where unresolved"),
            .fact("relation_position", .integer, "into statement_relations"),
            .fact("column", .text, "column"),
            .fact("column_type", .text, "its type; null where unresolved"),
            .fact("operator", .text, "=, <, ~~ (LIKE), @>, IN, NOT IN, BETWEEN, IS NULL ..."),
            .fact("comparand", .text, "parameter, constant, column, expression, subquery, list, array, null"),
            .fact("clause", .text, "where, on, having ..."),
            .fact("wrapped_by", .text, "function around the column; null where bare"),
            .fact("cast_to", .text, "type the column is cast to"),
            .fact("comparand_type", .text, "type of the other side where known"),
            .fact("leading_wildcard", .boolean, "LIKE '%...'; null for parameters"),
            .fact("list_length", .integer, "of IN"),
            .fact("in_disjunction", .boolean, "under an OR"),
            .fact("negated", .boolean, "under a NOT"),
            .fact("constant", .text, "literal, as SQL"),
            .fact("distinct_values", .real, "of the column, as a count; null without statistics"),
            .fact("null_fraction", .real, "of the column"),
            .fact("indexed_first", .boolean, "some valid index starts with the bare column"),
            .fact("indexed", .boolean, "some valid index has the bare column among its keys"),
        ])

    static let joins = SectionShape(
        "joins", .momentary, "Joins between columns in statements",
        [
            .key("statement_id", .text, "statement"),
            .key("position", .integer, "from 0"),
            .fact("left_oid", .integer, "relation"),
            .fact("left_column", .text, "column"),
            .fact("left_type", .text, "type"),
            .fact("right_oid", .integer, "relation"),
            .fact("right_column", .text, "column"),
            .fact("right_type", .text, "type"),
            .fact("operator", .text, "= ..."),
            .fact("kind", .text, "inner, left, right, full, cross, semi, anti"),
        ])

    static let sortKeys = SectionShape(
        "sort_keys", .momentary, "Keys of ORDER BY and GROUP BY of statements",
        [
            .key("statement_id", .text, "statement"),
            .key("clause", .text, "order by, group by"),
            .key("position", .integer, "from 0"),
            .fact("relation_oid", .integer, "null where unresolved"),
            .fact("column", .text, "null for an expression"),
            .fact("expression", .text, "outermost function or operator; null for a bare column"),
            .fact("descending", .boolean, "DESC"),
            .fact("nulls_first", .boolean, "null: the direction's default"),
        ])

    static let features = SectionShape(
        "features", .momentary, "Habits of SQL found in statements",
        [
            .key("statement_id", .text, "statement"),
            .key("feature", .text, "select_star, leading_wildcard, offset ... (see below)"),
            .fact("occurrences", .integer, "how often"),
        ])

    static let statementColumns = SectionShape(
        "statement_columns", .momentary, "Columns that statements write or read outside predicates",
        [
            .key("statement_id", .text, "statement"),
            .key("relation_oid", .integer, "relation"),
            .key("column", .text, "column"),
            .key("use", .text, "written, selected"),
        ])

    static let statementPlans = SectionShape(
        "statement_plans", .momentary, "Plans of statements as a whole; costs in planner units",
        [
            .key("statement_id", .text, "statement"),
            .fact("total_cost", .real, "of the root"),
            .fact("node_count", .integer, "nodes"),
            .fact("depth", .integer, "deepest node, the root being 1"),
            .fact("planned_rows", .real, "of the root"),
            .fact("method", .text, "generic_plan, prepared, plain; explain for a plan given by hand"),
            .fact("jit", .boolean, "cost above jit_above_cost with jit on, or JIT figures in the plan"),
            .fact("jit_time", .real, "ms; with ANALYZE"),
            .fact("execution_time", .real, "ms; with ANALYZE"),
            .fact("planning_time", .real, "ms; where printed"),
            .fact("error", .text, "why there is no plan; all else is null then"),
        ])

    static let planNodes = SectionShape(
        "plan_nodes", .momentary, "Nodes of plans, in preorder. The actual figures are null without ANALYZE",
        [
            .key("statement_id", .text, "statement"),
            .key("node", .integer, "from 0, the root"),
            .fact("parent", .integer, "null for the root"),
            .fact("depth", .integer, "the root is 1"),
            .fact("type", .text, "Seq Scan, Hash Join ..."),
            .fact("relation_oid", .integer, "table scanned"),
            .fact("object", .text, "schema.name of it, quoted"),
            .fact("index_oid", .integer, "index used"),
            .fact("index_name", .text, "its name"),
            .fact("alias", .text, "alias"),
            .fact("join_type", .text, "Inner, Left ..."),
            .fact("parent_relationship", .text, "Outer, Inner, InitPlan, SubPlan, Member"),
            .fact("startup_cost", .real, "cost to the first row"),
            .fact("total_cost", .real, "cost to the last row"),
            .fact("exclusive_cost", .real, "less the children's"),
            .fact("cost_share", .real, "exclusive cost of the plan's total, 0 to 1"),
            .fact("rows", .real, "estimate"),
            .fact("width", .integer, "bytes a row"),
            .fact("filter", .text, "condition checked after reading"),
            .fact("condition", .text, "index, hash, merge or join condition"),
            .fact("sort_key", .text, "sort or group keys"),
            .fact("workers_planned", .integer, "Gather"),
            .fact("workers_launched", .integer, "with ANALYZE"),
            .fact("actual_rows", .real, "a loop"),
            .fact("loops", .real, "loops"),
            .fact("exclusive_time", .real, "ms over all loops, less the children's"),
            .fact("time_share", .real, "exclusive time of the execution time, 0 to 1"),
            .fact("rows_removed", .real, "by the filter, a loop"),
            .fact("heap_fetches", .real, "index-only scan"),
            .fact("sort_method", .text, "quicksort, external merge ..."),
            .fact("sort_space_kb", .real, "kB"),
            .fact("sort_space_type", .text, "Memory, Disk"),
            .fact("hash_batches", .integer, "batches"),
            .fact("original_hash_batches", .integer, "planned"),
            .fact("exact_heap_blocks", .integer, "bitmap"),
            .fact("lossy_heap_blocks", .integer, "bitmap"),
            .fact("shared_read", .real, "blocks, exclusive"),
            .fact("shared_hit", .real, "blocks, exclusive"),
            .fact("temp_written", .real, "blocks, exclusive"),
        ])
}
