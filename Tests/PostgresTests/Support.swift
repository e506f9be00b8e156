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

/// A TCP server on a loopback port of its own that accepts, perhaps says something, and is then silent.
final class FakeServer {
    let port: UInt16
    private let descriptor: Int32

    /// `greeting` is sent to each client after its first bytes.
    init(greeting: [UInt8]? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isListening else { throw PostgresError(.connectionRefused, "no port for the fake server") }
        port = UInt16(bigEndian: address.sin_port)
        guard let greeting else { return }
        Thread.detachNewThread {
            while case let client = accept(descriptor, nil, nil), client >= 0 {
                var byte: UInt8 = 0
                recv(client, &byte, 1, 0)
                _ = greeting.withUnsafeBytes { send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                close(client)
            }
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }
}
