/// A column that not every supported server has, named by where it is: `relation.column` in pg_catalog, or in the
/// schema of pg_stat_statements.
///
/// A server is asked which of these it has; the versions beside them serve `--print-sql` only, where no server is
/// asked.
enum Feature: String, CaseIterable, Sendable {
    case activityQueryId = "pg_stat_activity.query_id"
    case lockWaitStart = "pg_locks.waitstart"
    case databaseSessions = "pg_stat_database.session_time"
    case databaseCollationVersion = "pg_database.datcollversion"
    case databaseIcuLocale = "pg_database.daticulocale"
    case databaseLocale = "pg_database.datlocale"
    case checkpointer = "pg_stat_checkpointer.num_timed"
    case bgwriterBackendBuffers = "pg_stat_bgwriter.buffers_backend"
    case wal = "pg_stat_wal.wal_records"
    case io = "pg_stat_io.reads"
    case lastIndexScan = "pg_stat_all_indexes.last_idx_scan"
    case slotInactiveSince = "pg_replication_slots.inactive_since"
    case nullsNotDistinct = "pg_index.indnullsnotdistinct"
    case statisticsOfRanges = "pg_stats.range_bounds_histogram"

    case statementsToplevel = "pg_stat_statements.toplevel"
    case statementsSharedBlockTimes = "pg_stat_statements.shared_blk_read_time"
    case statementsTempBlockTimes = "pg_stat_statements.temp_blk_read_time"
    case statementsJIT = "pg_stat_statements.jit_functions"
    case statementsJITDeform = "pg_stat_statements.jit_deform_time"
    case statementsSince = "pg_stat_statements.stats_since"
    case statementsWorkers = "pg_stat_statements.parallel_workers_to_launch"
    case statementsInfo = "pg_stat_statements_info.dealloc"

    /// Major versions of PostgreSQL that have it in their default installation.
    var majorVersions: Range<Int> {
        switch self {
        case .activityQueryId, .lockWaitStart, .databaseSessions, .wal, .statementsToplevel,
            .statementsInfo:
            14..<Int.max
        case .databaseCollationVersion, .nullsNotDistinct, .statementsTempBlockTimes, .statementsJIT: 15..<Int.max
        case .databaseIcuLocale: 15..<17
        case .io, .lastIndexScan: 16..<Int.max
        case .databaseLocale, .checkpointer, .slotInactiveSince, .statisticsOfRanges, .statementsSharedBlockTimes,
            .statementsJITDeform,
            .statementsSince:
            17..<Int.max
        case .bgwriterBackendBuffers: 0..<17
        case .statementsWorkers: 18..<Int.max
        }
    }

    var relation: String { String(rawValue.prefix { $0 != "." }) }
    var column: String { String(rawValue.drop { $0 != "." }.dropFirst()) }
    /// It belongs to the extension, wherever that is installed.
    var isOfStatements: Bool { relation.hasPrefix("pg_stat_statements") }
}
