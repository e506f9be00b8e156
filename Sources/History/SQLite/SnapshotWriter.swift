import Foundation
import GRDB
import Model

/// Appends a snapshot, within one transaction of the caller's.
struct SnapshotWriter {
    private let db: Database
    private let frames: FrameStore
    private let snapshot: Snapshot

    /// Two collectors at once may finish in the other order: what comes later by no more than this is set beside the
    /// lineage. What comes later by more means that the clock of the server was set back, and begins a new one.
    private static let overlap: Double = 600

    init(_ db: Database, _ snapshot: Snapshot) {
        self.db = db
        self.frames = FrameStore(db)
        self.snapshot = snapshot
    }

    func append() throws -> StoredSnapshot {
        try db.execute(
            sql: "INSERT INTO targets (name) VALUES (?) ON CONFLICT DO NOTHING", arguments: [snapshot.target.name])
        let row = try Row.fetchOne(
            db, sql: "SELECT id, head FROM targets WHERE name = ?", arguments: [snapshot.target.name])
        guard let row else { throw DamagedBytes() }
        let target = try row.decode(Int64.self, atIndex: 0)
        let head = try row.decode(Int64?.self, atIndex: 1)

        let header = SnapshotHeader(snapshot)
        try db.execute(
            sql: "INSERT INTO snapshots (target, lineage, collected_at, header) VALUES (?, 0, ?, ?)",
            arguments: [target, snapshot.collectedAt, try header.encoded()])
        let id = db.lastInsertedRowID
        let place = try place(head: head, id: id)
        try db.execute(sql: "UPDATE snapshots SET lineage = ? WHERE id = ?", arguments: [place.lineage, id])
        if place.isHead {
            try db.execute(sql: "UPDATE targets SET head = ? WHERE id = ?", arguments: [place.lineage, target])
        }

        try writeSections(target: target, lineage: place.lineage, at: id)
        return StoredSnapshot(
            id: id, targetID: target, lineage: place.lineage, collectedAt: snapshot.collectedAt, header: header)
    }

    /// The lineage that the snapshot belongs to, and whether the next one is to continue it.
    private func place(head: Int64?, id: Int64) throws -> (lineage: Int64, isHead: Bool) {
        guard let head, let latest = try SnapshotReader(db).latest(lineage: head), continues(latest.header.target)
        else {
            return (id, true)
        }
        if snapshot.collectedAt > latest.collectedAt { return (head, true) }
        return (id, latest.collectedAt - snapshot.collectedAt > Self.overlap)
    }

    private func continues(_ before: TargetIdentity) -> Bool {
        guard before.database == snapshot.target.database else { return false }
        guard let old = before.systemIdentifier, let new = snapshot.target.systemIdentifier else { return true }
        return old == new
    }

    // MARK: Sections

    private func writeSections(target: Int64, lineage: Int64, at id: Int64) throws {
        let counters = try countersBefore(lineage: lineage, at: id)
        let before = Snapshot(
            target: snapshot.target, collectedAt: 0, serverVersion: 0, sections: counters.mapValues(\.section))
        let reset = Restarts.sections(from: before, to: snapshot)
        for (name, section) in snapshot.sections.sorted(by: { $0.key < $1.key }) {
            let chain = Chain(lineage: lineage, section: try frames.sectionMade(name))
            switch section.shape.storage {
            case .counters:
                try CounterStore(frames: frames).write(
                    section, after: counters[name], all: reset.contains(name), to: chain, at: id)
            case .texts: try TextStore(frames).write(section, target: target, to: chain, at: id)
            case .catalog: try write(section, wholly: false, to: chain, at: id)
            case .momentary: try write(section, wholly: true, to: chain, at: id)
            }
        }
    }

    private func countersBefore(lineage: Int64, at id: Int64) throws -> [String: CounterState] {
        var result: [String: CounterState] = [:]
        for (name, section) in snapshot.sections where section.shape.storage == .counters {
            guard let number = try frames.section(name) else { continue }
            result[name] = try CounterStore(frames: frames).state(
                section.shape, Chain(lineage: lineage, section: number), at: id)
        }
        return result
    }

    /// A section without counters: nothing where its content is that of the frame before.
    private func write(_ section: Section, wholly: Bool, to chain: Chain, at id: Int64) throws {
        let hash = ContentHash(section).data
        if try frames.latestHash(chain) == hash { return }
        let before = wholly ? nil : try frames.state(chain, at: id)
        let earlier = before.map { RowMatch(from: $0.rows.section(section.shape), to: section).earlier } ?? []
        try frames.write(PackedRows(section), after: before, earlier: earlier, hash: hash, to: chain, at: id)
    }
}
