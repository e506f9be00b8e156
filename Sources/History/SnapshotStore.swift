import Model

/// Snapshots of many targets over time: what collectors write to and reports read from.
///
/// A snapshot once appended is never lost but by pruning. Targets are known by `TargetIdentity.name`.
public protocol SnapshotStore: Sendable {
    /// Adds a snapshot; it is on disk when this returns.
    @discardableResult
    func append(_ snapshot: Snapshot) async throws(HistoryError) -> SnapshotInfo

    /// All targets, by name.
    func targets() async throws(HistoryError) -> [TargetInfo]

    /// The snapshots of a target, or of all, oldest first.
    func snapshots(target: String?) async throws(HistoryError) -> [SnapshotInfo]

    /// The numbers of snapshots that `snapshots` leaves out since they are damaged.
    func damagedSnapshots() async throws(HistoryError) -> [Int64]

    /// One snapshot as it was collected: for `history export`, and for whatever works on a single one.
    func snapshot(_ id: Int64) async throws(HistoryError) -> Snapshot

    /// The window between two snapshots, with the statements of the window before it where there is one.
    ///
    /// - Parameters:
    ///   - from: nil for the lifetime window of the last.
    ///   - to: nil for the target's latest.
    func window(target: String, from: Int64?, to: Int64?) async throws(HistoryError) -> Window

    /// The window from the snapshot nearest to `now - seconds` to the target's latest; the lifetime window where there
    /// is only one snapshot of the server.
    ///
    /// - Parameter now: seconds since 1970 UTC.
    func window(target: String, since seconds: Double, now: Double) async throws(HistoryError) -> Window

    /// Thins out old snapshots; the windows between those that stay are what they were.
    @discardableResult
    func prune(_ policy: RetentionPolicy, now: Double) async throws(HistoryError) -> PruneResult
}

/// A snapshot, without what it holds.
public struct SnapshotInfo: Sendable, Equatable {
    public var id: Int64
    public var target: TargetIdentity
    /// The server's clock, seconds since 1970 UTC.
    public var collectedAt: Double
    /// Seconds that collecting took.
    public var duration: Double
    public var serverVersion: Int
    public var redacted: Bool
    /// Rows by section.
    public var rows: [String: Int]
    public var unreadable: [Unreadable]
}

/// A target and the snapshots that there are of it.
public struct TargetInfo: Sendable, Equatable {
    public var name: String
    public var snapshots: Int
    /// Seconds since 1970 UTC.
    public var first: Double
    public var last: Double
}

/// What pruning did.
public struct PruneResult: Sendable, Equatable {
    /// Snapshots removed.
    public var removed: Int
    /// Snapshots that are left.
    public var kept: Int
    /// Bytes given back to the file system.
    public var freedBytes: Int64
}
