import Cluster
import Foundation
import Model
import Postgres
import TestSupport
import Testing

@testable import Collect

/// Collecting never runs a database's own code: each way in is opened by an ordinary role, and the collector looks.
@Suite(.enabled(if: (try? Installation.find())?.hasLibrary("pg_stat_statements") ?? false))
struct ForeignCodeTests {
    @Test func nothingRunsAndTheRestIsPlanned() async throws {
        try await withHostileServer { server in
            try await server.prepare("many")
            let ways = WayIn.all.filter { !$0.closesPath }
            for way in ways { try await server.open(way, in: "many") }
            try await server.server.psql(
                "SELECT note FROM items WHERE id = 7", database: "many", user: "mallory")
            for role in ["advisor", "postgres"] {
                let snapshot = try await server.snapshot("many", as: role)
                #expect(try server.markers() == [], "as \(role)")
                for way in ways {
                    let plan = snapshot.plan(containing: "/* \(way.name) */")
                    #expect(plan != nil && plan?.plan == nil, "\(way.name) as \(role)")
                    #expect(
                        plan?.error?.contains("the twin") == true || plan?.error?.contains("another server") == true,
                        "\(way.name): \(plan?.error ?? "")")
                }
                let harmless = snapshot.plan(containing: "SELECT note FROM items WHERE id = $1")
                #expect(harmless?.plan != nil, "\(harmless?.error ?? "not there")")
                #expect(
                    snapshot.unreadable.contains {
                        $0.section == "plans" && $0.reason.contains("were left to the twin")
                    })
            }
        }
    }

    /// An operator that SQL uses unnamed concerns who has its schema in the search_path, or names it.
    @Test func waysThatNoStatementNamesCloseTheirSchema() async throws {
        try await withHostileServer { server in
            for (number, way) in WayIn.all.filter(\.closesPath).enumerated() {
                let database = "closed\(number)"
                try await server.prepare(database)
                try await server.open(way, in: database)
                try await server.server.psql(
                    "SELECT note AS mine FROM items WHERE id = 7", database: database, user: "mallory")
                try await server.server.psql(
                    """
                    CREATE TABLE mallory.things (a int); CREATE ROLE found\(number) LOGIN;
                    ALTER ROLE found\(number) SET search_path = public, "mallory"; GRANT SELECT ON items TO found\(number);
                    SELECT note FROM items WHERE id = 8;
                    SELECT note AS named FROM items WHERE pi() OPERATOR(mallory.=) 1 AND id = 1;
                    SET search_path = mallory; SELECT a FROM things WHERE a = 1;
                    """.replacing(number == 0 ? "" : "pi() OPERATOR(mallory.=) 1 AND", with: ""), database: database)
                try await server.server.psql(
                    "SELECT note AS found FROM items WHERE id = 9", database: database, user: "found\(number)")
                for role in ["advisor", "postgres"] {
                    let snapshot = try await server.snapshot(database, as: role)
                    #expect(try server.markers() == [], "\(way.name) as \(role)")
                    let harmless = snapshot.plan(containing: "SELECT note FROM items WHERE id = $1")
                    #expect(harmless?.plan != nil, "\(way.name): \(harmless?.error ?? "not there")")
                    for text in ["/* \(way.name) */", "FROM things", "AS found", "AS mine"]
                        + (number == 0 ? ["AS named"] : [])
                    {
                        let plan = snapshot.plan(containing: text)
                        #expect(plan != nil && plan?.plan == nil, "\(way.name): \(text)")
                        #expect(
                            plan?.error?.contains("without writing it") == true
                                || plan?.error?.contains("the twin") == true, "\(plan?.error ?? "")")
                    }
                }
            }
        }
    }

    /// Else the tests above could not fail.
    @Test func theWaysAreOpen() async throws {
        try await withHostileServer { server in
            for (number, way) in WayIn.all.filter(\.isOpen).enumerated() {
                let database = "open\(number)"
                try await server.prepare(database)
                try await server.open(way, in: database)
                try server.forgetMarkers()
                try await server.server.psql(
                    "SET application_name = 'advisor'; \(way.settings) EXPLAIN \(way.tagged)", database: database,
                    user: "mallory")
                #expect(try !server.markers().isEmpty, "\(way.name)")
            }
        }
    }

    /// The scanner took the end of such a literal for another place: SQL of somebody else's choice ran.
    @Test func backslashesInStringsAreNoWayOut() async throws {
        try await withHostileServer { server in
            try await server.prepare("escapes")
            try await server.server.psql("ALTER DATABASE escapes SET standard_conforming_strings = off")
            try await server.server.psql(
                #"""
                SET escape_string_warning = off;
                SELECT note FROM items WHERE note = 'a\'; CREATE TABLE pwned (id int); --';
                SELECT note FROM items WHERE id = 1 AND note LIKE 'x\'' ORDER BY 'a\''::text;
                COMMENT ON TABLE items IS 'x';
                """#, database: "escapes", user: "postgres")
            let snapshot = try await server.snapshot("escapes", as: "postgres")
            #expect(try await server.server.psql("SELECT to_regclass('pwned') IS NULL", database: "escapes") == "t")
            #expect(snapshot[.plans].count > 0)
        }
    }
}

/// A server with an ordinary role that creates objects, and the collector's role of the README.
private struct HostileServer {
    let server: PrivateServer

    func prepare(_ database: String) async throws {
        try await server.psql("CREATE DATABASE \(database) TEMPLATE template0")
        try await server.psql(
            """
            GRANT CREATE ON DATABASE \(database) TO mallory;
            CREATE EXTENSION pg_stat_statements;
            GRANT CREATE ON SCHEMA public TO mallory;
            CREATE SCHEMA mallory AUTHORIZATION mallory; GRANT USAGE ON SCHEMA mallory TO PUBLIC;
            CREATE TABLE items (id int PRIMARY KEY, note text); GRANT ALL ON items TO PUBLIC;
            INSERT INTO items SELECT i, 'note ' || i FROM generate_series(1, 500) i;
            ANALYZE items;
            """, database: database)
        try await server.psql(WayIn.marker, database: database, user: "mallory")
    }

    func open(_ way: WayIn, in database: String) async throws {
        try await server.psql("\(way.objects)\n\(way.settings) \(way.tagged);", database: database, user: "mallory")
    }

    func snapshot(_ database: String, as role: String) async throws -> Snapshot {
        var options = CollectOptions()
        options.sampleSpacing = .zero
        options.twin = true
        options.planTimeLimit = .seconds(60)
        return try await Collector(options).collect(
            try ConnectionOptions(server.url(database: database, user: role)))
    }

    private var log: URL { URL(fileURLWithPath: server.socketDirectory).appendingPathComponent("server.log") }
    private static let line = "marker of "

    func markers() throws -> Set<String> {
        let text = String(decoding: try Data(contentsOf: log), as: UTF8.self)
        return Set(text.split(separator: "\n").filter { $0.contains("LOG:  " + Self.line) }.map(String.init))
    }

    func forgetMarkers() throws { try Data().write(to: log) }
}

private func withHostileServer(_ test: (HostileServer) async throws -> Void) async throws {
    var configuration = ServerConfiguration()
    configuration.settings["shared_preload_libraries"] = "pg_stat_statements"
    try await withPrivateServer(configuration) { server in
        try await server.psql(
            """
            CREATE ROLE mallory LOGIN;
            CREATE ROLE advisor LOGIN; GRANT pg_monitor, pg_read_all_data TO advisor;
            """)
        try await test(HostileServer(server: server))
    }
}
