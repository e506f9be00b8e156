import Foundation
import GRDB
import Model

/// Removes snapshots, within one transaction of the caller's, so that those that stay read as they did.
struct Pruner {
    private let db: Database
    private let frames: FrameStore

    init(_ db: Database) {
        self.db = db
        frames = FrameStore(db)
    }

    /// Removes what the policy does not keep of a target.
    ///
    /// - Returns: how many snapshots were removed.
    func prune(target: Int64, _ policy: RetentionPolicy, now: Double) throws -> Int {
        try db.execute(sql: "UPDATE targets SET pruned_at = ? WHERE id = ?", arguments: [now, target])
        let all = try Row.fetchAll(
            db, sql: "SELECT id, lineage, collected_at FROM snapshots WHERE target = ? ORDER BY collected_at, id",
            arguments: [target]
        ).map { row in
            (
                id: try row.decode(Int64.self, atIndex: 0), lineage: try row.decode(Int64.self, atIndex: 1),
                time: try row.decode(Double.self, atIndex: 2)
            )
        }
        var removed = Set(policy.removable(times: all.map(\.time), now: now).map { all[$0].id })
        // The next snapshot is compared with the last of the head, which need not be the latest by the clock.
        let head = try Int64.fetchOne(db, sql: "SELECT head FROM targets WHERE id = ?", arguments: [target])
        if let last = all.filter({ $0.lineage == head }).map(\.id).max() { removed.remove(last) }
        guard !removed.isEmpty else { return 0 }
        for lineage in Set(all.map(\.lineage)) {
            let ids = all.filter { $0.lineage == lineage }.map(\.id).sorted()
            try prune(lineage: lineage, ids, removed: removed)
        }
        for id in removed { try db.execute(sql: "DELETE FROM snapshots WHERE id = ?", arguments: [id]) }
        try TextStore(frames).removeUnreferenced(target: target)
        return removed.count
    }

    private func prune(lineage: Int64, _ ids: [Int64], removed: Set<Int64>) throws {
        guard let firstRemoved = ids.first(where: removed.contains) else { return }
        try moveEndedLives(lineage: lineage, ids, removed: removed)
        let sections = try Row.fetchAll(
            db,
            sql: """
                SELECT id, name FROM sections
                WHERE id IN (SELECT section FROM frames WHERE lineage = ? AND snapshot >= ?)
                """, arguments: [lineage, firstRemoved])
        for section in sections {
            let chain = Chain(lineage: lineage, section: try section.decode(atIndex: 0))
            try fold(chain, shape(try section.decode(atIndex: 1)), ids, removed: removed)
        }
    }

    /// Lives that ended at a removed snapshot are shown as ended by the next one that stays. Those that had ended by the
    /// first that stays are in no window any more.
    private func moveEndedLives(lineage: Int64, _ ids: [Int64], removed: Set<Int64>) throws {
        let kept = ids.filter { !removed.contains($0) }
        try db.execute(
            sql: "DELETE FROM ended_lives WHERE lineage = ? AND (snapshot <= ? OR snapshot > ?)",
            arguments: [lineage, kept.first ?? .max, kept.last ?? .min])
        var next = kept.last
        for id in ids.reversed() {
            if !removed.contains(id) {
                next = id
            } else if let next {
                try db.execute(
                    sql: "UPDATE ended_lives SET snapshot = ? WHERE lineage = ? AND snapshot = ?",
                    arguments: [next, lineage, id])
            }
        }
    }

    // MARK: Frames

    /// The shape by whose key the rows of a section are told; nil for a section whose frames are always whole.
    private func shape(_ name: String) -> SectionShape? {
        guard let shape = SectionShape.named(name) else { return nil }
        return switch shape.storage {
        case .texts: TextStore.references
        case .momentary: nil
        case .catalog, .counters: shape
        }
    }

    /// Removes a section's frames at removed snapshots; the next snapshot that stays gets what they did to the state.
    private func fold(_ chain: Chain, _ shape: SectionShape?, _ ids: [Int64], removed: Set<Int64>) throws {
        guard let start = ids.firstIndex(where: removed.contains), let last = ids.lastIndex(where: removed.contains)
        else { return }
        var kept = start > 0 ? try frames.state(chain, at: ids[start - 1]) : nil
        var current = kept
        var hash: Data?
        var isPending = false
        // Up to the first snapshot that stays after the last that goes.
        for id in ids[start...min(last + 1, ids.count - 1)] {
            let frame = try frame(chain, at: id)
            if let frame {
                current = try frames.next(after: current, layout: frame.layout, frame.isWhole, frame.content)
                hash = frame.hash
            }
            if removed.contains(id) {
                isPending = isPending || frame != nil
                try remove(frame)
                continue
            }
            if isPending, let state = current {
                try remove(frame)
                let before = shape == nil ? nil : kept
                current = try frames.write(
                    state.rows, after: before, earlier: earlier(from: before, to: state, shape), hash: hash, to: chain,
                    at: id)
                isPending = false
            }
            kept = current
        }
    }

    private func earlier(from before: ChainState?, to state: ChainState, _ shape: SectionShape?) -> [Int] {
        guard let before, let shape else { return [] }
        return RowMatch(from: before.rows.section(shape), to: state.rows.section(shape)).earlier
    }

    private struct StoredFrame {
        var id: Int64
        var layout: Int64
        var isWhole: Bool
        var hash: Data?
        var content: Data
    }

    private func frame(_ chain: Chain, at snapshot: Int64) throws -> StoredFrame? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT id, layout, is_whole, hash, content FROM frames
                    WHERE lineage = ? AND section = ? AND snapshot = ?
                    """), arguments: [chain.lineage, chain.section, snapshot])
        return try row.map { row in
            StoredFrame(
                id: try row.decode(atIndex: 0), layout: try row.decode(atIndex: 1),
                isWhole: try row.decode(atIndex: 2), hash: try row.decode(atIndex: 3),
                content: try row.decode(atIndex: 4))
        }
    }

    private func remove(_ frame: StoredFrame?) throws {
        guard let frame else { return }
        try db.cachedStatement(sql: "DELETE FROM frames WHERE id = ?").execute(arguments: [frame.id])
    }
}
