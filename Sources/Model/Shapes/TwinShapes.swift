/// What only the twin needs: read where it is asked for (`CollectOptions.twin`).
extension SectionShape {
    public static let schemaDump = SectionShape(
        "schema_dump", .catalog,
        "The schema in the dialect of pg_dump --schema-only --binary-upgrade, object by object; of functions the bodies are left out, but for those of SQL that PostgreSQL would put in place of a call",
        [
            .key("position", .integer, "from 0, which is the session's set-up"),
            .fact("name", .text, "name of the object, as pg_dump gives it"),
            .fact("kind", .text, "TABLE, INDEX, CONSTRAINT, FUNCTION ..."),
            .fact("schema", .text, "schema; null without"),
            .fact("sql", .text, "the statements that make it", privacy: .literals),
            .fact("dumped_by", .integer, "major version of the server, whose functions print definitions"),
        ])

    public static let databaseLocale = SectionShape(
        "database_locale", .catalog, "How the database was created: what its order of texts depends on; one row",
        [
            .key("name", .text, "name of the database"),
            .fact("encoding", .text, "UTF8 ..."),
            .fact("provider", .text, "libc, icu, builtin"),
            .fact("collate", .text, "LC_COLLATE"),
            .fact("ctype", .text, "LC_CTYPE"),
            .fact("locale", .text, "of the provider, where it is not libc"),
            .fact("version", .text, "of the collation, as the provider counts"),
            .fact("owner", .text, "role that owns the database"),
        ])

    public static let roleMembers = SectionShape(
        "role_members", .catalog, "Which role is a member of which",
        [
            .key("role", .text, "name of the group"),
            .key("member", .text, "name of its member"),
        ])

    public static let plannerSettings = SectionShape(
        "planner_settings", .catalog, "Settings that decide plans, as the server has them for everybody",
        [
            .key("name", .text, "name"),
            .fact("setting", .text, "value in the setting's own unit"),
        ])

    /// The slots are those of pg_statistic; five times the same six columns.
    public static let rawStatistics = SectionShape(
        "raw_statistics", .catalog,
        "pg_statistic, and the statistics of expressions, as they are stored; of pg_stats what it shows where they may not be read",
        [
            .key("owner_oid", .integer, "relation; for an expression the statistics object"),
            .key("number", .integer, "attnum; for an expression its position from 1"),
            .key("inherited", .boolean, "of the whole tree of partitions or children"),
            .key("of_expression", .boolean, "statistics of an expression of a statistics object"),
            .fact("null_fraction", .real, "stanullfrac"),
            .fact("width", .integer, "stawidth"),
            .fact("distinct", .real, "stadistinct"),
        ] + (1...5).flatMap(statisticsSlot))

    private static func statisticsSlot(_ slot: Int) -> [ColumnShape] {
        [
            .fact("kind\(slot)", .integer, "stakind\(slot)"),
            .fact("operator\(slot)", .text, "staop\(slot) as regoperator"),
            .fact("collation\(slot)", .text, "stacoll\(slot) as regcollation"),
            .fact("numbers\(slot)", .text, "stanumbers\(slot) as an array literal"),
            .fact("type\(slot)", .text, "type of the elements of stavalues\(slot)"),
            .fact("values\(slot)", .text, "stavalues\(slot) as an array literal", privacy: .values),
        ]
    }

    public static let extendedStatisticsData = SectionShape(
        "extended_statistics_data", .catalog, "pg_statistic_ext_data, its own types as bytes in hexadecimal",
        [
            .key("statistics_oid", .integer, "the statistics object"),
            .key("inherited", .boolean, "of the whole tree of partitions or children"),
            .fact("distinct", .text, "pg_ndistinct"),
            .fact("dependencies", .text, "pg_dependencies"),
            .fact("common_values", .text, "pg_mcv_list", privacy: .values),
        ])

    public static let indexProbes = SectionShape(
        "index_probes", .counters, "What planning reads from inside indexes",
        [
            .key("index_oid", .integer, "oid"),
            .gauge("tree_height", .integer, "btree: levels above the leaves; null where it could not be found out"),
            .fact("minimum", .text, "btree: least value of the first key", privacy: .values),
            .fact("maximum", .text, "btree: greatest value of the first key", privacy: .values),
            .gauge("metapage", .text, "gin: its first page in hexadecimal; null where it may not be read"),
        ])

    public static let parameterSamples = SectionShape(
        "parameter_samples", .momentary,
        "Literals of executions that pg_stat_activity showed while the snapshot was taken, of SELECT and of WHERE alone",
        [
            .key("text_hash", .text, "of the statement, see statement_texts"),
            .key("execution", .integer, "from 1, within the snapshot"),
            .key("parameter", .integer, "that pg_stat_statements has in its place"),
            .fact("literal", .text, "SQL as it was written", privacy: .values),
        ])
}
