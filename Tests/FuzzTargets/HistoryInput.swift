import Collect
import Foundation
import GRDBSQLite
import History
import Model

/// `advisor history`, and reports from the history: bytes that begin as SQLite's files do are the file; others are edits
/// of a sound one, a value of a row each, since damage that SQLite notices by itself leaves little to find.
enum HistoryInput {
    static func run(_ bytes: [UInt8]) throws {
        try ScratchFolder.with { folder in
            let path = folder.path + "/history.sqlite"
            let isFile = bytes.starts(with: Array("SQLite format 3".utf8))
            try Data(isFile ? bytes : template).write(to: URL(fileURLWithPath: path))
            if !isFile {
                var edits = Edits(bytes)
                edits.apply(to: path)
            }
            var choice = InputHash(bytes)
            try command(path, &choice)
        }
    }

    private static let template: [UInt8] = {
        let path = Corpus.path + "/history/sound.sqlite"
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
            fatalError("the corpus lacks \(path)")
        }
        return [UInt8](data)
    }()

    /// Lists what there is, and then does what one command does, of which the input's bytes choose.
    private static func command(_ path: String, _ choice: inout InputHash) throws {
        let history = try SQLiteHistory(path: path, access: .read, clock: { 2e9 })
        let targets = attempt { try history.targets() } ?? []
        let infos = attempt { try history.snapshots() } ?? []
        let target = choice.number(below: 2) == 0 ? targets.first?.name ?? "shop" : "shop"
        switch choice.number(below: 5) {
        case 0:
            for info in infos.prefix(4) {
                if let snapshot = attempt({ try history.snapshot(info.id) }) { _ = SnapshotFile.encode(snapshot) }
            }
        case 1:
            let window = attempt { try history.window(target: target, since: 86_400, now: 1.8e9) }
            if let window { _ = attempt { try SnapshotInput.report(window, &choice) } }
        case 2:
            _ = attempt { try history.window(target: target, from: infos.first?.id, to: infos.last?.id) }
        case 3:
            let writer = try SQLiteHistory(path: path, access: .write, clock: { 2e9 })
            _ = attempt { try writer.append(Shop.snapshot) }
        default:
            let writer = try SQLiteHistory(path: path, access: .write, clock: { 2e9 })
            _ = attempt { try writer.prune(RetentionPolicy(), now: 3e9) }
        }
    }

    private static func attempt<Answer>(_ work: () throws -> Answer) -> Answer? {
        do { return try work() } catch {
            _ = "\(error)"
            return nil
        }
    }
}

/// Values put into the tables of a history, read from an input's bytes.
private struct Edits {
    private var rest: ArraySlice<UInt8>
    private static let columns = [
        ("targets", "id"), ("targets", "name"), ("targets", "head"), ("targets", "pruned_at"), ("snapshots", "id"),
        ("snapshots", "target"), ("snapshots", "lineage"), ("snapshots", "collected_at"), ("snapshots", "header"),
        ("sections", "name"), ("layouts", "section"), ("layouts", "columns"), ("frames", "lineage"),
        ("frames", "section"), ("frames", "snapshot"), ("frames", "layout"), ("frames", "is_whole"), ("frames", "hash"),
        ("frames", "content"), ("frames", "content"), ("frames", "content"), ("ended_lives", "snapshot"),
        ("ended_lives", "layout"), ("ended_lives", "content"), ("texts", "layout"), ("texts", "subject"),
        ("texts", "hash"), ("texts", "base"), ("texts", "content"), ("texts", "content"),
    ]

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    private mutating func next() -> UInt8 { rest.popFirst() ?? 0 }

    /// Each edit is six bytes (column, row, kind, place, length) and the bytes that are put there.
    mutating func apply(to path: String) {
        var connection: OpaquePointer?
        guard sqlite3_open(path, &connection) == SQLITE_OK else { return }
        defer { sqlite3_close(connection) }
        var count = 0
        while !rest.isEmpty, count < 16 {
            count += 1
            let (table, column) = Self.columns[Int(next()) % Self.columns.count]
            let row = next()
            let kind = next() % 6
            let place = Int(next()) << 8 | Int(next())
            let bytes = Array(rest.prefix(Int(next())))
            rest = rest.dropFirst(bytes.count)
            let hexadecimal = bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
            let chosen =
                "rowid = (SELECT rowid FROM \(table) LIMIT 1 OFFSET \(row) % max(1, (SELECT count(*) FROM \(table))))"
            let value =
                switch kind {
                case 0: "NULL"
                case 1: "CAST(CAST(X'\(hexadecimal)' AS TEXT) AS INTEGER)"
                case 2: "CAST(CAST(X'\(hexadecimal)' AS TEXT) AS REAL)"
                case 3: "CAST(X'\(hexadecimal)' AS TEXT)"
                case 4: "X'\(hexadecimal)'"
                // Within the value that is there: most of a frame stays sound.
                default:
                    "CAST(substr(\(column), 1, \(place)) || X'\(hexadecimal)' || substr(\(column), \(place + 1 + bytes.count)) AS BLOB)"
                }
            sqlite3_exec(connection, "UPDATE \(table) SET \(column) = \(value) WHERE \(chosen)", nil, nil, nil)
        }
    }
}
