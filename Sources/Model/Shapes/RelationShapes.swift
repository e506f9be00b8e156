/// Tables, columns and what hangs on them.
extension SectionShape {
    public static let schemas = SectionShape(
        "schemas", .catalog, "Schemas, the system's left out",
        [
            .key("oid", .integer, "oid"),
            .fact("name", .text, "name"),
            .fact("owner", .text, "owner"),
        ])

    public static let relations = SectionShape(
        "relations", .catalog,
        "Tables, partitioned tables, materialised views, views, foreign tables; the system's left out",
        [
            .key("oid", .integer, "oid"),
            .fact("schema", .text, "schema"),
            .fact("name", .text, "name"),
            .fact("kind", .text, "table, partitioned, matview, view, foreign"),
            .fact("persistence", .text, "permanent, unlogged, temporary"),
            .fact("owner", .text, "owner"),
            .fact("tablespace", .text, "null: the database's"),
            .fact("access_method", .text, "heap ..."),
            .fact("parent_oid", .integer, "the partitioned table it is a partition of, or the table it inherits from"),
            .fact("is_partition", .boolean, "a partition"),
            .fact("partition_bound", .text, "FOR VALUES ...", privacy: .literals),
            .fact("partition_strategy", .text, "range, list, hash; null where not partitioned"),
            .fact("partition_key", .text, "pg_get_partkeydef; null where not partitioned"),
            .fact("options", .json, "reloptions as an object, for example {\"fillfactor\":\"90\"}"),
            .fact("toast_options", .json, "reloptions of its TOAST table"),
            .fact("replica_identity", .text, "default, nothing, full, index"),
            .fact("row_security", .boolean, "row-level security is on"),
            .fact("force_row_security", .boolean, "for the owner too"),
            .fact("has_triggers", .boolean, "has triggers"),
            .fact("column_count", .integer, "columns, dropped ones left out"),
            .fact("extension", .text, "extension that made it; null: the user did"),
        ])

    public static let relationSizes = SectionShape(
        "relation_sizes", .counters, "Sizes of tables and materialised views, and how far they are frozen",
        [
            .key("relation_oid", .integer, "oid"),
            .gauge("row_estimate", .real, "reltuples; -1: never analysed or vacuumed"),
            .gauge("pages", .integer, "relpages, of the last VACUUM or ANALYZE"),
            .gauge("all_visible_pages", .integer, "relallvisible"),
            .gauge("heap_bytes", .integer, "main fork now; null where locked"),
            .gauge("toast_bytes", .integer, "TOAST table and its index now"),
            .gauge("index_bytes", .integer, "all indexes now"),
            .gauge("total_bytes", .integer, "everything"),
            .gauge("frozen_xid", .integer, "relfrozenxid, 32 bits; 0: none"),
            .gauge("xid_age", .integer, "age(relfrozenxid), or of its TOAST table where that is older"),
            .gauge("mxid_age", .integer, "mxid_age(relminmxid)"),
            .gauge("locked", .boolean, "held or awaited AccessExclusive: sizes are not read"),
        ])

    public static let tableStatistics = SectionShape(
        "table_statistics", .counters, "Usage of tables (pg_stat_all_tables, pg_statio_all_tables)",
        [
            .key("relation_oid", .integer, "oid"),
            .counter("sequential_scans", .integer, "sequential scans begun"),
            .counter("sequential_rows_read", .integer, "live rows read by them"),
            .counter("index_scans", .integer, "index scans begun"),
            .counter("index_rows_fetched", .integer, "live rows fetched by them"),
            .counter("rows_inserted", .integer, "rows inserted"),
            .counter("rows_updated", .integer, "rows updated, HOT ones included"),
            .counter("rows_deleted", .integer, "rows deleted"),
            .counter("rows_hot_updated", .integer, "rows updated without touching an index"),
            .gauge("live_rows", .integer, "estimate"),
            .gauge("dead_rows", .integer, "estimate"),
            .gauge("modified_since_analyze", .integer, "rows"),
            .gauge("inserted_since_vacuum", .integer, "rows"),
            .gauge("last_vacuum", .time, "by hand"),
            .gauge("last_autovacuum", .time, "by autovacuum"),
            .gauge("last_analyze", .time, "by hand"),
            .gauge("last_autoanalyze", .time, "by autovacuum"),
            .counter("vacuums", .integer, "by hand"),
            .counter("autovacuums", .integer, "by autovacuum"),
            .counter("analyzes", .integer, "by hand"),
            .counter("autoanalyzes", .integer, "by autovacuum"),
            .counter("heap_blocks_read", .integer, "from outside shared buffers"),
            .counter("heap_blocks_hit", .integer, "in shared buffers"),
            .counter("index_blocks_read", .integer, "all its indexes"),
            .counter("index_blocks_hit", .integer, "all its indexes"),
            .counter("toast_blocks_read", .integer, "TOAST table"),
            .counter("toast_blocks_hit", .integer, "TOAST table"),
        ])

