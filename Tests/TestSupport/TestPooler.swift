import Cluster
import Foundation

/// A real PgBouncer in front of a private server, for the length of one test.
public struct TestPooler: Sendable {
    /// A folder that holds its socket, configuration and log.
    private let folder: String
    private let server: PrivateServer
    /// The socket that a small shell waits on: the pooler ends when it closes, whatever ends us.
    private let leash: FileHandle

    public static let program = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    public enum Mode: String, Sendable, CaseIterable { case session, transaction, statement }

    public struct NoPooler: Error {}

    /// A libpq URL through the pooler, which asks nobody for a password.
    public func url(database: String = "postgres", user: String = "postgres") -> String {
        "postgresql:///\(database)?host=\(folder)&port=6432&user=\(user)"
    }

    public var log: String { (try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)) ?? "" }

    /// Runs `test` with a pooler whose pools have so many sessions of the server.
    public static func with<Result: Sendable>(
        _ mode: Mode, size: Int, before server: PrivateServer, users: [String],
        isolation: isolated (any Actor)? = #isolation, _ test: (TestPooler) async throws -> Result
    ) async throws -> Result {
        let pooler = try start(mode, size, server, users)
        defer { try? pooler.leash.close() }
        try await pooler.waitUntilReady(user: users[0])
        return try await test(pooler)
    }

    private static func start(
        _ mode: Mode, _ size: Int, _ server: PrivateServer, _ users: [String]
    ) throws -> TestPooler {
        guard let program else { throw NoPooler() }
        let folder = NSTemporaryDirectory() + "advisor-pooler-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try users.map { "\"\($0)\" \"\"\n" }.joined().write(
            toFile: "\(folder)/users", atomically: true, encoding: .utf8)
        try """
        [databases]
        * = host=\(server.socketDirectory) port=\(server.port)
        [pgbouncer]
        listen_addr =
        listen_port = 6432
        unix_socket_dir = \(folder)
        auth_type = trust
        auth_file = \(folder)/users
        pool_mode = \(mode.rawValue)
        default_pool_size = \(size)
        server_idle_timeout = 600
        """.write(toFile: "\(folder)/ini", atomically: true, encoding: .utf8)
        // PgBouncer does not run as root; servers run as postgres then, and only that user may reach their sockets.
        if geteuid() == 0, let entry = getpwnam("postgres")?.pointee { chown(folder, entry.pw_uid, entry.pw_gid) }
        // Closed on exec, or the pools of other tests would hold this one's leash too.
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw NoPooler()
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let user = geteuid() == 0 ? "-u postgres" : ""
        process.arguments = [
            "-c",
            """
            "$1" -q \(user) "$2/ini" >"$2/log" 2>&1 </dev/null & pooler=$!
            trap '' HUP INT TERM
            cat >/dev/null
            kill -KILL "$pooler"; wait "$pooler"; rm -rf "$2"
            """, "advisor-pooler", program, folder,
        ]
        process.standardInput = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return TestPooler(
            folder: folder, server: server, leash: FileHandle(fileDescriptor: ends[1], closeOnDealloc: true))
    }

    private func waitUntilReady(user: String) async throws {
        for _ in 0..<600 {
            if (try? await psql("SELECT 1", user: user)) == "1" { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw PsqlError(description: "PgBouncer does not answer: \(log)")
    }

    /// Runs SQL through the pooler as `PrivateServer.psql` does on the server itself.
    @discardableResult
    public func psql(_ sql: String, database: String = "postgres", user: String = "postgres") async throws -> String {
        try await server.psql(sql, at: url(database: database, user: user))
    }
}
