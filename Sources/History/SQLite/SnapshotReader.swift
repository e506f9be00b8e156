import Foundation
import GRDB
import Model

/// Reads snapshots and windows, within one transaction of the caller's.
struct SnapshotReader {
    private let db: Database
    private let frames: FrameStore
    private static let columns = "id, target, lineage, collected_at, header"

    init(_ db: Database) {
        self.db = db
        frames = FrameStore(db)
    }

    // MARK: Finding

    func stored(_ id: Int64) throws -> StoredSnapshot {
        let rows = try Row.fetchAll(db, sql: "SELECT \(Self.columns) FROM snapshots WHERE id = ?", arguments: [id])
        guard let row = rows.first else { throw HistoryError.unknownSnapshot(id) }
        guard let found = Self.sound(row) else { throw HistoryError.damagedSnapshot(id) }
        return found
    }

    /// Those that are damaged are left out, here and where the latest or the nearest one is looked for.
    func all(target: String?) throws -> [StoredSnapshot] {
        guard let target else { return try many("ORDER BY collected_at, id", []) }
        return try many("WHERE target = ? ORDER BY collected_at, id", [try self.target(target)])
    }

    /// The numbers of those that do not even say what they hold.
    func damaged() throws -> [Int64] {
        let rows = try Row.fetchAll(db, sql: "SELECT \(Self.columns) FROM snapshots ORDER BY id")
        return rows.filter { Self.sound($0) == nil }.map {
            Int64.fromDatabaseValue($0.databaseValues.first ?? .null) ?? 0
        }
    }

    /// The number of a target.
    func target(_ name: String) throws -> Int64 {
        if let id = try Int64.fetchOne(db, sql: "SELECT id FROM targets WHERE name = ?", arguments: [name]) {
            return id
        }
        let known = try String.fetchAll(db, sql: "SELECT name FROM targets ORDER BY name")
        throw HistoryError.unknownTarget(name, known: known)
    }

    /// The last snapshot of a lineage.
    func latest(lineage: Int64) throws -> StoredSnapshot? {
        try one("WHERE lineage = ? ORDER BY id DESC", [lineage])
    }

    /// The last snapshot of the lineage that the next one will continue.
    func latest(target: String) throws -> StoredSnapshot {
        let id = try self.target(target)
        let found = try one("WHERE lineage = (SELECT head FROM targets WHERE id = ?) ORDER BY id DESC", [id])
        guard let found else { throw HistoryError.unknownTarget(target, known: []) }
        return found
    }

    /// The snapshot of a lineage before another that was taken nearest to a time.
    func nearest(to time: Double, before last: StoredSnapshot) throws -> StoredSnapshot? {
        try one(
            "WHERE lineage = ? AND id < ? AND collected_at < ? ORDER BY abs(collected_at - ?), id",
            [last.lineage, last.id, last.collectedAt, time])
    }

    private func one(_ clause: String, _ arguments: StatementArguments) throws -> StoredSnapshot? {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT \(Self.columns) FROM snapshots \(clause)", arguments: arguments)
        while let row = try rows.next() {
            if let found = Self.sound(row) { return found }
        }
        return nil
    }

    private func many(_ clause: String, _ arguments: StatementArguments) throws -> [StoredSnapshot] {
        try Row.fetchAll(db, sql: "SELECT \(Self.columns) FROM snapshots \(clause)", arguments: arguments)
            .compactMap(Self.sound)
    }

    /// nil where the row does not read back.
    private static func sound(_ row: Row) -> StoredSnapshot? {
        do {
            return StoredSnapshot(
                id: try row.decode(atIndex: 0), targetID: try row.decode(atIndex: 1),
                lineage: try row.decode(atIndex: 2), collectedAt: try row.decode(atIndex: 3),
                header: try SnapshotHeader(decoding: try row.decode(atIndex: 4)))
        } catch {
            return nil
        }
    }

    // MARK: Reading