    public static let columns = SectionShape(
        "columns", .catalog, "Columns of relations, dropped ones left out",
        [
            .key("relation_oid", .integer, "oid of the relation"),
            .key("number", .integer, "attnum"),
            .fact("name", .text, "name"),
            .fact("type", .text, "format_type: character varying(40)"),
            .fact("type_oid", .integer, "oid of the type"),
            .fact("type_name", .text, "pg_type.typname without modifier, domains resolved: varchar, int4, uuid"),
            .fact("type_category", .text, "pg_type.typcategory of the resolved type: N, S, D, B, A, U, E, R, V ..."),
            .fact("not_null", .boolean, "NOT NULL"),
            .fact("default_expression", .text, "pg_get_expr of the default", privacy: .literals),
            .fact("identity", .text, "always, by default, or null"),
            .fact("generated", .text, "stored, virtual, or null"),
            .fact("collation", .text, "where it differs from the type's"),
            .fact("storage", .text, "plain, main, external, extended"),
            .fact("statistics_target", .integer, "-1: default_statistics_target"),
        ])

    public static let columnStatistics = SectionShape(
        "column_statistics", .catalog, "pg_stats of each column",
        [
            .key("relation_oid", .integer, "oid of the relation"),
            .key("column", .text, "name"),
            .key("inherited", .boolean, "of the whole tree of partitions or children"),
            .fact("null_fraction", .real, "0 to 1"),
            .fact("average_width", .integer, "bytes"),
            .fact("distinct", .real, "n_distinct: above 0 a count, below 0 minus the share of the rows"),
            .fact("common_values", .text, "array literal", privacy: .values),
            .fact("common_frequencies", .json, "array of shares"),
            .fact("histogram", .text, "array literal", privacy: .values),
            .fact("correlation", .real, "physical to logical order, -1 to 1"),
            .fact("common_elements", .text, "array literal", privacy: .values),
            .fact("element_frequencies", .json, "array of shares, then what pg_statistic.h has behind them"),
            .fact("average_elements", .real, "different elements of an array on average"),
        ])

    public static let constraints = SectionShape(
        "constraints", .catalog, "Constraints of tables and domains",
        [
            .key("oid", .integer, "oid"),
            .fact("relation_oid", .integer, "oid of the table; 0 for a domain's"),
            .fact("name", .text, "name"),
            .fact("kind", .text, "primary, unique, foreign, check, exclusion, trigger, not null"),
            .fact("definition", .text, "pg_get_constraintdef", privacy: .literals),
            .fact("columns", .json, "column names in order"),
            .fact("referenced_oid", .integer, "foreign: the table referred to"),
            .fact("referenced_columns", .json, "foreign: names in order"),
            .fact("on_update", .text, "no action, restrict, cascade, set null, set default"),
            .fact("on_delete", .text, "the same"),
            .fact("match", .text, "simple, full, partial"),
            .fact("validated", .boolean, "false: NOT VALID"),
            .fact("deferrable", .boolean, "DEFERRABLE"),
            .fact("index_oid", .integer, "index that carries it; null without"),
            .fact("parent_oid", .integer, "of the partitioned table's constraint; null without"),
        ])

    public static let views = SectionShape(
        "views", .catalog, "Views and materialised views",
        [
            .key("oid", .integer, "oid"),
            .fact("definition", .text, "pg_get_viewdef", privacy: .literals),
            .fact("populated", .boolean, "false: materialised WITH NO DATA"),
        ])

