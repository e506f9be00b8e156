import Foundation
import TestSupport
import Testing

/// Kinds of statements of which advice has to find the one index that serves: the twin's planner reads it.
@Suite struct AdvisedKindsTests {
    private static let schema = """
        CREATE EXTENSION btree_gist;
        CREATE TABLE places (id int PRIMARY KEY, kind_id int NOT NULL, location point NOT NULL, name text NOT NULL);
        CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL, status text NOT NULL, total int NOT NULL,
          created_at timestamptz NOT NULL, note text NOT NULL);
        CREATE TABLE customers (id int PRIMARY KEY, email text NOT NULL, code int NOT NULL UNIQUE);
        CREATE TABLE imports (email text NOT NULL, code int NOT NULL);
        CREATE TABLE items (order_id int NOT NULL REFERENCES orders ON DELETE CASCADE, product int NOT NULL);
        CREATE TABLE visits (customer_code int NOT NULL REFERENCES customers (code) ON UPDATE CASCADE, day date NOT NULL);
        CREATE VIEW open_orders AS SELECT id, customer_id AS customer, created_at FROM orders WHERE status = 'open';
        INSERT INTO places SELECT n, n % 40, point(n * 7919 % 10007, n * 4099 % 10009), 'place ' || n
          FROM generate_series(1, 60000) n;
        INSERT INTO customers SELECT n, 'c' || n * 7919 % 20000 || '@example.com', n FROM generate_series(1, 20000) n;
        INSERT INTO orders SELECT n, 1 + n * 7919 % 20000, (ARRAY['done','done','done','open'])[1 + n % 4], n * 31 % 5000,
          timestamptz '2026-01-01' + n * 4099 % 100000 * interval '1 min', md5(n::text) FROM generate_series(1, 100000) n;
        INSERT INTO items SELECT 1 + n * 7919 % 100000, n % 900 FROM generate_series(1, 200000) n;
        INSERT INTO visits SELECT 1 + n * 7919 % 20000, date '2026-01-01' + n % 300 FROM generate_series(1, 100000) n;
        INSERT INTO imports SELECT 'c' || n || '@example.com', n FROM generate_series(1, 20) n;
        VACUUM ANALYZE;
        """

    /// A statement and how the index begins that one of the recommendations must hold, behind ` ON public.`.
    private static let cases: [(sql: String, index: String)] = [
        ("SELECT id FROM places ORDER BY location <-> point(5, 5) LIMIT 5", "places USING gist (location"),
        (
            "SELECT id FROM places WHERE kind_id = 7 ORDER BY location <-> point(5, 5) LIMIT 5",
            "places USING gist (kind_id, location"
        ),
        (
            "SELECT DISTINCT ON (customer_id) customer_id, created_at FROM orders ORDER BY customer_id, created_at DESC LIMIT 20",
            "orders (customer_id, created_at DESC"
        ),
        (
            "SELECT * FROM (SELECT customer_id, rank() OVER (PARTITION BY customer_id ORDER BY created_at) AS r FROM orders) x LIMIT 20",
            "orders (customer_id, created_at"
        ),
        ("SELECT DISTINCT total FROM orders LIMIT 10", "orders (total"),
        (
            "SELECT c.email, x.total FROM customers c, LATERAL (SELECT total FROM orders o WHERE o.customer_id = c.id ORDER BY o.created_at DESC LIMIT 1) x WHERE c.id < 100",
            // Each customer has five orders: to keep them in order saves less than a tenth.
            "orders (customer_id"
        ),
        (
            "WITH latest AS (SELECT * FROM orders ORDER BY created_at DESC LIMIT 50) SELECT id FROM latest ORDER BY total",
            "orders (created_at"
        ),
        (
            "SELECT id, created_at FROM orders UNION ALL SELECT id, created_at FROM orders WHERE total < 4000 ORDER BY created_at LIMIT 5",
            "orders (created_at"
        ),
        (
            "SELECT id AS n FROM places UNION ALL SELECT customer_id FROM orders ORDER BY n DESC LIMIT 5",
            "orders (customer_id"
        ),
        ("SELECT max(created_at) FROM orders WHERE customer_id = 5 AND status = 'open'", "orders (customer_id"),
        ("DELETE FROM orders WHERE id = 5", "items (order_id"),
        ("UPDATE customers SET code = 50000 WHERE id = 5", "visits (customer_code"),
        (
            "MERGE INTO customers c USING imports i ON c.email = i.email WHEN MATCHED THEN UPDATE SET email = i.email",
            "customers (email"
        ),
        ("INSERT INTO imports SELECT name, id FROM places WHERE name = 'place 7'", "places (name"),
        ("UPDATE orders o SET total = 0 FROM imports i WHERE o.customer_id = i.code", "orders (customer_id"),
        ("DELETE FROM items t USING imports i WHERE t.product = i.code AND t.order_id = 3", "items (order_id"),
        ("SELECT id FROM open_orders WHERE customer = 5", "orders (customer_id"),
    ]

