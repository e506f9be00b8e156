import GRDBSQLite
import Synchronization

/// Bounds the memory of SQLite while SQL from outside runs. The bound is the process's: those that run at once may take
/// together what each may take.
enum MemoryLimit {
    private static let allowed = Mutex<Int64>(0)
    /// Evidence that loads meanwhile takes from the same bound, so a small one leaves room for it.
    private static let least = 64 << 20

    /// - Parameter bytes: beyond what SQLite holds at the start; 64 MB at least.
    static func run<Result>(_ bytes: Int, _ body: () throws -> Result) rethrows -> Result {
        let bytes = Int64(max(bytes, least))
        allow(bytes)
        defer { allow(-bytes) }
        return try body()
    }

    private static func allow(_ change: Int64) {
        allowed.withLock { bytes in
            let before = bytes
            bytes = before &+ change
            // A bound that others run under moves; it is not set anew from what they have taken meanwhile.
            let bound = before == 0 ? sqlite3_memory_used() : sqlite3_hard_heap_limit64(-1) &- before
            sqlite3_hard_heap_limit64(bytes == 0 ? 0 : bound &+ bytes)
        }
    }
}
