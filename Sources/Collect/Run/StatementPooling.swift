import Postgres

/// Poolers that give every statement another session of the server.
///
/// Advisor's transactions are one message each, which even such a pooler lets through, until a statement fails: then it ends the
/// session. It is known by that in advance: it lets no transaction stay open between two messages.
enum StatementPooling {
    /// Throws where such a pooler stands between Advisor and the target.
    static func refuse(_ connection: Connection, _ target: ConnectionOptions, _ label: String) async throws {
        do {
            _ = try await connection.block(Session.openingSQL.map { Query($0) }, timeout: .seconds(10)) { _ in
                [Query(Session.commitSQL)]
            }
        } catch let error as PostgresError {
            try Task.checkCancellation()
            // PgBouncer calls it a violation of the protocol, and hangs up. All else will be met again, and explained.
            guard error.kind == .connectionLost || error.sqlState?.classCode == "08" else { return }
            // A server that went away is no pooler, and answers nothing.
            let answer = try? await answer(from: target)
            throw answer == nil ? CollectError.lost(label, during: "the server", error) : .statementPooling(label)
        }
    }

    private static func answer(from target: ConnectionOptions) async throws -> Rows {
        let connection = try await Connection.connect(target)
        do {
            let rows = try await connection.query("SELECT \(advisorTag) 1")
            await connection.close()
            return rows
        } catch {
            await connection.close()
            throw error
        }
    }
}

extension CollectError {
    fileprivate static func statementPooling(_ target: String) -> CollectError {
        CollectError(
            .refused, "\(target) ends every session that begins a transaction, as PgBouncer does in statement mode",
            remedy:
                "Connect to the server itself (its own port, often 5432), or to a pool with pool_mode = transaction.")
    }
}
