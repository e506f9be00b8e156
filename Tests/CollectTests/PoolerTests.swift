import Cluster
import Collect
import Foundation
import Model
import Postgres
import TestSupport
import Testing

/// A whole collection through a real PgBouncer leaves the sessions that applications get next as they were.
@Suite(
    .enabled(if: TestPooler.program != nil, "PgBouncer is not installed: make setup"),
    .enabled(if: (try? Installation.find())?.hasLibrary("pg_stat_statements") ?? false))
struct PoolerTests {
    @Test(arguments: [TestPooler.Mode.transaction, .session])
    func aCollectionLeavesNothingBehind(mode: TestPooler.Mode) async throws {
        try await withShop { server in
            // One session of the server: the one that is looked at before and after is the collector's.
            try await TestPooler.with(mode, size: 1, before: server, users: Self.users) { pooler in
                for user in Self.users {
                    // The settings of a language are there once somebody has used it.
                    try await pooler.psql("DO 'BEGIN END'", database: "shop", user: user)
                    let before = try await Self.state(pooler, user)
                    for _ in 1...2 {
                        let snapshot = try await Self.collect(pooler, user)
                        #expect(Self.plans(snapshot) > 3, "\(snapshot.unreadable)")
                        #expect(snapshot.unreadable.filter { $0.reason.contains("prepared statement") } == [])
                    }
                    let after = try await Self.state(pooler, user)
                    #expect(before.session == after.session)
                    #expect(Self.differing(before.settings, after.settings) == [])
                    #expect(after.leftovers == "0|0|0")
                }
                try await pooler.psql("CREATE TABLE later (id int); INSERT INTO later VALUES (1)", database: "shop")
                #expect(try await pooler.psql("SELECT count(*) FROM later", database: "shop") == "1")
            }
        }
    }

    @Test(arguments: [1, 3])
    func twoAtATimeGetBothTheirSnapshots(size: Int) async throws {
        try await withShop { server in
            try await TestPooler.with(.transaction, size: size, before: server, users: Self.users) { pooler in
                let alone = try await Self.collect(pooler, "advisor")
                async let first = Self.collect(pooler, "advisor")
                async let second = Self.collect(pooler, "advisor")
                for snapshot in try await [first, second] {
                    #expect(Self.plans(snapshot) == Self.plans(alone))
                    #expect(Set(snapshot.sections.keys) == Set(alone.sections.keys))
                    #expect(snapshot.unreadable.map(\.reason) == alone.unreadable.map(\.reason))
                }
            }
        }
    }

    /// An application that leaves a role behind has it again, and none of it is Advisor's.
    @Test(arguments: [TestPooler.Mode.transaction, .session])
    func aRoleThatIsLeftBehindIsNotOurs(mode: TestPooler.Mode) async throws {
        try await withShop { server in
            try await server.psql("CREATE ROLE app; GRANT app TO advisor")
            let ways = [
                ("advisor", "SET ROLE app"), ("postgres", "SET ROLE app"),
                ("postgres", "SET SESSION AUTHORIZATION app"),
            ]
            for (user, way) in ways {
                try await TestPooler.with(mode, size: 1, before: server, users: Self.users) { pooler in
                    let clean = try await Self.collect(pooler, user)
                    try await pooler.psql(way, database: "shop", user: user)
                    let left = try await pooler.psql("SELECT current_user", database: "shop", user: user)
                    let snapshot = try await Self.collect(pooler, user)
                    #expect(snapshot[.server].texts("role") == [user], "\(way)")
                    // What looks at the session is planned too.
                    #expect(Self.plans(snapshot) >= Self.plans(clean), "\(way)")
                    #expect(snapshot.unreadable.map(\.sentence) == clean.unreadable.map(\.sentence), "\(way)")
                    let after = try await pooler.psql("SELECT current_user", database: "shop", user: user)
                    #expect(after == left)
                    #expect(left == (mode == .transaction ? "app" : user))
                }
            }
        }
    }

