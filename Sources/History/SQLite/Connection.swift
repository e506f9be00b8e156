import Foundation
import GRDB

/// Opens the file of the history.
enum Connection {
    /// How long to wait for another process that writes. Pruning a long history takes some seconds.
    private static let timeout: TimeInterval = 30

    /// For reading and writing; the file is made where it is missing.
    ///
    /// - Parameter mode: of the journal.
    static func writing(_ path: String, mode: String = "WAL") throws(HistoryError) -> DatabaseQueue {
        try HistoryFile.refuseUnlessFile(path)
        try HistoryFile.create(path)
        return try HistoryError.translating(path) {
            let queue = try DatabaseQueue(path: path, configuration: forWriting())
            try queue.inDatabase { db in
                // An existing file is looked at before anything in it is changed.
                _ = try Schema.check(db, path: path)
                try setJournal(db, mode)
                try Schema.migrate(db, path: path)
            }
            return queue
        }
    }

    /// For reading. A file that may not be written, or on a disk that may not or is full, is read all the same.
    static func reading(_ path: String) throws(HistoryError) -> DatabaseQueue {
        guard HistoryFile.exists(path) else { throw .noHistory(path) }
        try HistoryFile.refuseUnlessFile(path)
        do {
            return try writing(path)
        } catch  where [.notWritable, .notReadable, .diskFull, .failed].contains(error.code) {
            return try readingOnly(path)
        }
    }

    /// SQLite reads a file in its mode of a log only with the log's index (-shm) beside it, which somebody must be able to
    /// make. Where nobody can, the file is said not to change if nothing waits in the log; else it is copied to where the
    /// log can be taken in.
    private static func readingOnly(_ path: String) throws(HistoryError) -> DatabaseQueue {
        do {
            return try opened(path, named: path)
        } catch  where [.notWritable, .notReadable, .diskFull, .failed].contains(error.code) {
            guard HistoryFile.size(path + "-wal") > 0 else {
                return try opened(path, named: "file:\(escaped(path))?immutable=1")
            }
            return try copied(path)
        }
    }

    private static func opened(_ path: String, named name: String) throws(HistoryError) -> DatabaseQueue {
        try HistoryError.translating(path) {
            var configuration = shared()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: name, configuration: configuration)
            let found = try queue.inDatabase { try Schema.check($0, path: path) }
            guard found == Schema.version else {
                throw HistoryError.notWritable(path, "it is of an older version of advisor and would be upgraded first")
            }
            return queue
        }
    }

    private static func copied(_ path: String) throws(HistoryError) -> DatabaseQueue {
        let folder = NSTemporaryDirectory() + "/advisor-history-\(UUID().uuidString)"
        // Open files stay until they are closed, whether or not they still have a name.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            for end in ["", "-wal"] {
                try FileManager.default.copyItem(atPath: path + end, toPath: "\(folder)/history.sqlite\(end)")
            }
        } catch {
            throw .notWritable(
                path, "its log (-wal) can only be read in a copy, and none can be made in \(NSTemporaryDirectory())")
        }
        return try HistoryError.translating(path) {
            try writing(folder + "/history.sqlite", mode: "DELETE")
        }
    }

    private static func shared() -> Configuration {
        var configuration = Configuration()
        configuration.label = "history"
        configuration.busyMode = .timeout(timeout)
        // A file may come from anywhere: what its schema computes may call nothing that has effects (`Schema.check`).
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -16384; PRAGMA trusted_schema = OFF") }
        return configuration
    }

    private static func forWriting() -> Configuration {
        var configuration = shared()
        configuration.prepareDatabase { db in
            // The first two count for a new file only. FULL: a snapshot that was reported as stored survives a power
            // cut; one fsync in some minutes costs nothing. A large log, left by pruning, is cut back.
            try db.execute(
                sql: """
                    PRAGMA page_size = 8192;
                    PRAGMA auto_vacuum = INCREMENTAL;
                    PRAGMA synchronous = FULL;
                    PRAGMA journal_size_limit = 33554432;
                    """)
        }
        return configuration
    }

    /// With a write-ahead log readers never wait for a writer. Where two processes make the file at once, SQLite refuses one of them
    /// without waiting: try again.
    private static func setJournal(_ db: Database, _ mode: String) throws {
        for attempt in 1...50 {
            do {
                if try String.fetchOne(db, sql: "PRAGMA journal_mode") == mode.lowercased() { return }
                if try String.fetchOne(db, sql: "PRAGMA journal_mode = \(mode)") == mode.lowercased() { return }
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && attempt < 50 {}
            Thread.sleep(forTimeInterval: 0.05)
        }
        throw DatabaseError(resultCode: .SQLITE_BUSY)
    }

    private static func escaped(_ path: String) -> String {
        path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
    }
}
