import Foundation
import GRDB
import Model
import Testing

@testable import History

/// Whatever a file holds, reading it ends with snapshots or an error that says what to do.
@Suite struct DamageTests {
    private static let columns = [
        ("targets", ["name", "head", "pruned_at"]), ("snapshots", ["target", "lineage", "collected_at", "header"]),
        ("sections", ["name"]), ("layouts", ["section", "columns"]),
        ("frames", ["lineage", "section", "snapshot", "layout", "is_whole", "hash", "content"]),
        ("ended_lives", ["snapshot", "layout", "content"]),
        ("texts", ["layout", "subject", "hash", "base", "content"]),
    ].flatMap { table, columns in columns.map { (table, $0) } }

    private static let values = ["'x'", "X'01ffffffff0f'", "NULL", "1e300", "-1"]

    /// Every command, each by itself: what one cannot read leaves the others.
    private func use(_ path: String) -> [any Error] {
        var errors: [any Error] = []
        func attempt(_ work: () throws -> Void) { do { try work() } catch { errors.append(error) } }
        attempt {
            let history = try SQLiteHistory(path: path, retention: nil)
            attempt { _ = try history.targets() }
            let infos = (try? history.snapshots()) ?? []
            attempt { _ = try history.snapshots() }
            for info in infos { attempt { _ = try history.snapshot(info.id) } }
            attempt { _ = try history.window(target: "shop", since: 1e9, now: 2e9) }
            attempt { _ = try history.window(target: "shop", from: infos.first?.id, to: infos.last?.id) }
            var random = Dice(seed: 77)
            attempt { try history.append(random.snapshots(1)[0]) }
            attempt { try history.prune(RetentionPolicy(), now: 1e12) }
        }
        return errors
    }

    @Test(arguments: columns.indices)
    func aValueOfAnotherKind(position: Int) throws {
        let (table, column) = Self.columns[position]
        let folder = try Folder()
        let history = try SQLiteHistory.keepingAll(folder)
        var random = Dice(seed: 70)
        for snapshot in random.snapshots(3) { try history.append(snapshot) }
        let sound = try Data(contentsOf: URL(fileURLWithPath: folder.file))
        for value in Self.values {
            try history.queue.inDatabase { _ = try $0.checkpoint(.truncate) }
            try sound.write(to: URL(fileURLWithPath: folder.file + ".copy"))
            let damaged = DamagedFile(folder.file + ".copy")
            try? DatabaseQueue(path: damaged.path).inDatabase { db in
                try db.execute(sql: "PRAGMA writable_schema = 1; UPDATE \(table) SET \(column) = \(value)")
            }
            for error in use(damaged.path) {
                #expect(error is HistoryError, "\(table).\(column) = \(value): \(error)")
            }
        }
    }

    @Test func soundSnapshotsAreReadBesideADamagedOne() throws {
        let folder = try Folder()
        let history = try SQLiteHistory.keepingAll(folder)
        var random = Dice(seed: 71)
        let snapshots = random.snapshots(3)
        let ids = try snapshots.map { try history.append($0).id }
        try history.queue.inDatabase { db in
            try db.execute(sql: "UPDATE snapshots SET header = X'7B' WHERE id = ?", arguments: [ids[1]])
        }
        let infos = try history.snapshots()
        #expect(infos.map(\.id) == [ids[0], ids[2]])
        #expect(try history.snapshot(ids[0]) == snapshots[0])
        #expect(try history.snapshot(ids[2]) == snapshots[2])
        let error = #expect(throws: HistoryError.self) { try history.snapshot(ids[1]) }
        #expect(error?.code == .damaged)
        #expect(error?.description.contains("advisor history export") == true, "\(error?.description ?? "")")
    }

    /// Cron's collection goes on.
    @Test func aDamagedTimeStopsNoFurtherSnapshot() throws {
        let folder = try Folder()
        let history = try SQLiteHistory(path: folder.file, retention: RetentionPolicy())
        var random = Dice(seed: 72)
        let ids = try random.snapshots(3).map { try history.append($0).id }
        try history.queue.inDatabase { db in
            try db.execute(sql: "UPDATE snapshots SET collected_at = 'abc' WHERE id = ?", arguments: [ids[1]])
            try db.execute(sql: "UPDATE targets SET pruned_at = NULL; UPDATE texts SET base = id")
        }
        let next = try history.append(random.snapshots(1)[0])
        #expect(try history.snapshots().map(\.id).contains(next.id))
        #expect(try history.targets().first?.snapshots == 3)
        #expect(try history.damagedSnapshots() == [ids[1]])
    }

    /// SQLite obeys the SQL of a row of its catalog, whatever its type and name say.
    @Test(arguments: [
        ("trigger", "sqlite_autoindex_zz"), ("trigger", "sqlite_stat1"), ("trigger", "sqlite_sequence"),
        ("index", "sqlite_autoindex_snapshots_1"), ("table", "sqlite_stat4"), ("view", "sqlite_stat1"),
        ("table", "snapshots"), ("trigger", "TRIGGER"),
    ])
    func anObjectCalledLikeSQLitesOwnIsForeign(type: String, name: String) throws {
        let folder = try Folder()
        var random = Dice(seed: 73)
        try SQLiteHistory.keepingAll(folder).append(random.snapshots(1)[0])
        try DatabaseQueue(path: folder.file).inDatabase { db in
            let sql = "CREATE TRIGGER x AFTER INSERT ON snapshots BEGIN DELETE FROM snapshots; END"
            try db.execute(sql: "PRAGMA writable_schema = 1")
            try db.execute(
                sql: "INSERT INTO sqlite_master VALUES (?, ?, 'snapshots', 0, ?)", arguments: [type, name, sql])
        }
        let error = #expect(throws: HistoryError.self) { try SQLiteHistory(path: folder.file, retention: nil) }
        #expect(error?.code == .notAHistory || error?.code == .damaged, "\(error?.description ?? "")")
    }
}

/// A file that is removed with its log.
private final class DamagedFile {
    let path: String
    init(_ path: String) { self.path = path }
    deinit { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
}
