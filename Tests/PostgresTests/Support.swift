import Foundation
import Glibc
import Postgres
import TestSupport
import Testing

/// Runs `test` with a connection to a database of its own.
func withConnection(
    _ change: (inout ConnectionOptions) -> Void = { _ in }, _ test: (Connection) async throws -> Void
) async throws {
    try await withOptions { options in
        var options = options
        change(&options)
        let connection = try await Connection.connect(options)
        try await test(connection)
        await connection.close()
    }
}

/// Runs `test` with a connection, and with what waits until it runs a `pg_sleep`.
func withSleeper(_ test: (Connection, _ untilSleeping: () async throws -> Void) async throws -> Void) async throws {
    try await withOptions { options in
        let connection = try await Connection.connect(options)
        try await test(connection) { try await waitUntilSleeping(options) }
        await connection.close()
    }
}

func withOptions(_ test: (ConnectionOptions) async throws -> Void) async throws {
    try await TestServer.withDatabase { database in
        try await test(try ConnectionOptions(database.url))
    }
}

/// The connection is ready for the next statement.
func expectUsable(_ connection: Connection, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let rows = try await connection.query("SELECT 1")
    #expect(rows.count == 1, sourceLocation: sourceLocation)
}

/// The error that `work` throws; nil if it throws none, or one of another type.
func postgresError(_ work: () async throws -> Void) async -> PostgresError? {
    do {
        try await work()
        return nil
    } catch {
        return error as? PostgresError
    }
}

/// `work` throws an error of this kind (nil for any) and code.
///
/// Not `#expect(await postgresError { ... })`: two closures of one test, one of them within a macro's argument, can get the same
/// symbol (Swift 6.3.1), and then the wrong one runs.
func expectError(
    _ kind: PostgresError.Kind?, _ state: SQLState? = nil, sourceLocation: SourceLocation = #_sourceLocation,
    _ work: () async throws -> Void
) async {
    let error = await postgresError(work)
    #expect(error != nil && (kind == nil || error?.kind == kind), "\(error as Any)", sourceLocation: sourceLocation)
    if let state { #expect(error?.sqlState == state, sourceLocation: sourceLocation) }
}

/// Waits until another session sees `condition` (an SQL expression) come true.
func waitUntil(_ condition: String, _ observer: Connection) async throws {
    while try await observer.query("SELECT \(condition)")[0].decode(0, as: Bool.self) == false {
        try await Task.sleep(for: .milliseconds(5))
    }
}

/// Waits until a `pg_sleep` runs in the database of `options`.
private func waitUntilSleeping(_ options: ConnectionOptions) async throws {
    let observer = try await Connection.connect(options)
    try await waitUntil(
        "count(*) = 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'", observer)
    await observer.close()
}
