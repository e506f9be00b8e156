import Cluster
import Foundation
import Model
import Postgres
import TestSupport
import Testing

@testable import Collect

/// Collecting leaves no error in the log of its target, whoever collects: what a role may not is not tried.
@Suite(.enabled(if: (try? Installation.find())?.hasLibrary("pg_stat_statements") ?? false))
struct ServerLogTests {
    private static let schema = """
        CREATE EXTENSION pg_stat_statements;
        CREATE TABLE orders (id int PRIMARY KEY, customer int, note text);
        INSERT INTO orders SELECT i, i % 10, 'n' || i FROM generate_series(1, 1000) i;
        CREATE TABLE hidden (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, word text, n int);
        INSERT INTO hidden (word, n) SELECT 'w' || i, i FROM generate_series(1, 100) i;
        CREATE INDEX ON hidden (lower(word)); CREATE INDEX ON hidden USING gin (to_tsvector('simple', word));
        CREATE STATISTICS both_of_hidden ON word, n FROM hidden;
        CREATE SCHEMA vault; CREATE TABLE vault.coins (id serial PRIMARY KEY, at date);
        CREATE VIEW words AS SELECT word FROM hidden;
        CREATE MATERIALIZED VIEW counts AS SELECT word, count(*) FROM words GROUP BY word;
        CREATE FUNCTION own(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1';
        CREATE TABLE gone (id int); CREATE SCHEMA shadow; CREATE TABLE shadow.later (id int);
        ANALYZE;
        """

    /// Statements of functions that most roles may not call among them; with NULL in the place of its parameter the planner does not
    /// even look. Statements with a plan, with one for owners only, and with none any more.
    private static let statements = """
        SELECT * FROM orders WHERE id = 1; SELECT * FROM orders WHERE customer = 2 ORDER BY note;
        SELECT count(*) FROM orders WHERE note LIKE 'n1%'; UPDATE orders SET note = 'x' WHERE id = 5;
        SELECT 1 AS depth; SELECT 1 + 2; SELECT NULL; SELECT now() - interval '7 days'; SELECT 'a' UNION SELECT 'b';
        SELECT * FROM hidden WHERE word = 'w1'; SELECT * FROM vault.coins; SELECT * FROM counts WHERE word = 'x';
        SELECT own(3); SELECT * FROM gone WHERE id = 3; SET search_path = shadow; SELECT * FROM later; RESET search_path;
        SELECT * FROM orders o JOIN orders p ON p.id = o.customer WHERE o.id < 7; PREPARE p AS SELECT 1; DEALLOCATE p;
        SELECT length(pg_read_file('PG_VERSION')); SELECT count(*) FROM orders WHERE note = pg_read_file('PG_VERSION');
        SELECT pg_stat_statements_reset(0, 0, 1); SELECT count(*) FROM pg_ls_dir('base') d WHERE d = '1';
        BEGIN; DECLARE c CURSOR FOR SELECT 1; FETCH 1 FROM c; COMMIT; EXPLAIN SELECT 1; VACUUM orders;
        DROP TABLE gone;
        """

    enum Who: String, CaseIterable, Sendable { case advisor, monitor, nobody, postgres }

    @Test(arguments: [false, true], [[:], ["pg_stat_statements.track": "all", "compute_query_id": "on"]])
    func noErrorIsLeft(twin: Bool, settings: [String: String]) async throws {
        var configuration = ServerConfiguration()
        configuration.settings = settings
        configuration.settings["shared_preload_libraries"] = "pg_stat_statements"
        try await withPrivateServer(configuration) { server in
            try await server.psql(
                """
                CREATE ROLE advisor LOGIN; GRANT pg_monitor, pg_read_all_data TO advisor;
                CREATE ROLE monitor LOGIN; GRANT pg_monitor TO monitor; CREATE ROLE nobody LOGIN;
                CREATE DATABASE shop
                """)
            try await server.psql(Self.schema, database: "shop")
            try await server.psql(Self.statements, database: "shop")
            for who in Who.allCases {
                let before = try Self.complaints(server)
                var options = CollectOptions()
                options.twin = twin
                options.sampleSpacing = .zero
                options.planTimeLimit = .seconds(60)
                let snapshot = try await Collector(options).collect(
                    try ConnectionOptions(server.url(database: "shop", user: who.rawValue) + "&connect_timeout=60"))
                let after = try Self.complaints(server)
                #expect(after.dropFirst(before.count) == [], "\(who)")
                // Who may read all has a plan for each statement that has one; who may not, for what names no table.
                let plans = snapshot[.plans].texts("plan").compactMap { $0 }.count
                let least: [Who: Int] = [.advisor: 10, .postgres: 10, .monitor: 4, .nobody: 0]
                #expect(plans >= least[who] ?? 0, "\(who): \(plans) plans, \(snapshot[.plans].texts("error"))")
            }
            // Nor are there entries in pg_stat_statements that cannot be told to be Advisor's own, but for what PostgreSQL asks
            // itself where it prints a view.
            let entries = try await server.psql(
                """
                SELECT query FROM pg_stat_statements JOIN pg_roles ON oid = userid
                WHERE rolname <> 'postgres' AND strpos(query, '\(advisorTag)') = 0
                  AND query NOT LIKE 'SELECT * FROM pg_catalog.pg_rewrite %'
                """, database: "shop")
            #expect(entries == "")
        }
    }

    /// Else the test above could not fail.
    @Test func anErrorWouldBeSeen() async throws {
        try await withPrivateServer { server in
            _ = try? await server.psql("SELECT 1/0")
            let complaints = try Self.complaints(server)
            #expect(complaints.count == 1)
        }
    }

    private static func complaints(_ server: PrivateServer) throws -> [String] {
        let log = URL(fileURLWithPath: server.socketDirectory).appendingPathComponent("server.log")
        let lines = String(decoding: try Data(contentsOf: log), as: UTF8.self).split(separator: "\n").map(String.init)
        return lines.filter { line in ["ERROR:  ", "FATAL:  ", "PANIC:  "].contains { line.contains($0) } }
    }
}
