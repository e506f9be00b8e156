/// The server, its settings and its databases.
extension SectionShape {
    public static let server = SectionShape(
        "server", .momentary, "The server and the session that read it; one row",
        [
            .fact("version_number", .integer, "server_version_num, for example 150018"),
            .fact("version", .text, "version()"),
            .fact("started_at", .time, "postmaster start"),
            .fact("in_recovery", .boolean, "a standby"),
            .gauge("replay_lag_seconds", .real, "on a standby: age of the last replayed transaction"),
            .fact("system_identifier", .text, "of the cluster; null where it may not be read"),
            .fact(
                "platform", .text,
                "rds, aurora, cloudsql, alloydb, azure, supabase, neon or self-managed, by its settings and roles"),
            .fact("data_checksums", .boolean, "page checksums are on"),
            .fact("role", .text, "the role that collected"),
            .fact("is_superuser", .boolean, "that role is a superuser"),
            .fact("can_monitor", .boolean, "that role is a member of pg_monitor"),
            .fact("can_read_data", .boolean, "that role is a member of pg_read_all_data"),
            .gauge("clock", .time, "the server's clock at the start of collecting"),
            .gauge("next_xid", .integer, "the next transaction id, 64 bits"),
            .gauge("next_mxid", .integer, "the next multixact id, 32 bits"),
            .gauge("wal_position", .integer, "current WAL position in bytes (last replayed on a standby)"),
        ])

    public static let settings = SectionShape(
        "settings", .catalog, "Every setting of pg_settings",
        [
            .key("name", .text, "name"),
            .fact("setting", .text, "value in `unit`", privacy: .literals),
            .fact("unit", .text, "kB, 8kB, MB, ms, s, min or null"),
            .fact("source", .text, "default, configuration file, database, user ..."),
            .fact("boot_value", .text, "built-in default", privacy: .literals),
            .fact("pending_restart", .boolean, "changed, but waits for a restart"),
            .fact("kind", .text, "bool, integer, real, enum, string"),
            .fact("context", .text, "what it takes to change it: postmaster, sighup, superuser, user ..."),
            .fact(
                "number", .real, "the value as a number in base units: bytes, milliseconds, or bare; booleans 0 and 1"),
        ])

    public static let roleSettings = SectionShape(
        "role_settings", .catalog, "Settings fixed for a role, a database or both (pg_db_role_setting)",
        [
            .key("database", .text, "database name; empty for all"),
            .key("role", .text, "role name; empty for all"),
            .key("name", .text, "setting"),
            .fact("setting", .text, "value", privacy: .literals),
        ])

    public static let roles = SectionShape(
        "roles", .catalog, "Roles",
        [
            .key("oid", .integer, "oid"),
            .fact("name", .text, "name"),
            .fact("superuser", .boolean, "superuser"),
            .fact("can_login", .boolean, "may log in"),
            .fact("bypass_rls", .boolean, "row-level security does not hold for it"),
            .fact("connection_limit", .integer, "-1: none"),
        ])

    public static let extensions = SectionShape(
        "extensions", .catalog, "Installed extensions",
        [
            .key("name", .text, "name"),
            .fact("version", .text, "installed version"),
            .fact("default_version", .text, "version that the server would install now"),
            .fact("schema", .text, "schema of its objects"),
            .fact("owner", .text, "role that owns it"),
        ])

    public static let operatorClasses = SectionShape(
        "operator_classes", .catalog, "Operator classes of installed extensions, for indexes",
        [
            .key("oid", .integer, "oid"),
            .fact("schema", .text, "schema"),
            .fact("name", .text, "name"),
            .fact("method", .text, "btree, gin, gist, spgist ..."),
            .fact("type_name", .text, "pg_type.typname of what it indexes: _int4, hstore ..."),
            .fact("is_default", .boolean, "of that type"),
            .fact("search_operators", .json, "names of the operators that its indexes search by"),
            .fact("ordering_operators", .json, "names of those that its indexes give rows in the order of"),
            .fact("extension", .text, "extension that it belongs to"),
        ])

    public static let availableExtensions = SectionShape(
        "available_extensions", .catalog, "Extensions that CREATE EXTENSION would find, the installed ones too",
        [
            .key("name", .text, "name"),
            .fact("default_version", .text, "version that would be installed"),
        ])