    private func statements(_ outcome: Outcome) -> [String] {
        outcome.output.split(separator: "\n").map(String.init)
    }

    @Test func eachKindFindsItsIndex() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            try await AdvisorProcess.inHome { advisor in
                _ = try await advisor("collect", "--twin", "--target", database.url, "--output", "kinds.json")
                for (sql, index) in Self.cases {
                    let outcome = try await advisor(
                        "advise", "--snapshot", "kinds.json", "--sql", sql, "--format", "sql")
                    let indexes = statements(outcome)
                    #expect(
                        indexes.contains { $0.contains(" ON public.\(index)") },
                        "\(sql): \(indexes), \(outcome.errors)")
                }
                // What sets no key looks nothing up, and is found by the primary key.
                let silent = try await advisor(
                    "advise", "--snapshot", "kinds.json", "--sql", "UPDATE customers SET email = 'x' WHERE id = 5",
                    "--format", "sql")
                #expect(silent.status == 0 && silent.output.isEmpty, "\(silent.output) \(silent.errors)")
            }
        }
    }

    /// pg_trgm is installed on the twin alone: its index is weighed there, and what is advised runs as it is and back.
    @Test func anExtensionThatIsNotThereYet() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            try await AdvisorProcess.inHome { advisor in
                let arguments = [
                    "advise", "--target", database.url, "--sql", "SELECT id FROM orders WHERE note LIKE '%abcdef%'",
                ]
                let without = try await advisor.run(arguments + ["--format", "text"])
                #expect(without.output.contains("CREATE EXTENSION pg_trgm"), "\(without.output)")
                #expect(!without.output.contains("gin_trgm_ops"), "\(without.output)")
                let outcome = try await advisor.run(arguments + ["--new-extensions", "--format", "json"])
                let advice = try #require(
                    try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any],
                    "\(outcome.errors)")
                let recommendation = try #require((advice["recommendations"] as? [[String: Any]])?.first)
                let ddl = try #require(recommendation["ddl"] as? String)
                let reverse = try #require(recommendation["reverse"] as? String)
                #expect(ddl.hasPrefix("CREATE EXTENSION IF NOT EXISTS pg_trgm;\n"), "\(ddl)")
                for statement in ddl.split(separator: ";\n") { try await database.execute(String(statement)) }
                let plan = try await database.execute("EXPLAIN SELECT id FROM orders WHERE note LIKE '%abcdef%'")
                #expect(plan.contains("orders_note_idx"), "\(plan)")
                for statement in reverse.split(separator: ";\n") { try await database.execute(String(statement)) }
                let left = try await database.execute("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")
                #expect(left == "0")
                // Bare statements bring the extension along.
                let bare = try await advisor.run(arguments + ["--new-extensions", "--format", "sql"])
                #expect(statements(bare).first == "CREATE EXTENSION IF NOT EXISTS pg_trgm;", "\(bare.output)")
            }
        }
    }
}