    public static let viewDependencies = SectionShape(
        "view_dependencies", .catalog, "Which relation each view reads",
        [
            .key("view_oid", .integer, "oid of the view"),
            .key("relation_oid", .integer, "oid of a table or view that it reads"),
        ])

    public static let sequences = SectionShape(
        "sequences", .counters, "Sequences and how far they are used",
        [
            .key("oid", .integer, "oid"),
            .fact("schema", .text, "schema"),
            .fact("name", .text, "name"),
            .fact("type", .text, "smallint, integer, bigint"),
            .fact("start", .integer, "START"),
            .fact("minimum", .integer, "MINVALUE"),
            .fact("maximum", .integer, "MAXVALUE"),
            .fact("increment", .integer, "INCREMENT"),
            .fact("cycles", .boolean, "CYCLE"),
            .gauge("last_value", .integer, "null: unused, or may not be read"),
            .fact("owner_relation_oid", .integer, "table whose column owns it; null without"),
            .fact("owner_column", .text, "that column"),
        ])

    public static let policies = SectionShape(
        "policies", .catalog, "Row-level security policies",
        [
            .key("relation_oid", .integer, "oid of the table"),
            .key("name", .text, "name"),
            .fact("command", .text, "all, select, insert, update, delete"),
            .fact("permissive", .boolean, "PERMISSIVE"),
            .fact("roles", .json, "names"),
            .fact("using_expression", .text, "USING", privacy: .literals),
            .fact("check_expression", .text, "WITH CHECK", privacy: .literals),
        ])

    public static let triggers = SectionShape(
        "triggers", .catalog, "Triggers, internal ones left out",
        [
            .key("oid", .integer, "oid"),
            .fact("relation_oid", .integer, "oid of the table"),
            .fact("name", .text, "name"),
            .fact("function_oid", .integer, "oid of the function"),
            .fact("enabled", .text, "origin, disabled, replica, always"),
            .fact("timing", .text, "before, after, instead of"),
            .fact("level", .text, "row, statement"),
            .fact("events", .json, "insert, update, delete, truncate"),
            .fact("definition", .text, "pg_get_triggerdef", privacy: .literals),
        ])

    public static let functions = SectionShape(
        "functions", .catalog,
        "Functions of the user's schemas, and those that indexes, policies and triggers use: what they are, not what they do",
        [
            .key("oid", .integer, "oid"),
            .fact("schema", .text, "schema"),
            .fact("name", .text, "name"),
            .fact("arguments", .text, "pg_get_function_identity_arguments"),
            .fact("language", .text, "sql, plpgsql, c ..."),
            .fact("kind", .text, "function, procedure, aggregate, window"),
            .fact("volatility", .text, "immutable, stable, volatile"),
            .fact("parallel", .text, "safe, restricted, unsafe"),
            .fact("cost", .real, "COST"),
            .fact("rows", .real, "ROWS"),
            .fact("strict", .boolean, "STRICT"),
            .fact("security_definer", .boolean, "SECURITY DEFINER"),
            .fact("used_by_index", .boolean, "an index expression or predicate calls it"),
        ])

    public static let extendedStatistics = SectionShape(
        "extended_statistics", .catalog, "CREATE STATISTICS objects",
        [
            .key("oid", .integer, "oid"),
            .fact("relation_oid", .integer, "oid of the table"),
            .fact("schema", .text, "schema"),
            .fact("name", .text, "name"),
            .fact("kinds", .json, "ndistinct, dependencies, mcv, expressions"),
            .fact("columns", .json, "column names"),
            .fact("definition", .text, "pg_get_statisticsobjdef", privacy: .literals),
        ])

    public static let types = SectionShape(
        "types", .catalog, "Enums, domains, ranges and composites of the user's schemas",
        [
            .key("oid", .integer, "oid"),
            .fact("schema", .text, "schema"),
            .fact("name", .text, "name"),
            .fact("kind", .text, "enum, domain, range, multirange, composite, base"),
            .fact("base_type", .text, "domain: format_type of its base; range: of its subtype"),
            .fact("labels", .json, "enum: in order", privacy: .literals),
        ])
}
