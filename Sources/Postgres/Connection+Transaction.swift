/// How much of concurrent transactions a transaction sees.
public enum IsolationLevel: String, Sendable {
    case readCommitted = "READ COMMITTED"
    case repeatableRead = "REPEATABLE READ"
    case serializable = "SERIALIZABLE"
}

extension Connection {
    /// Runs `body` in a transaction: committed when it returns, rolled back when it throws or is cancelled. Only `body` may use
    /// the connection meanwhile. Nothing is tried again.
    public nonisolated(nonsending) func withTransaction<T>(
        readOnly: Bool = false, isolation level: IsolationLevel = .readCommitted,
        _ body: nonisolated(nonsending) (Connection) async throws -> T
    ) async throws -> T {
        try await execute("BEGIN ISOLATION LEVEL \(level.rawValue)\(readOnly ? " READ ONLY" : "")")
        let value: T
        do {
            value = try await body(self)
        } catch {
            await rollBack()
            throw error
        }
        do {
            // The server answers COMMIT of a failed transaction with ROLLBACK and no error.
            guard try await execute("COMMIT").last?.commandTag == "COMMIT" else { throw PostgresError.notCommitted }
        } catch {
            await rollBack()
            throw error
        }
        return value
    }

    /// In a task of its own, because the caller's may be cancelled. A connection that cannot roll back is of no more use.
    private nonisolated func rollBack() async {
        await Task {
            guard await isOpen, await !isIdle else { return }
            do { try await execute("ROLLBACK", timeout: .seconds(10)) } catch { await close() }
        }.value
    }
}

extension PostgresError {
    static let notCommitted = PostgresError(
        .statementFailed, "the transaction was rolled back because a statement in it had failed",
        remedy: "Let errors of statements leave the transaction's body.", sqlState: .failedTransaction)
}
