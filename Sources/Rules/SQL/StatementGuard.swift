import GRDB
import GRDBSQLite

/// Decides, while SQLite compiles SQL from outside, what it may do: read the evidence, call functions that reach nothing
/// else, and recurse. All else (ATTACH, PRAGMA, writing, loading extensions, virtual tables) is refused by SQLite itself.
///
/// It takes the place of GRDB's own authorizer, and so also notes which tables a statement reads.
final class StatementGuard {
    /// Advisor's own statements, which fill tables, are let through.
    private var isOpen = false
    /// Tables that the statement compiled last reads.
    private(set) var tables: Set<String> = []
    /// What was refused of it, in words; nil: nothing was.
    private(set) var refusal: String?

    /// Beside the evidence: the values of a JSON text, and the names of the evidence's tables.
    private static let readable = Set(EvidenceTable.all.map(\.name)).union(["json_each", "json_tree", "sqlite_master"])
    private static let refusedFunctions: Set<String> = [
        "load_extension", "fts3_tokenizer", "readfile", "writefile", "edit", "fsdir", "sqlite_log",
    ]

    /// - Parameter database: of a connection that closes before the guard goes.
    func watch(_ database: Database) {
        sqlite3_set_authorizer(
            database.sqliteConnection,
            { context, action, first, second, _, _ in
                guard let context else { return SQLITE_DENY }
                let watch = Unmanaged<StatementGuard>.fromOpaque(context).takeUnretainedValue()
                return watch.decide(action, first.map { String(cString: $0) }, second.map { String(cString: $0) })
            }, Unmanaged.passUnretained(self).toOpaque())
        // One statement must not become two, and no text may be longer than the functions can handle in time.
        sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_ATTACHED, 0)
        sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_SQL_LENGTH, 1 << 20)
        sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_COLUMN, 500)
        sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000)
    }

    /// Compiles SQL from outside.
    func compiling<Result>(_ work: () throws -> Result) throws -> Result {
        tables = []
        refusal = nil
        do { return try work() } catch {
            throw refusal.map { EvidenceError(reason: $0, offset: 0) } ?? error
        }
    }

    /// Runs statements of Advisor's own.
    func opened<Result>(_ work: () throws -> Result) rethrows -> Result {
        isOpen = true
        defer { isOpen = false }
        return try work()
    }

    private func decide(_ action: Int32, _ first: String?, _ second: String?) -> Int32 {
        if isOpen { return SQLITE_OK }
        switch action {
        case SQLITE_SELECT, SQLITE_RECURSIVE: return SQLITE_OK
        case SQLITE_READ:
            guard let table = first else { return SQLITE_OK }
            // SQLite names common table expressions here too, always without a column.
            guard Self.readable.contains(table) || second?.isEmpty ?? true else {
                return refuse("only tables of the evidence may be read, not \(table)")
            }
            tables.insert(table)
            return SQLITE_OK
        case SQLITE_FUNCTION:
            guard let name = second?.lowercased(), !Self.refusedFunctions.contains(name) else {
                return refuse("the function \(second ?? "") may not be called over the evidence")
            }
            return SQLITE_OK
        default: return refuse("only a SELECT may be run over the evidence")
        }
    }

    private func refuse(_ reason: String) -> Int32 {
        refusal = refusal ?? reason
        return SQLITE_DENY
    }
}
