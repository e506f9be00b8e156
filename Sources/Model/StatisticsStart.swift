/// Since when the counters of a single snapshot count.
///
/// pg_stat_statements counts since `statements_info.stats_reset` (14 and later). The counters of the database, its
/// tables and indexes count since `database.stats_reset`; where that is null nobody reset them, and they are as old as the
/// oldest of those of the whole cluster, which begin with it or with its last crash, and any of which may have been reset
/// since. The start of the server is the last resort: counters survive an orderly restart, so they are at least that old.
extension Snapshot {
    /// The moment since which the counters of a section count, seconds since 1970 UTC; never later than the snapshot.
    public func statisticsStart(of shape: SectionShape) -> Double {
        let own =
            switch shape.name {
            case SectionShape.statementEntries.name: value(.statementsInfo, "stats_reset")
            case SectionShape.tableStatistics.name, SectionShape.indexStatistics.name: value(.database, "stats_reset")
            default: value(shape, "stats_reset")
            }
        let start =
            own?.real ?? value(.database, "stats_reset")?.real ?? clusterStatisticsStart
            ?? value(.server, "started_at")?.real ?? collectedAt
        return min(start, collectedAt)
    }

    private var clusterStatisticsStart: Double? {
        [SectionShape.checkpointer, .wal, .archiver, .io].compactMap { value($0, "stats_reset")?.real }.min()
    }

    /// The moment since which statements, tables and indexes are all counted: the latest of their starts.
    public var statisticsStart: Double {
        max(statisticsStart(of: .statementEntries), statisticsStart(of: .tableStatistics))
    }
}
