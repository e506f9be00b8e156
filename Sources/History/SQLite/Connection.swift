import Foundation
import GRDB

/// Opens the file of the history.
enum Connection {
    /// How long to wait for another process that writes. Pruning a long history takes some seconds.
    private static let timeout: TimeInterval = 30

    /// For reading and writing; the file is made where it is missing.
    static func writing(_ path: String) throws(HistoryError) -> DatabaseQueue {
        try HistoryFile.create(path)
        return try HistoryError.translating(path) {
            let queue = try DatabaseQueue(path: path, configuration: forWriting())
            try queue.inDatabase { db in
                // An existing file is looked at before anything in it is changed.
                _ = try Schema.check(db, path: path)
                try useWriteAheadLog(db)
                try Schema.migrate(db, path: path)
            }
            return queue
        }
    }

    /// For reading. A file that may not be written, or on a disk that may not or is full, is read all the same.
    static func reading(_ path: String) throws(HistoryError) -> DatabaseQueue {
        guard HistoryFile.exists(path) else { throw .noHistory(path) }
        do {
            return try writing(path)
        } catch  where [.notWritable, .notReadable, .diskFull].contains(error.code) {
            return try readingOnly(path)
        }
    }

    private static func readingOnly(_ path: String) throws(HistoryError) -> DatabaseQueue {
        try HistoryError.translating(path) {
            var configuration = shared()
            configuration.readonly = true
            // Without the right to make the files of the log, SQLite reads only a file that is said not to change. That
            // is so where nothing waits in the log.
            let name = HistoryFile.size(path + "-wal") == 0 ? "file:\(escaped(path))?immutable=1" : path
            let queue = try DatabaseQueue(path: name, configuration: configuration)
            let found = try queue.inDatabase { try Schema.check($0, path: path) }
            guard found == Schema.version else {
                throw HistoryError.notWritable(path, "it is of an older version of advisor and would be upgraded first")
            }
            return queue
        }
    }

    private static func shared() -> Configuration {
        var configuration = Configuration()
        configuration.label = "history"
        configuration.busyMode = .timeout(timeout)
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -16384") }
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

    /// Readers then never wait for a writer. Where two processes make the file at once, SQLite refuses one of them
    /// without waiting: try again.
    private static func useWriteAheadLog(_ db: Database) throws {
        for attempt in 1...50 {
            do {
                if try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal" { return }
                if try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") == "wal" { return }
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && attempt < 50 {}
            Thread.sleep(forTimeInterval: 0.05)
        }
        throw DatabaseError(resultCode: .SQLITE_BUSY)
    }

    private static func escaped(_ path: String) -> String {
        path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
    }
}
