/// Two snapshots of one target and their difference.
///
/// With a single snapshot the window reaches back to the last reset of the statistics and its differences are
/// lifetime values; `isLifetime` says so, and every report prints it.
public struct Window: Sendable {
    /// Seconds since 1970 UTC. Of a lifetime window: the moment since which both statements and tables are counted.
    public var from: Double
    public var to: Double
    public var isLifetime: Bool
    /// The snapshot at the end: catalogs and gauges are read from it.
    public var last: Snapshot
    /// By shape name, for each section stored as counters. A section that was not read at one of the ends is absent.
    public var deltas: [String: SectionDelta]
    /// The statements of the window of equal length before this one, where the history reaches back that far.
    public var previousStatements: SectionDelta?
    public var previousSeconds: Double?
    /// Sentences on what the window lost: evictions, resets, sections not read at the start.
    public var notes: [String]
    /// By shape name, of sections of which only what came after a reset within the window is known: since when they count.
    private var resets: [String: Double] = [:]

    /// How long it is. A rate is never divided by this, but by the time that its own counters counted: `seconds(of:)`.
    public var seconds: Double { max(to - from, 0) }

    public init(
        from: Double, to: Double, isLifetime: Bool, last: Snapshot, deltas: [String: SectionDelta],
        previousStatements: SectionDelta? = nil, previousSeconds: Double? = nil, notes: [String] = []
    ) {
        self.from = from
        self.to = to
        self.isLifetime = isLifetime
        self.last = last
        self.deltas = deltas
        self.previousStatements = previousStatements
        self.previousSeconds = previousSeconds
        self.notes = notes
    }

    /// The length by which the counters of a section are to be divided for a rate: statements, tables, the database and others
    /// are reset at times of their own.
    public func seconds(of shape: SectionShape) -> Double {
        max(to - (isLifetime ? last.statisticsStart(of: shape) : resets[shape.name] ?? from), 0)
    }

    public func days(of shape: SectionShape) -> Double { seconds(of: shape) / 86_400 }

    /// The window that a single snapshot gives: all that was counted since the statistics were reset.
    public init(lifetimeOf last: Snapshot) {
        let counters = last.sections.filter { $0.value.shape.storage == .counters }
        self.init(
            from: last.statisticsStart, to: last.collectedAt, isLifetime: true, last: last,
            deltas: counters.mapValues(SectionDelta.init(lifetime:)))
    }

    /// The window between two snapshots, or the lifetime window of the last where there is no first.
    ///
    /// Rows are matched by key; one of which any counter fell began anew (`Restarts`). A restart whose counters have
    /// since overtaken their old values shows only in a history, which sees the snapshots between.
    ///
    /// - Throws: `WindowError` where the snapshots are of different targets or servers, or the last is not later.
    public init(from first: Snapshot?, to last: Snapshot) throws(WindowError) {
        guard let first else {
            self.init(lifetimeOf: last)
            return
        }
        let deltas = Self.deltas(from: first, to: last)
        try self.init(from: first, to: last, deltas: deltas)
        for (name, delta) in deltas where delta.isReset {
            resets[name] = max(from, last.statisticsStart(of: delta.section.shape))
        }
    }

    /// The window between two snapshots with differences taken by somebody who knows more than the two.
    ///
    /// - Parameter deltas: by shape name, for each section stored as counters that both snapshots have.
    /// - Throws: `WindowError` as above.
    public init(from first: Snapshot, to last: Snapshot, deltas: [String: SectionDelta]) throws(WindowError) {
        try WindowError.check(from: first, to: last)
        self.init(from: first.collectedAt, to: last.collectedAt, isLifetime: false, last: last, deltas: deltas)
        notes = losses(since: first)
    }

    private static func deltas(from first: Snapshot, to last: Snapshot) -> [String: SectionDelta] {
        let reset = Restarts.sections(from: first, to: last)
        var deltas: [String: SectionDelta] = [:]
        for (name, after) in last.sections where after.shape.storage == .counters {
            guard let before = first.sections[name], before.shape == after.shape else { continue }
            let match = RowMatch(from: before, to: after)
            let restarted = Restarts.rows(from: before, to: after, match: match, all: reset.contains(name))
            deltas[name] = SectionDelta(from: before, to: after, match: match, restarted: restarted)
        }
        return deltas
    }
}
