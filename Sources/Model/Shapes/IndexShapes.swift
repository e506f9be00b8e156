/// Indexes in full detail.
extension SectionShape {
    public static let indexDefinitions = SectionShape(
        "index_definitions", .catalog, "Indexes of the user's tables",
        [
            .key("oid", .integer, "oid"),
            .fact("relation_oid", .integer, "oid of the table"),
            .fact("schema", .text, "schema"),
            .fact("name", .text, "name"),
            .fact("method", .text, "btree, gin, gist, brin, hash, spgist, bloom ..."),
            .fact("definition", .text, "pg_get_indexdef; null where the table is locked", privacy: .literals),
            .fact("is_unique", .boolean, "unique"),
            .fact("is_primary", .boolean, "primary key"),
            .fact("is_exclusion", .boolean, "exclusion constraint"),
            .fact("is_valid", .boolean, "may be used by queries"),
            .fact("is_ready", .boolean, "is kept current by writes"),
            .fact("is_live", .boolean, "not being dropped"),
            .fact("is_replica_identity", .boolean, "replica identity"),
            .fact("is_clustered", .boolean, "last used by CLUSTER"),
            .fact("nulls_not_distinct", .boolean, "15 and later"),
            .fact("key_count", .integer, "key columns, INCLUDE ones left out"),
            .fact("predicate", .text, "WHERE of a partial index; null without", privacy: .literals),
            .fact("has_expressions", .boolean, "a key is an expression"),
            .fact("constraint_oid", .integer, "constraint it carries; null without"),
            .fact("parent_oid", .integer, "of the partitioned index it belongs to; null without"),
            .fact("is_partitioned", .boolean, "on a partitioned table: it holds no data itself"),
            .fact("options", .json, "reloptions as an object"),
            .fact("tablespace", .text, "null: the database's"),
            .gauge("is_being_built", .boolean, "CREATE INDEX or REINDEX is at work on it now"),
        ])

    public static let indexKeys = SectionShape(
        "index_keys", .catalog, "Columns of indexes",
        [
            .key("index_oid", .integer, "oid of the index"),
            .key("position", .integer, "from 1"),
            .fact("attribute", .integer, "attnum in the table; 0 for an expression"),
            .fact("column", .text, "name; null for an expression"),
            .fact("expression", .text, "pg_get_indexdef of this key where it is an expression", privacy: .literals),
            .fact("included", .boolean, "INCLUDE column"),
            .fact("operator_class", .text, "schema-qualified only outside pg_catalog"),
            .fact("operator_class_default", .boolean, "the type's default for the method"),
            .fact("operator_class_options", .json, "parameters of the operator class as an object; null without"),
            .fact("collation", .text, "quoted, schema-qualified only outside pg_catalog; null where the type has none"),
            .fact("collation_default", .boolean, "the column's own; of an expression the database's"),
            .fact("descending", .boolean, "DESC"),
            .fact("nulls_first", .boolean, "NULLS FIRST"),
        ])

    public static let indexSizes = SectionShape(
        "index_sizes", .counters, "Sizes of indexes",
        [
            .key("index_oid", .integer, "oid"),
            .gauge("size_bytes", .integer, "pg_relation_size now; null where locked"),
            .gauge("pages", .integer, "relpages of the last VACUUM or ANALYZE"),
            .gauge("entries", .real, "reltuples"),
        ])

    public static let indexStatistics = SectionShape(
        "index_statistics", .counters, "Usage of indexes on this server; a replica counts its own",
        [
            .key("index_oid", .integer, "oid"),
            .counter("scans", .integer, "index scans begun"),
            .counter("entries_read", .integer, "entries returned by scans"),
            .counter("rows_fetched", .integer, "live rows fetched by simple scans"),
            .counter("blocks_read", .integer, "from outside shared buffers"),
            .counter("blocks_hit", .integer, "in shared buffers"),
            .gauge("last_scan", .time, "16 and later"),
        ])
}
