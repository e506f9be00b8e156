import Foundation
import Postgres
import TestSupport
import Testing

/// Statements that are no bare queries, or whose tables are found by search_path: they are analysed like others.
@Suite struct StatementFormTests {
    private static let orders = """
        (id int PRIMARY KEY, customer int NOT NULL, note text NOT NULL);
        INSERT INTO orders SELECT n, n % 5000, md5(n::text) FROM generate_series(1, 40000) n; ANALYZE orders;
        """

    private func advice(on database: TestDatabase) async throws -> (text: String, coverage: CorpusTests.Coverage) {
        try await AdvisorProcess.inHome { advisor in
            let advice = try await advisor("advise", "--target", database.url, "--format", "json", "--all")
            try #require(advice.status == 0, "\(advice.errors)")
            return (advice.output, try CorpusTests.Coverage(advice.output))
        }
    }

    private func send(_ statements: [String], _ database: TestDatabase, as role: String = "postgres") async throws {
        let connection = try await Connection.connect(ConnectionOptions(database.url(as: role)))
        for statement in statements { _ = try await connection.execute(statement) }
        await connection.close()
    }

    /// Each in a database of its own: measured times differ, and so would the shares of several.
    @Test(arguments: [
        "PREPARE p (int) AS SELECT note FROM orders WHERE customer = $1",
        "DECLARE c CURSOR FOR SELECT note FROM orders WHERE customer = 5",
        "COPY (SELECT note FROM orders WHERE customer = 5) TO STDOUT",
        "CREATE TABLE made AS SELECT note FROM orders WHERE customer = 5",
        "EXPLAIN ANALYZE SELECT note FROM orders WHERE customer = 5",
        "-- name: of a comment\nSELECT note FROM orders WHERE customer = 5",
        "/* a; b */ SELECT note FROM orders WHERE customer = 5",
    ])
    func commandThatCarriesAQuery(command: String) async throws {
        try await TestServer.withDatabase { database in
            try await database.execute("CREATE EXTENSION pg_stat_statements; CREATE TABLE orders " + Self.orders)
            // What filled the table takes a thousand times as long as DECLARE, whose cursor FETCH pays for.
            try await database.execute(
                "SELECT pg_stat_statements_reset(0, oid, 0) FROM pg_database WHERE datname = current_database()")
            if command.hasPrefix("COPY") {
                try await database.execute(command)
            } else if command.hasPrefix("DECLARE") {
                try await send(["BEGIN", command, "FETCH ALL FROM c", "COMMIT"], database)
            } else {
                try await send([command] + (command.hasPrefix("PREPARE") ? ["EXECUTE p(5)"] : []), database)
            }
            let (text, coverage) = try await advice(on: database)
            #expect(text.contains("ON public.orders (customer"), "\(command)\n\(coverage.skipped)")
        }
    }

    @Test func tablesFoundBySearchPath() async throws {
        try await TestServer.withDatabase { database in
            let role = try await database.role()
            try await database.execute(
                """
                CREATE EXTENSION pg_stat_statements; CREATE SCHEMA mine; CREATE SCHEMA other; CREATE SCHEMA third;
                SET search_path = mine; CREATE TABLE orders \(Self.orders)
                SET search_path = other; CREATE TABLE orders \(Self.orders)
                SET search_path = third; CREATE TABLE only_here (LIKE other.orders);
                INSERT INTO only_here SELECT * FROM other.orders; ANALYZE only_here; RESET search_path;
                ALTER ROLE \(role) SET search_path = mine, public;
                GRANT USAGE ON SCHEMA mine TO \(role); GRANT SELECT ON mine.orders TO \(role);
                """)
            // By ALTER ROLE, and by SET in a session, of which nothing is recorded.
            try await send(["SELECT note FROM orders WHERE customer = 5"], database, as: role)
            try await send(["SET search_path = third", "SELECT note FROM only_here WHERE customer = 6"], database)
            let (text, coverage) = try await advice(on: database)
            #expect(text.contains("ON mine.orders (customer"), "\(coverage.skipped)")
            #expect(text.contains("ON third.only_here (customer"), "\(coverage.skipped)")
            #expect(!text.contains("ON other.orders"))
        }
    }

    /// A schema for each tenant: the tenants that ask most get the statements.
    @Test func oneNameInManySchemas() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute("CREATE EXTENSION pg_stat_statements")
            for tenant in 0..<4 {
                try await database.execute(
                    "CREATE SCHEMA tenant\(tenant); SET search_path = tenant\(tenant); CREATE TABLE orders \(Self.orders)"
                )
            }
            for (tenant, calls) in [(1, 30), (2, 10)] {
                try await send(
                    ["SET search_path = tenant\(tenant)"]
                        + Array(repeating: "SELECT note FROM orders WHERE customer = 5", count: calls), database)
            }
            let (text, coverage) = try await advice(on: database)
            for tenant in 0..<4 {
                #expect(
                    text.contains("ON tenant\(tenant).orders (customer") == [1, 2].contains(tenant),
                    "\(coverage.skipped)")
            }
        }
    }
}
