import Foundation
import GRDB
import Model
import Testing

@testable import History

/// No committed snapshot is ever lost, and the file always opens.
@Suite struct SafetyTests {
    @Test func aFullFileRefusesAndKeepsWhatItHas() throws {
        let folder = try Folder()
        let history = try SQLiteHistory.keepingAll(folder)
        var random = Dice(seed: 50)
        let snapshots = random.snapshots(40)
        var stored: [(Int64, Snapshot)] = []
        for snapshot in snapshots.prefix(5) { stored.append((try history.append(snapshot).id, snapshot)) }
        try history.queue.inDatabase { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(pages + 3)")
        }
        var failure: HistoryError?
        for snapshot in snapshots.dropFirst(5) where failure == nil {
            do { stored.append((try history.append(snapshot).id, snapshot)) } catch { failure = error }
        }
        #expect(failure?.code == .diskFull)
        for (id, snapshot) in stored { #expect(try history.snapshot(id) == snapshot) }
        try history.queue.inDatabase { try $0.execute(sql: "PRAGMA max_page_count = 1073741823") }
        let next = try #require(snapshots.last)
        #expect(try history.snapshot(try history.append(next).id) == next)
    }

    @Test(.enabled(if: Mount.isPossible)) func aFullDiskRefusesAndKeepsWhatItHas() throws {
        let folder = try Folder()
        let mount = try Mount(at: folder, megabytes: 2)
        defer { withExtendedLifetime(mount) {} }
        let history = try SQLiteHistory.keepingAll(folder)
        var random = Dice(seed: 51)
        var stored: [(Int64, Snapshot)] = []
        var failure: HistoryError?
        for snapshot in random.snapshots(400) where failure == nil {
            do { stored.append((try history.append(snapshot).id, snapshot)) } catch { failure = error }
        }
        #expect(failure?.code == .diskFull)
        #expect(!stored.isEmpty)
        let reopened = try SQLiteHistory(path: folder.file, access: .read)
        #expect(try reopened.snapshots().count == stored.count)
        for (id, snapshot) in stored.suffix(3) { #expect(try reopened.snapshot(id) == snapshot) }
    }

    @Test(arguments: [20, 70, 150]) func killedInTheMiddle(milliseconds: Int) async throws {
        let folder = try Folder()
        let path = folder.file
        let marks = folder.path + "/committed"
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, marks = marks as String, milliseconds = milliseconds as Int] in
            let history = try SQLiteHistory(path: path, retention: nil)
            // Each snapshot is noted once it was reported as stored.
            let log = open(marks, O_CREAT | O_WRONLY | O_APPEND, 0o600)
            var random = Dice(seed: 52)
            let snapshots = random.snapshots(600)
            Thread.detachNewThread {
                usleep(UInt32(milliseconds * 1000))
                kill(getpid(), SIGKILL)
            }
            for snapshot in snapshots {
                try history.append(snapshot)
                write(log, "+", 1)
            }
            usleep(2_000_000)
        }
        let committed = try Data(contentsOf: URL(fileURLWithPath: marks)).count
        let history = try SQLiteHistory.keepingAll(folder)
        let infos = try history.snapshots()
        // One more may have been committed and not yet noted.
        #expect(infos.count == committed || infos.count == committed + 1)
        #expect(try history.integrity() == "ok")
        var random = Dice(seed: 52)
        let snapshots = random.snapshots(600)
        for (info, snapshot) in zip(infos, snapshots).suffix(5) { #expect(try history.snapshot(info.id) == snapshot) }
        if infos.count < snapshots.count {
            let id = try history.append(snapshots[infos.count]).id
            #expect(try history.snapshot(id) == snapshots[infos.count])
        }
    }

    @Test func manyProcessesAtOnce() async throws {
        let folder = try Folder()
        let path = folder.file
        try await withThrowingTaskGroup(of: Void.self) { group in
            for process in 0..<3 {
                group.addTask {
                    await #expect(processExitsWith: .success) {
                        [path = path as String, process = process as Int] in
                        // All make the file, then all collect the same target.
                        let history = try SQLiteHistory(path: path)
                        for step in 0..<20 {
                            let time = Double(step * 10 + process)
                            try history.append(.statements(at: time, [("1", Int64(time), time)]))
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let history = try SQLiteHistory(path: path, access: .read)
        let infos = try history.snapshots(target: "shop")
        #expect(infos.count == 60)
        for info in infos {
            let snapshot = try history.snapshot(info.id)
            #expect(snapshot[.statementEntries][0, "calls"] == .integer(Int64(info.collectedAt)))
        }
        let window = try history.window(target: "shop", since: 1e6, now: 1e6)
        #expect(window.deltas["statement_entries"]?.continuity == [.continuous])
        let calls = window.deltas["statement_entries"]?.section[0, "calls"].integer
        #expect(calls == Int64(window.seconds))
    }

    @Test func aReaderDoesNotWaitForAWriter() throws {
        let folder = try Folder()
        let history = try SQLiteHistory.keepingAll(folder)
        let id = try history.append(.statements(at: 1000, [("1", 10, 1)])).id
        let reader = try SQLiteHistory(path: folder.file, access: .read)
        try history.queue.inDatabase { db in
            try db.inTransaction(.immediate) {
                try db.execute(sql: "DELETE FROM snapshots")
                #expect(try reader.snapshot(id).collectedAt == 1000)
                return .rollback
            }
        }
    }
}

extension SQLiteHistory {
    fileprivate func integrity() throws -> String? {
        try queue.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
    }
}
