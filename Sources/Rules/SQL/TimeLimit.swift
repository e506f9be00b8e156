import GRDB
import GRDBSQLite
import Model

/// Stops SQL that runs too long.
final class TimeLimit {
    private let deadline: ContinuousClock.Instant
    private(set) var isExceeded = false

    private init(_ limit: Duration) { deadline = .now + limit }

    /// Runs the body; SQLite gives up within it once the limit is over.
    /// - Throws: `EvidenceError` that names the limit, or what the body throws.
    static func run<Result>(_ limit: Duration, _ database: Database, _ body: () throws -> Result) throws -> Result {
        let watch = TimeLimit(limit)
        // The pointer is unregistered before `watch` can go: withExtendedLifetime holds it.
        return try withExtendedLifetime(watch) {
            // Few, since one instruction can be a function that takes a millisecond.
            let instructions: Int32 = 1_000
            sqlite3_progress_handler(
                database.sqliteConnection, instructions,
                { context in
                    guard let context else { return 0 }
                    let watch = Unmanaged<TimeLimit>.fromOpaque(context).takeUnretainedValue()
                    if ContinuousClock.now >= watch.deadline { watch.isExceeded = true }
                    return watch.isExceeded ? 1 : 0
                }, Unmanaged.passUnretained(watch).toOpaque())
            defer { sqlite3_progress_handler(database.sqliteConnection, 0, nil, nil) }
            do {
                return try body()
            } catch {
                guard watch.isExceeded else { throw error }
                throw EvidenceError(reason: "stopped after \(limit.formatted)")
            }
        }
    }
}

extension Duration {
    fileprivate var formatted: String {
        let seconds = Double(components.seconds) + Double(components.attoseconds) / 1e18
        return seconds < 1
            ? "\(Int(saturating: seconds * 1_000)) ms"
            : "\(seconds.rounded() == seconds ? "\(Int(saturating: seconds))" : "\(seconds)") s"
    }
}
