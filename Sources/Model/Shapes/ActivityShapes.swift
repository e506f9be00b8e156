/// What went on while the snapshot was taken.
extension SectionShape {
    public static let activity = SectionShape(
        "activity", .momentary, "pg_stat_activity, sampled several times within the run; advisor's own left out",
        [
            .key("sample", .integer, "from 1"),
            .key("pid", .integer, "process"),
            .fact("sampled_at", .time, "clock of the server"),
            .fact("database", .text, "null for background processes"),
            .fact("user", .text, "role"),
            .fact("application", .text, "application_name"),
            .fact("backend_type", .text, "client backend, autovacuum worker, walsender ..."),
            .fact("state", .text, "active, idle, idle in transaction ..."),
            .fact("backend_start", .time, "start of the session"),
            .fact("transaction_start", .time, "start of the transaction"),
            .fact("query_start", .time, "start of the statement"),
            .fact("state_change", .time, "last change of state"),
            .fact("wait_event_type", .text, "Lock, LWLock, IO, Client ..."),
            .fact("wait_event", .text, "what it waits for"),
            .fact("query_id", .text, "14 and later"),
            .fact("query", .text, "normalised", privacy: .literals),
            .fact("xid_age", .integer, "age of its transaction id"),
            .fact("xmin_age", .integer, "age of the oldest snapshot it holds"),
            .fact("leader_pid", .integer, "of a parallel worker"),
        ])

    public static let locks = SectionShape(
        "locks", .momentary, "Locks on relations stronger than RowExclusive, and all that are waited for",
        [
            .key("pid", .integer, "process"),
            .key("relation_oid", .integer, "0 where it is no relation's"),
            .key("mode", .text, "AccessExclusiveLock ..."),
            .key("lock_type", .text, "relation, transactionid, tuple ..."),
            .fact("granted", .boolean, "held; else waited for"),
            .fact("wait_start", .time, "14 and later"),
        ])

    public static let blocking = SectionShape(
        "blocking", .momentary, "Who waits for whom",
        [
            .key("sample", .integer, "from 1"),
            .key("blocked_pid", .integer, "waits"),
            .key("blocking_pid", .integer, "is waited for"),
        ])

    public static let progress = SectionShape(
        "progress", .momentary, "Running VACUUM, ANALYZE, CREATE INDEX, CLUSTER",
        [
            .key("pid", .integer, "process"),
            .fact("command", .text, "VACUUM, CREATE INDEX CONCURRENTLY ..."),
            .fact("relation_oid", .integer, "table"),
            .fact("index_oid", .integer, "index; null without"),
            .fact("phase", .text, "phase"),
        ])

    public static let preparedTransactions = SectionShape(
        "prepared_transactions", .momentary, "Prepared transactions of all databases",
        [
            .key("gid", .text, "name given"),
            .fact("database", .text, "database"),
            .fact("owner", .text, "role"),
            .fact("prepared_at", .time, "when"),
            .fact("xid_age", .integer, "transactions"),
        ])

    public static let replication = SectionShape(
        "replication", .momentary, "Standbys and other receivers (pg_stat_replication)",
        [
            .key("pid", .integer, "walsender"),
            .fact("application", .text, "name of the standby"),
            .fact("state", .text, "streaming, catchup ..."),
            .fact("sync_state", .text, "async, sync, quorum, potential"),
            .fact("sent_lag_bytes", .integer, "current WAL less sent"),
            .fact("replay_lag_bytes", .integer, "current WAL less replayed"),
            .fact("replay_lag_seconds", .real, "replay_lag"),
            .fact("xmin_age", .integer, "hot_standby_feedback: age of what it holds back"),
        ])

    public static let replicationSlots = SectionShape(
        "replication_slots", .momentary, "Replication slots",
        [
            .key("name", .text, "name"),
            .fact("type", .text, "physical, logical"),
            .fact("plugin", .text, "logical: output plugin"),
            .fact("database", .text, "logical: database"),
            .fact("active", .boolean, "in use"),
            .fact("retained_bytes", .integer, "WAL it keeps from removal"),
            .fact("wal_status", .text, "reserved, extended, unreserved, lost"),
            .fact("xmin_age", .integer, "transactions"),
            .fact("catalog_xmin_age", .integer, "transactions"),
            .fact("inactive_since", .time, "17 and later"),
        ])
}