    func snapshot(_ stored: StoredSnapshot) throws -> Snapshot {
        try HistoryError.naming(stored.id) {
            stored.snapshot(try counters(stored).mapValues(\.section).merging(others(stored)) { $1 })
        }
    }

    /// The sections stored as counters. Sections that this version does not know are left out, here and below.
    private func counters(_ stored: StoredSnapshot) throws -> [String: CounterState] {
        var states: [String: CounterState] = [:]
        for shape in shapes(stored) where shape.storage == .counters {
            states[shape.name] = try counters(shape, stored)
        }
        return states
    }

    private func counters(_ shape: SectionShape, _ stored: StoredSnapshot) throws -> CounterState {
        let state = try CounterStore(frames: frames).state(shape, chain(shape, stored), at: stored.id)
        guard let state, state.section.count == stored.header.rows[shape.name] else { throw DamagedBytes() }
        return state
    }

    private func others(_ stored: StoredSnapshot, where chosen: (SectionShape) -> Bool = { _ in true }) throws
        -> [String: Section]
    {
        var sections: [String: Section] = [:]
        for shape in shapes(stored) where shape.storage != .counters && chosen(shape) {
            let chain = try chain(shape, stored)
            let section =
                shape.storage == .texts
                ? try TextStore(frames).read(shape, chain, at: stored.id)
                : try frames.state(chain, at: stored.id)?.rows.section(shape)
            guard let section, section.count == stored.header.rows[shape.name] else { throw DamagedBytes() }
            sections[shape.name] = section
        }
        return sections
    }

    private func shapes(_ stored: StoredSnapshot) -> [SectionShape] {
        stored.header.rows.keys.compactMap(SectionShape.named)
    }

    private func chain(_ shape: SectionShape, _ stored: StoredSnapshot) throws -> Chain {
        guard let number = try frames.section(shape.name) else { throw DamagedBytes() }
        return Chain(lineage: stored.lineage, section: number)
    }

    // MARK: Windows

    /// The window between two snapshots of one target, and the statements of the one before it.
    ///
    /// Within a lineage the differences are exact piece by piece; otherwise they are those of the two snapshots alone.
    func window(from first: StoredSnapshot, to last: StoredSnapshot) throws -> Window {
        let (start, before) = try HistoryError.naming(first.id) {
            let states = try counters(first)
            return (
                states, first.snapshot(try states.mapValues(\.section).merging(others(first) { $0 == .server }) { $1 })
            )
        }
        let (end, after) = try HistoryError.naming(last.id) {
            let states = try counters(last)
            return (states, last.snapshot(try states.mapValues(\.section).merging(others(last)) { $1 }))
        }
        guard first.lineage == last.lineage, first.id < last.id else { return try Window(from: before, to: after) }
        var deltas: [String: SectionDelta] = [:]
        for (name, state) in end {
            guard let old = start[name] else { continue }
            let chain = try chain(state.section.shape, last)
            deltas[name] = try CounterStore(frames: frames).delta(
                from: old, at: first.id, to: state, at: last.id, chain)
        }
        var window = try Window(from: before, to: after, deltas: deltas)
        if let statements = start[SectionShape.statementEntries.name] {
            try addStatements(before: first, statements, to: &window)
        }
        return window
    }

    /// Adds the statements of the window of equal length before one; none unless the nearest snapshot reaches back at
    /// least half of the length, and at most twice.
    private func addStatements(
        before first: StoredSnapshot, _ statements: CounterState, to window: inout Window
    ) throws {
        let shape = SectionShape.statementEntries
        guard let previous = try nearest(to: first.collectedAt - window.seconds, before: first),
            previous.header.rows[shape.name] != nil
        else { return }
        let seconds = first.collectedAt - previous.collectedAt
        guard seconds >= window.seconds / 2, seconds <= window.seconds * 2 else { return }
        window.previousStatements = try CounterStore(frames: frames).delta(
            from: counters(shape, previous), at: previous.id, to: statements, at: first.id, chain(shape, first))
        window.previousSeconds = seconds
    }
}
