import Foundation
import GRDB
import Model

/// Where in the history a section's frames are.
struct Chain: Hashable {
    var lineage: Int64
    var section: Int64
}

/// The state of a section at a snapshot, and what it took to read it.
struct ChainState {
    var rows: PackedRows
    var layout: Int64
    /// Bytes of the whole frame, and of the changes since it.
    var wholeBytes: Int
    var changeBytes: Int
}

/// Reads and writes frames on one connection, within one transaction of the caller's.
final class FrameStore {
    let db: Database
    private var sections: [String: Int64] = [:]
    private var layouts: [Int64: [StoredColumn]] = [:]
    private var layoutIDs: [Int64: [[StoredColumn]: Int64]] = [:]

    init(_ db: Database) { self.db = db }

    // MARK: Names

    /// The number of a section; nil where the history has never had it.
    func section(_ name: String) throws -> Int64? {
        if let known = sections[name] { return known }
        let found = try Int64.fetchOne(db, sql: "SELECT id FROM sections WHERE name = ?", arguments: [name])
        sections[name] = found
        return found
    }

    func sectionMade(_ name: String) throws -> Int64 {
        if let known = try section(name) { return known }
        try db.execute(sql: "INSERT INTO sections (name) VALUES (?)", arguments: [name])
        sections[name] = db.lastInsertedRowID
        return db.lastInsertedRowID
    }

    func layout(_ id: Int64) throws -> [StoredColumn] {
        if let known = layouts[id] { return known }
        guard let text = try String.fetchOne(db, sql: "SELECT columns FROM layouts WHERE id = ?", arguments: [id])
        else { throw DamagedBytes() }
        let columns = try text.split(separator: ",").map { part throws in
            guard let colon = part.lastIndex(of: ":"),
                let type = ColumnType(rawValue: String(part[part.index(after: colon)...]))
            else { throw DamagedBytes() }
            return StoredColumn(name: String(part[..<colon]), type: type)
        }
        layouts[id] = columns
        return columns
    }

    func layoutID(_ columns: [StoredColumn], of section: Int64) throws -> Int64 {
        if let known = layoutIDs[section]?[columns] { return known }
        let text = columns.map { "\($0.name):\($0.type.rawValue)" }.joined(separator: ",")
        try db.execute(
            sql: "INSERT INTO layouts (section, columns) VALUES (?, ?) ON CONFLICT DO NOTHING",
            arguments: [section, text])
        let id = try Int64.fetchOne(
            db, sql: "SELECT id FROM layouts WHERE section = ? AND columns = ?", arguments: [section, text])
        guard let id else { throw DamagedBytes() }
        layoutIDs[section, default: [:]][columns] = id
        return id
    }

    // MARK: Reading

    /// The state of a section at a snapshot; nil where the lineage has no frame of it up to there.
    func state(_ chain: Chain, at snapshot: Int64) throws -> ChainState? {
        let start = try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT max(snapshot) FROM frames
                    WHERE lineage = ? AND section = ? AND snapshot <= ? AND is_whole
                    """), arguments: [chain.lineage, chain.section, snapshot])
        guard let start else { return nil }
        let frames = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT layout, is_whole, content FROM frames
                    WHERE lineage = ? AND section = ? AND snapshot BETWEEN ? AND ? ORDER BY snapshot
                    """), arguments: [chain.lineage, chain.section, start, snapshot])
        var state: ChainState?
        while let frame = try frames.next() { state = try next(after: state, frame) }
        return state
    }

    /// The state that a row of layout, is_whole and content makes of the one before it.
    func next(after state: ChainState?, _ frame: Row) throws -> ChainState {
        try next(
            after: state, layout: try frame.decode(atIndex: 0), try frame.decode(atIndex: 1),
            try frame.decode(atIndex: 2))
    }

    /// The state that a frame makes of the one before it.
    func next(after state: ChainState?, layout: Int64, _ isWhole: Bool, _ content: Data) throws -> ChainState {
        if isWhole {
            let rows = try Frame.rows(whole: [UInt8](content), layout: try self.layout(layout))
            return ChainState(rows: rows, layout: layout, wholeBytes: content.count, changeBytes: 0)
        }
        guard let state, state.layout == layout else { throw DamagedBytes() }
        return ChainState(
            rows: try Frame.rows(changes: [UInt8](content), since: state.rows), layout: layout,
            wholeBytes: state.wholeBytes, changeBytes: state.changeBytes + content.count)
    }

    /// The hash of the content of a section's latest frame.
    func latestHash(_ chain: Chain) throws -> Data? {
        try Data.fetchOne(
            db.cachedStatement(
                sql: "SELECT hash FROM frames WHERE lineage = ? AND section = ? ORDER BY snapshot DESC LIMIT 1"),
            arguments: [chain.lineage, chain.section])
    }

    // MARK: Writing

    /// Writes the state of a section at a snapshot: as changes since the state before, or whole where there is none to
    /// begin from or the changes together outweigh the whole twice. Reading a state so costs at most three times reading
    /// the whole. Where nothing changed nothing is written.
    ///
    /// - Parameter earlier: parallel to `rows`: the row of the state before that each continues, or -1.
    /// - Returns: the state as it would now be read.
    @discardableResult
    func write(
        _ rows: PackedRows, after state: ChainState?, earlier: [Int], hash: Data? = nil, to chain: Chain,
        at snapshot: Int64
    ) throws -> ChainState {
        let layout = try layoutID(rows.layout, of: chain.section)
        if let state, state.layout == layout {
            guard let changes = Frame.changes(from: state.rows, to: rows, earlier: earlier) else { return state }
            let changeBytes = state.changeBytes + changes.count
            if changeBytes <= 2 * state.wholeBytes {
                try insert(changes, isWhole: false, layout, hash, chain, snapshot)
                return ChainState(rows: rows, layout: layout, wholeBytes: state.wholeBytes, changeBytes: changeBytes)
            }
        }
        let whole = Frame.whole(rows)
        try insert(whole, isWhole: true, layout, hash, chain, snapshot)
        return ChainState(rows: rows, layout: layout, wholeBytes: whole.count, changeBytes: 0)
    }

    private func insert(
        _ content: [UInt8], isWhole: Bool, _ layout: Int64, _ hash: Data?, _ chain: Chain, _ snapshot: Int64
    ) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO frames (lineage, section, snapshot, layout, is_whole, hash, content)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [chain.lineage, chain.section, snapshot, layout, isWhole, hash, Data(content)])
    }
}

extension ContentHash {
    /// The 16 bytes as they are stored.
    var data: Data {
        var data = Data()
        for word in [high, low] { withUnsafeBytes(of: word.bigEndian) { data.append(contentsOf: $0) } }
        return data
    }
}
