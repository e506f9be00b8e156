import Foundation
import GRDB
import Model

/// The history in one SQLite file.
///
/// Each snapshot is one transaction: after a crash, a power cut or a full disk the file holds the snapshots committed
/// until then and opens as ever. Several processes may use it at once: writers take turns, readers wait for nobody.
public struct SQLiteHistory: SnapshotStore {
    public enum Access: Sendable {
        /// Makes the file where it is missing.
        case write
        /// Opens an existing file, even one that may not be written.
        case read
    }

    public let path: String
    /// Applied after an append, at most once an hour; nil: only when `prune` is called.
    public var retention: RetentionPolicy?
    let queue: DatabaseQueue
    private let clock: @Sendable () -> Double

    /// - Parameter clock: seconds since 1970 UTC, by which snapshots age.
    public init(
        path: String = HistoryFile.defaultPath(), access: Access = .write,
        retention: RetentionPolicy? = RetentionPolicy(),
        clock: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 }
    ) throws(HistoryError) {
        self.path = path
        self.retention = retention
        self.clock = clock
        queue =
            switch access {
            case .write: try Connection.writing(path)
            case .read: try Connection.reading(path)
            }
    }

    // MARK: Writing

    @discardableResult
    public func append(_ snapshot: Snapshot) throws(HistoryError) -> SnapshotInfo {
        let stored = try write { try SnapshotWriter($0, snapshot).append() }
        // The snapshot is safe by now. Should pruning fail, the next append tries again.
        try? pruneIfDue(target: stored.targetID)
        return stored.info
    }

    @discardableResult
    public func prune(_ policy: RetentionPolicy, now: Double) throws(HistoryError) -> PruneResult {
        var removed = 0
        for target in try read({ try Int64.fetchAll($0, sql: "SELECT id FROM targets ORDER BY id") }) {
            removed += try write { try Pruner($0).prune(target: target, policy, now: now) }
        }
        let kept = try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM snapshots") ?? 0 }
        return PruneResult(removed: removed, kept: kept, freedBytes: try vacuum())
    }

    /// Ages are counted from this machine's clock, or from the latest snapshot where that is older: a clock that runs
    /// ahead for a moment must not cost the history.
    private func pruneIfDue(target: Int64) throws(HistoryError) {
        guard let retention else { return }
        do {
            if try prune(target: target, retention) > 0 { try vacuum() }
        } catch {
            // Of a damaged target nothing is removed by itself, but the next snapshot is kept nevertheless.
            guard error.code == .damaged else { throw error }
        }
    }

    private func prune(target: Int64, _ retention: RetentionPolicy) throws(HistoryError) -> Int {
        try write { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT pruned_at, (SELECT max(collected_at) FROM snapshots
                      WHERE target = targets.id AND typeof(collected_at) IN ('real', 'integer'))
                    FROM targets WHERE id = ?
                    """, arguments: [target])
            guard let row, let latest = try row.decode(Double?.self, atIndex: 1) else { return 0 }
            let now = min(clock(), latest)
            if let before = try row.decode(Double?.self, atIndex: 0), abs(now - before) < 3_600 { return 0 }
            return try Pruner(db).prune(target: target, retention, now: now)
        }
    }

    /// Gives free pages back to the file system.
    @discardableResult
    private func vacuum() throws(HistoryError) -> Int64 {
        try HistoryError.translating(path) {
            try queue.inDatabase { db in
                let pages = try Int64.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
                try db.execute(sql: "PRAGMA incremental_vacuum")
                return pages * (try Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
            }
        }
    }

    // MARK: Reading

    public func targets() throws(HistoryError) -> [TargetInfo] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT name, count(*), min(collected_at), max(collected_at)
                    FROM targets JOIN snapshots ON target = targets.id
                    WHERE typeof(collected_at) IN ('real', 'integer') GROUP BY name ORDER BY name
                    """
            ).map { row in
                TargetInfo(
                    name: try row.decode(atIndex: 0), snapshots: try row.decode(atIndex: 1),
                    first: try row.decode(atIndex: 2), last: try row.decode(atIndex: 3))
            }
        }
    }

    public func snapshots(target: String? = nil) throws(HistoryError) -> [SnapshotInfo] {
        try read { try SnapshotReader($0).all(target: target).map(\.info) }
    }

    public func damagedSnapshots() throws(HistoryError) -> [Int64] {
        try read { try SnapshotReader($0).damaged() }
    }

    public func snapshot(_ id: Int64) throws(HistoryError) -> Snapshot {
        try read { db in
            let reader = SnapshotReader(db)
            return try reader.snapshot(try reader.stored(id))
        }
    }

    public func window(target: String, from: Int64?, to: Int64? = nil) throws(HistoryError) -> Window {
        try read { db in
            let reader = SnapshotReader(db)
            let number = try reader.target(target)
            func stored(_ id: Int64) throws -> StoredSnapshot {
                let found = try reader.stored(id)
                guard found.targetID == number else {
                    throw HistoryError.ofAnotherTarget(id, found.header.target.name, asked: target)
                }
                return found
            }
            let last = try to.map(stored) ?? reader.latest(target: target)
            guard let from else { return Window(lifetimeOf: try reader.snapshot(last)) }
            return try reader.window(from: try stored(from), to: last)
        }
    }

    public func window(target: String, since seconds: Double, now: Double) throws(HistoryError) -> Window {
        try read { db in
            let reader = SnapshotReader(db)
            let last = try reader.latest(target: target)
            guard let first = try reader.nearest(to: now - seconds, before: last) else {
                return Window(lifetimeOf: try reader.snapshot(last))
            }
            return try reader.window(from: first, to: last)
        }
    }

    // MARK: Transactions

    private func read<Result>(_ work: (Database) throws -> Result) throws(HistoryError) -> Result {
        try HistoryError.translating(path) { try queue.read(work) }
    }

    /// IMMEDIATE: two writers queue up at the start rather than fail in the middle.
    private func write<Result>(_ work: (Database) throws -> Result) throws(HistoryError) -> Result {
        try HistoryError.translating(path) {
            var result: Result?
            try queue.writeWithoutTransaction { db in
                try db.inTransaction(.immediate) {
                    result = try work(db)
                    return .commit
                }
            }
            guard let result else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
            return result
        }
    }
}
