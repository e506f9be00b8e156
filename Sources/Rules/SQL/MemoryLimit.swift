import GRDBSQLite
import Synchronization

/// Bounds the memory of SQLite while SQL from outside runs. The bound is the process's, so those that run at once share it.
enum MemoryLimit {
    private static let running = Mutex(0)

    /// - Parameter bytes: beyond what SQLite holds at the start.
    static func run<Result>(_ bytes: Int, _ body: () throws -> Result) rethrows -> Result {
        running.withLock { count in
            if count == 0 { sqlite3_hard_heap_limit64(sqlite3_memory_used() &+ Int64(bytes)) }
            count += 1
        }
        defer {
            running.withLock { count in
                count -= 1
                if count == 0 { sqlite3_hard_heap_limit64(0) }
            }
        }
        return try body()
    }
}
