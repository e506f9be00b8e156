/// How one row of counters got from the first to the last snapshot of a window.
public enum Continuity: String, Sendable, Codable {
    /// Present at both ends, every counter monotone: the difference is exact.
    case continuous
    /// Absent at the start: the difference is the whole value.
    case appeared
    /// Reset or evicted and re-created in between: the difference is what is known for certain, a lower bound.
    case restarted
}

/// The change of a section's counters over a window.
public struct SectionDelta: Sendable, Equatable {
    /// The rows of the LAST snapshot, same order and shape; counter columns hold the difference, others the last value.
    public var section: Section
    /// Parallel to the rows.
    public var continuity: [Continuity]
    /// Rows that were there at the start and are gone at the end: their work since the start is lost.
    public var vanished: Int

    public init(section: Section, continuity: [Continuity], vanished: Int) {
        self.section = section
        self.continuity = continuity
        self.vanished = vanished
    }
}

/// Two snapshots of one target and their difference.
///
/// With a single snapshot the window reaches back to the last reset of the statistics and its differences are
/// lifetime values; `isLifetime` says so, and every report prints it.
public struct Window: Sendable {
    /// Seconds since 1970 UTC.
    public var from: Double
    public var to: Double
    public var isLifetime: Bool
    /// The snapshot at the end: catalogs and gauges are read from it.
    public var last: Snapshot
    /// By shape name, for each section stored as counters.
    public var deltas: [String: SectionDelta]
    /// The statements of the window of equal length before this one, where the history reaches back that far.
    public var previousStatements: SectionDelta?
    public var previousSeconds: Double?

    public var seconds: Double { max(to - from, 0) }
    public var days: Double { seconds / 86_400 }

    public init(
        from: Double, to: Double, isLifetime: Bool, last: Snapshot, deltas: [String: SectionDelta],
        previousStatements: SectionDelta? = nil, previousSeconds: Double? = nil
    ) {
        self.from = from
        self.to = to
        self.isLifetime = isLifetime
        self.last = last
        self.deltas = deltas
        self.previousStatements = previousStatements
        self.previousSeconds = previousSeconds
    }
}
