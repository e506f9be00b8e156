import Postgres
import Synchronization

/// The connection of one collection, as whoever watches the time sees it.
final class ServerLine: Sendable {
    private let state = Mutex<(connection: Connection?, isGivenUp: Bool)>((nil, false))

    var connection: Connection? {
        get { state.withLock { $0.connection } }
        set { state.withLock { $0.connection = newValue } }
    }

    var isGivenUp: Bool { state.withLock { $0.isGivenUp } }

    /// Returns once one question has been without an answer for so long, and has given up the connection then. A collection
    /// that merely takes its time, or works on what it has, goes on.
    func giveUpWhenSilent(for patience: Duration) async throws {
        var last: UInt64?
        while true {
            let now = await connection?.currentOperation
            // Before there is a connection, connecting has a limit of its own.
            if let now, now == last { break }
            last = now
            try await Task.sleep(for: patience)
        }
        state.withLock { $0.isGivenUp = true }
        await connection?.abandon()
    }
}

extension PostgresError {
    static let silent = PostgresError(.timedOut, "the server did not answer")
}
