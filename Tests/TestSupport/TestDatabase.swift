import Cluster
import Foundation
import Synchronization

/// A fresh database on the shared server, there for the length of one test.
public struct TestDatabase: Sendable {
    public let server: PrivateServer
    public let name: String

    /// For the superuser `postgres`.
    public var url: String { url(as: "postgres") }

    /// Waits long for an answer: the tests of all modules run at once, on few processors.
    public func url(as role: String) -> String { server.url(database: name, user: role) + "&connect_timeout=60" }

    /// Runs SQL, any number of statements, as psql would; returns its unaligned output without headers.
    @discardableResult
    public func execute(_ sql: String, as role: String = "postgres") async throws -> String {
        try await server.psql(sql, database: name, user: role)
    }

    /// A login role of this test's own, dropped with the database; roles belong to the whole server, so its name is
    /// made unique. `grants` are roles such as `pg_monitor`.
    public func role(memberOf grants: [String] = [], attributes: String = "") async throws -> String {
        let role = "\(name)_role_\(Self.next())"
        try await execute("CREATE ROLE \(role) LOGIN \(attributes)")
        for grant in grants { try await execute("GRANT \(grant) TO \(role)") }
        return role
    }

    private static let count = Mutex(0)

    static func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }

    static func create(on server: PrivateServer) async throws -> TestDatabase {
        let database = TestDatabase(server: server, name: "test_\(next())")
        try await server.psql("CREATE DATABASE \(database.name) TEMPLATE template0")
        return database
    }

    /// Drops the database and the roles made for it, whoever is still connected.
    func drop() async throws {
        try await server.psql("DROP DATABASE \(name) WITH (FORCE)")
        let roles = try await server.psql(
            "SELECT rolname FROM pg_roles WHERE starts_with(rolname, '\(name)_role_')")
        for role in roles.split(separator: "\n") { try await server.psql("DROP ROLE \(role)") }
    }
}

extension TestServer {
    /// Runs `test` with a fresh, empty database that is dropped afterwards, whether the test returns or throws.
    public static func withDatabase<Result: Sendable>(
        isolation: isolated (any Actor)? = #isolation, _ test: (TestDatabase) async throws -> Result
    ) async throws -> Result {
        let database = try await TestDatabase.create(on: shared)
        do {
            let result = try await test(database)
            try await database.drop()
            return result
        } catch {
            try? await database.drop()
            throw error
        }
    }
}