    public static let database = SectionShape(
        "database", .counters, "The target's database; one row",
        [
            .key("oid", .integer, "oid"),
            .fact("name", .text, "name"),
            .fact("encoding", .text, "encoding"),
            .fact("collation", .text, "LC_COLLATE or ICU locale"),
            .fact("collation_version", .text, "recorded when it was created; null before 15"),
            .fact("collation_actual_version", .text, "what the operating system has now; null before 15"),
            .gauge("size_bytes", .integer, "pg_database_size"),
            .gauge("connections", .integer, "backends now"),
            .fact("connection_limit", .integer, "-1: none"),
            .counter("commits", .integer, "transactions committed"),
            .counter("rollbacks", .integer, "transactions rolled back"),
            .counter("blocks_read", .integer, "blocks read from outside shared buffers"),
            .counter("blocks_hit", .integer, "blocks found in shared buffers"),
            .counter("rows_returned", .integer, "rows read by scans"),
            .counter("rows_fetched", .integer, "rows fetched by index scans"),
            .counter("rows_inserted", .integer, "rows inserted"),
            .counter("rows_updated", .integer, "rows updated"),
            .counter("rows_deleted", .integer, "rows deleted"),
            .counter("conflicts", .integer, "queries cancelled by recovery, on a standby"),
            .counter("temp_files", .integer, "temporary files"),
            .counter("temp_bytes", .integer, "bytes written to temporary files"),
            .counter("deadlocks", .integer, "deadlocks"),
            .counter("checksum_failures", .integer, "page checksum failures"),
            .counter("block_read_time", .real, "ms; 0 with track_io_timing off"),
            .counter("block_write_time", .real, "ms; 0 with track_io_timing off"),
            .counter("session_time", .real, "ms in sessions; 14 and later"),
            .counter("active_time", .real, "ms executing; 14 and later"),
            .counter("idle_in_transaction_time", .real, "ms idle in a transaction; 14 and later"),
            .counter("sessions", .integer, "sessions begun; 14 and later"),
            .counter("sessions_abandoned", .integer, "sessions whose client vanished; 14 and later"),
            .counter("sessions_fatal", .integer, "sessions ended by an error; 14 and later"),
            .counter("sessions_killed", .integer, "sessions ended by an operator; 14 and later"),
            .fact("stats_reset", .time, "last reset of the statistics of this database"),
        ])

    public static let databases = SectionShape(
        "databases", .momentary, "All databases of the server",
        [
            .key("name", .text, "name"),
            .fact("allows_connections", .boolean, "may be connected to"),
            .gauge("xid_age", .integer, "age(datfrozenxid), transactions"),
            .gauge("mxid_age", .integer, "mxid_age(datminmxid), multixacts"),
        ])

    public static let checkpointer = SectionShape(
        "checkpointer", .counters, "Checkpointer and background writer; one row",
        [
            .key("name", .text, "always 'server'"),
            .counter("checkpoints_timed", .integer, "checkpoints begun by checkpoint_timeout"),
            .counter(
                "checkpoints_requested", .integer, "checkpoints begun because WAL reached max_wal_size, or by hand"),
            .counter("write_time", .real, "ms writing in checkpoints"),
            .counter("sync_time", .real, "ms in fsync in checkpoints"),
            .counter("buffers_checkpoint", .integer, "buffers written by checkpoints"),
            .counter("buffers_clean", .integer, "buffers written by the background writer"),
            .counter("maxwritten_clean", .integer, "times the background writer stopped at its limit"),
            .counter("buffers_backend", .integer, "buffers written by backends; null from 17 on (see io)"),
            .counter("buffers_backend_fsync", .integer, "fsyncs done by backends; null from 17 on"),
            .counter("buffers_alloc", .integer, "buffers allocated"),
            .fact("stats_reset", .time, "last reset"),
        ])

    public static let wal = SectionShape(
        "wal", .counters, "WAL generation (14 and later); one row",
        [
            .key("name", .text, "always 'server'"),
            .counter("records", .integer, "WAL records"),
            .counter("full_page_images", .integer, "full page images"),
            .counter("bytes", .integer, "bytes of WAL"),
            .counter("buffers_full", .integer, "times WAL had to be written because wal_buffers was full"),
            .fact("stats_reset", .time, "last reset"),
        ])

    public static let archiver = SectionShape(
        "archiver", .counters, "WAL archiver; one row",
        [
            .key("name", .text, "always 'server'"),
            .counter("archived", .integer, "segments archived"),
            .counter("failed", .integer, "failed attempts"),
            .gauge("last_archived_at", .time, "last success"),
            .gauge("last_failed_at", .time, "last failure"),
            .gauge("last_failed_segment", .text, "segment of the last failure"),
            .fact("stats_reset", .time, "last reset"),
        ])

    public static let io = SectionShape(
        "io", .counters, "pg_stat_io (16 and later)",
        [
            .key("backend_type", .text, "client backend, autovacuum worker ..."),
            .key("object", .text, "relation, temp relation, wal"),
            .key("context", .text, "normal, vacuum, bulkread, bulkwrite"),
            .counter("reads", .integer, "read operations"),
            .counter("read_time", .real, "ms"),
            .counter("writes", .integer, "write operations"),
            .counter("write_time", .real, "ms"),
            .counter("extends", .integer, "relation extensions"),
            .counter("hits", .integer, "blocks found in shared buffers"),
            .counter("evictions", .integer, "buffers evicted"),
            .counter("fsyncs", .integer, "fsync calls"),
        ])
}