    /// What a role or a database sets for itself is meant, and stays.
    @Test func aRoleThatIsSetForGoodIsOurs() async throws {
        try await withShop { server in
            try await server.psql(
                "CREATE ROLE reader; GRANT pg_monitor TO reader; GRANT reader TO advisor; ALTER ROLE advisor SET role = reader"
            )
            try await TestPooler.with(.transaction, size: 1, before: server, users: Self.users) { pooler in
                let snapshot = try await Self.collect(pooler, "advisor")
                #expect(snapshot[.server].texts("role") == ["reader"])
            }
        }
    }

    /// There a failing statement would end the session in the midst of a collection.
    @Test func aPoolerInStatementModeIsRefused() async throws {
        try await withShop { server in
            try await TestPooler.with(.statement, size: 1, before: server, users: Self.users) { pooler in
                let error = await #expect(throws: CollectError.self) { try await Self.collect(pooler, "advisor") }
                #expect(error?.code == .refused)
                #expect(error?.remedy.contains("pool_mode = transaction") == true, "\(error?.description ?? "")")
            }
        }
    }

    // MARK: The server

    private static let users = ["advisor", "postgres"]

    private func withShop(_ test: (PrivateServer) async throws -> Void) async throws {
        var configuration = ServerConfiguration()
        configuration.settings["shared_preload_libraries"] = "pg_stat_statements"
        try await withPrivateServer(configuration) { server in
            try await server.psql(
                """
                CREATE ROLE advisor LOGIN; GRANT pg_monitor, pg_read_all_data TO advisor;
                CREATE DATABASE shop
                """)
            try await server.psql(
                """
                CREATE EXTENSION pg_stat_statements;
                CREATE TABLE orders (id int PRIMARY KEY, customer int, note text);
                INSERT INTO orders SELECT i, i % 10, 'n' || i FROM generate_series(1, 1000) i;
                CREATE TABLE gone (id int);
                ANALYZE;
                SELECT * FROM orders WHERE id = 1; SELECT * FROM orders WHERE customer = 2 ORDER BY note;
                SELECT count(*) FROM orders WHERE note LIKE 'n1%'; UPDATE orders SET note = 'x' WHERE id = 5;
                SELECT * FROM orders o JOIN orders p ON p.id = o.customer WHERE o.id < 7;
                SELECT * FROM gone WHERE id = 3;
                DROP TABLE gone;
                """, database: "shop")
            try await test(server)
        }
    }

    private static func collect(_ pooler: TestPooler, _ user: String) async throws -> Snapshot {
        var options = CollectOptions()
        options.twin = true
        options.sampleSpacing = .zero
        return try await Collector(options).collect(
            try ConnectionOptions(pooler.url(database: "shop", user: user) + "&connect_timeout=60"))
    }

    private static func plans(_ snapshot: Snapshot) -> Int {
        snapshot[.plans].texts("plan").compactMap { $0 }.count
    }

    // MARK: What an application finds

    private struct State {
        var session: String
        var settings: [String: String]
        /// Prepared statements, cursors, advisory locks.
        var leftovers: String
    }

    private static func state(_ pooler: TestPooler, _ user: String) async throws -> State {
        let session = try await pooler.psql("SELECT pg_backend_pid()", database: "shop", user: user)
        let lines = try await pooler.psql(
            "SELECT name || '=' || replace(coalesce(setting, ''), E'\\n', ' ') || ' ' || source FROM pg_settings",
            database: "shop", user: user)
        let settings = lines.split(separator: "\n").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        let leftovers = try await pooler.psql(
            """
            SELECT (SELECT count(*) FROM pg_prepared_statements),
              (SELECT count(*) FROM pg_cursors WHERE name <> ''),
              (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')
            """, database: "shop", user: user)
        return State(
            session: session, settings: Dictionary(settings.map { ($0[0], $0.last ?? "") }) { $1 },
            leftovers: leftovers)
    }

    /// Names only: PgBouncer itself hands application_name on.
    private static func differing(_ one: [String: String], _ other: [String: String]) -> [String] {
        Set(one.keys).union(other.keys).filter { one[$0] != other[$0] && $0 != "application_name" }.sorted()
    }
}
