import Foundation
import GRDB
import Model
import Testing

@testable import History

/// The file itself: where it is, who may read it, and what is said of one that will not do.
@Suite struct HistoryFileTests {
    @Test(arguments: [
        (["XDG_STATE_HOME": "/state", "HOME": "/home/ada"], "/state/advisor/history.sqlite"),
        (["HOME": "/home/ada"], "/home/ada/.local/state/advisor/history.sqlite"),
        (["XDG_STATE_HOME": "relative", "HOME": "/home/ada"], "/home/ada/.local/state/advisor/history.sqlite"),
        (["XDG_STATE_HOME": "", "HOME": "/home/ada"], "/home/ada/.local/state/advisor/history.sqlite"),
    ])
    func defaultPath(environment: [String: String], path: String) {
        #expect(HistoryFile.defaultPath(environment: environment) == path)
    }

    @Test func onlyItsOwnerReadsIt() throws {
        let folder = try Folder()
        let path = folder.path + "/state/advisor/history.sqlite"
        let history = try SQLiteHistory(path: path)
        try history.append(.statements(at: 1, []))
        for (name, rights) in [
            ("/state", 0o700), ("/state/advisor", 0o700), ("/state/advisor/history.sqlite", 0o600),
            ("/state/advisor/history.sqlite-wal", 0o600), ("/state/advisor/history.sqlite-shm", 0o600),
        ] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + name)
            #expect(attributes[.posixPermissions] as? Int == rights, "\(name)")
        }
    }

    @Test func readingBeginsNoFile() throws {
        let folder = try Folder()
        #expect(code { try SQLiteHistory(path: folder.file, access: .read) } == .noHistory)
        #expect(!FileManager.default.fileExists(atPath: folder.file))
    }

    @Test func aFileOfSomethingElseIsLeftAlone() throws {
        let folder = try Folder()
        let text = Data("Dear diary, ".utf8) + Data(repeating: 65, count: 5000)
        try text.write(to: URL(fileURLWithPath: folder.file))
        #expect(code { try SQLiteHistory(path: folder.file) } == .notAHistory)
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file)) == text)
    }

    @Test func aDatabaseOfAnotherProgramIsLeftAlone() throws {
        let folder = try Folder()
        try DatabaseQueue(path: folder.file).inDatabase { try $0.execute(sql: "CREATE TABLE theirs (id INTEGER)") }
        let before = try Data(contentsOf: URL(fileURLWithPath: folder.file))
        #expect(code { try SQLiteHistory(path: folder.file) } == .notAHistory)
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file)) == before)
    }

    @Test func aLaterVersionsFileIsLeftAlone() throws {
        let folder = try Folder()
        let history = try SQLiteHistory(path: folder.file)
        try history.queue.inDatabase { try $0.execute(sql: "PRAGMA user_version = 99") }
        let error = #expect(throws: HistoryError.self) { try SQLiteHistory(path: folder.file) }
        #expect(error?.code == .newerSchema)
        #expect(error?.message.contains("format 99") == true)
    }

    @Test func anOlderFileIsUpgraded() throws {
        let folder = try Folder()
        let snapshot = Snapshot.statements(at: 1000, [("1", 10, 1)])
        let old = try DatabaseQueue(path: folder.file)
        try old.inDatabase { db in
            try Schema.migrate(db, path: folder.file, upTo: 1)
            try db.inTransaction {
                _ = try SnapshotWriter(db, snapshot).append()
                return .commit
            }
            #expect(try Int.fetchOne(db, sql: "PRAGMA user_version") == 1)
        }
        try old.close()
        let history = try SQLiteHistory(path: folder.file)
        #expect(try history.queue.inDatabase { try Int.fetchOne($0, sql: "PRAGMA user_version") } == Schema.version)
        #expect(try history.snapshot(1) == snapshot)
        try history.append(.statements(at: 1600, [("1", 15, 2)]))
        #expect(try history.prune(RetentionPolicy(), now: 2000).kept == 2)
    }

    @Test func aDamagedFileIsSaidToBe() throws {
        let folder = try Folder()
        let id = try fill(folder.file)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file))
        for position in stride(from: 20_000, to: bytes.count, by: 3) { bytes[position] = UInt8(position % 251) }
        try bytes.write(to: URL(fileURLWithPath: folder.file))
        #expect(code { try SQLiteHistory(path: folder.file).snapshot(id) } == .damaged)
    }

    /// What is in a file's schema runs whenever it is used: for ever, if its author likes.
    @Test(arguments: [
        "CREATE TRIGGER x BEFORE INSERT ON snapshots BEGIN SELECT max(c) FROM (WITH RECURSIVE c(c) AS (SELECT 1 UNION ALL SELECT c + 1 FROM c) SELECT c FROM c); END",
        "ALTER TABLE snapshots RENAME TO old; CREATE VIEW snapshots AS WITH RECURSIVE c(c) AS (SELECT 1 UNION ALL SELECT c + 1 FROM c) SELECT c AS id FROM c",
        "ALTER TABLE texts ADD COLUMN more GENERATED ALWAYS AS (hex(zeroblob(100000000)))", "CREATE TABLE more (id)",
        "CREATE INDEX more ON texts (hex(content))", "CREATE VIRTUAL TABLE more USING fts5 (a)",
        "DROP INDEX whole_frames",
    ])
    func aFileWithOtherObjectsIsRefused(change: String) throws {
        let folder = try Folder()
        let id = try fill(folder.file)
        try DatabaseQueue(path: folder.file).inDatabase { try $0.execute(sql: change) }
        let expected: [HistoryError.Code] = [.notAHistory, .damaged]
        for access in [SQLiteHistory.Access.read, .write] {
            let refused = code { _ = try SQLiteHistory(path: folder.file, access: access).snapshot(id) }
            #expect(refused.map(expected.contains) == true, "\(access): \(refused as Any)")
        }
    }

    /// ANALYZE is an owner's right.
    @Test func statisticsOfSQLiteAreNoObjection() throws {
        let folder = try Folder()
        let id = try fill(folder.file)
        try DatabaseQueue(path: folder.file).inDatabase { try $0.execute(sql: "ANALYZE") }
        _ = try SQLiteHistory(path: folder.file).snapshot(id)
    }

    @Test func aDamagedFrameIsSaidToBe() throws {
        let folder = try Folder()
        let id = try fill(folder.file)
        let history = try SQLiteHistory(path: folder.file)
        try history.queue.inDatabase { try $0.execute(sql: "UPDATE frames SET content = x'0102030405'") }
        #expect(code { try history.snapshot(id) } == .damaged)
        try history.queue.inDatabase { try $0.execute(sql: "DELETE FROM frames") }
        #expect(code { try history.snapshot(id) } == .damaged)
    }

    @Test func aFolderIsNoFile() throws {
        let folder = try Folder()
        #expect(code { try SQLiteHistory(path: folder.path) } == .notReadable)
        #expect(code { try SQLiteHistory(path: "/proc/advisor/history.sqlite") } == .notWritable)
    }

    /// Root may write everything but a disk that is mounted for reading.
    @Test(.enabled(if: Mount.isPossible)) func aReadOnlyDiskIsReadAllTheSame() throws {
        let folder = try Folder()
        let mount = try Mount(at: folder, megabytes: 16)
        let id = try fill(folder.file)
        try mount.makeReadOnly()
        let history = try SQLiteHistory(path: folder.file, access: .read)
        #expect(try history.snapshot(id).collectedAt == 1000)
        #expect(code { try history.append(.statements(at: 2000, [])) } == .notWritable)
        let refused = code { try SQLiteHistory(path: folder.file).append(.statements(at: 2000, [])) }
        #expect(refused == .notWritable || refused == .notReadable)
    }

    /// A collector that was killed leaves its log behind, and on such a disk nobody can make the index of the log.
    @Test(.enabled(if: Mount.isPossible)) func aLogOnAReadOnlyDiskIsReadToo() throws {
        let (home, disk) = (try Folder(), try Folder())
        let mount = try Mount(at: disk, megabytes: 16)
        let history = try SQLiteHistory.keepingAll(home)
        let id = try history.append(.statements(at: 1000, [("1", 10, 1)])).id
        for end in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: home.file + end, toPath: disk.file + end)
        }
        #expect(HistoryFile.size(disk.file + "-wal") > 0)
        try mount.makeReadOnly()
        let reader = try SQLiteHistory(path: disk.file, access: .read)
        #expect(try reader.snapshots().map(\.id) == [id])
        #expect(try reader.snapshot(id)[.statementEntries][0, "calls"] == .integer(10))
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path).count == 2)
    }

    @Test(.enabled(if: Mount.isPossible)) func aFullDiskIsReadAllTheSame() throws {
        let folder = try Folder()
        let mount = try Mount(at: folder, megabytes: 4)
        defer { withExtendedLifetime(mount) {} }
        let id = try fill(folder.file)
        // Not a byte is left, for the index of a log either.
        let descriptor = open(folder.path + "/filler", O_CREAT | O_WRONLY, 0o600)
        let block = [UInt8](repeating: 1, count: 4096)
        while write(descriptor, block, block.count) > 0 {}
        while write(descriptor, block, 1) > 0 {}
        close(descriptor)
        let history = try SQLiteHistory(path: folder.file, access: .read)
        #expect(try history.snapshots().map(\.id) == [id])
        #expect(try history.snapshot(id).collectedAt == 1000)
        #expect(try history.targets().count == 1)
        // Who writes is told what is wrong, and nothing is lost.
        let refusal = #expect(throws: HistoryError.self) {
            var random = Dice(seed: 41)
            try SQLiteHistory(path: folder.file).append(random.snapshots(1)[0])
        }
        #expect(refusal?.code == .diskFull, "\(String(describing: refusal))")
        try FileManager.default.removeItem(atPath: folder.path + "/filler")
        #expect(try SQLiteHistory(path: folder.file).snapshots().map(\.id) == [id])
    }

    // MARK: Helpers

    private func fill(_ path: String) throws -> Int64 {
        let history = try SQLiteHistory(path: path)
        var random = Dice(seed: 40)
        var snapshot = random.snapshots(1)[0]
        snapshot.collectedAt = 1000
        let id = try history.append(snapshot).id
        try history.queue.close()
        return id
    }

    private func code<Result>(_ work: () throws -> Result) -> HistoryError.Code? {
        #expect(throws: HistoryError.self) { try work() }?.code
    }
}
