import Foundation
import TestSupport
import Testing

/// Statements and tables are counted since different moments: each rate is of its own.
@Suite struct ReportClockTests {
    @Test func oneStatementTakesOneTimeInEveryFinding() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(
                """
                CREATE EXTENSION pg_stat_statements; CREATE TABLE orders (id int PRIMARY KEY, customer int, note text);
                INSERT INTO orders SELECT n, n % 5000, md5(n::text) FROM generate_series(1, 100000) n; ANALYZE orders;
                """)
            for customer in 1...20 {
                try await database.execute(
                    "SELECT * FROM orders WHERE customer = \(customer) OR note LIKE '%\(customer)xy%'")
            }
            // Statements go on being counted since the server's start.
            try await database.execute("SELECT pg_stat_reset()")
            let outcome = try await AdvisorProcess.inHome {
                try await $0("report", "--target", database.url, "--format", "json")
            }
            let report = try #require(
                try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any], "\(outcome.errors)"
            )
            let window = try #require(report["window"] as? [String: Any])
            let seconds = try #require(window["statement_seconds"] as? Double)
            #expect(seconds > (window["table_seconds"] as? Double ?? .infinity))
            let statements = try #require(report["statements"] as? [[String: Any]])
            var compared = 0
            for finding in try #require(report["findings"] as? [[String: Any]]) {
                let statement = statements.first { $0["id"] as? String == finding["object"] as? String }
                let impact = finding["impact"] as? [String: Any]
                guard let spent = statement?["total_ms"] as? Double, impact?["unit"] as? String == "ms/day",
                    let value = impact?["value"] as? Double
                else { continue }
                compared += 1
                #expect(value <= 1.01 * spent / seconds * 86_400, "\(finding)")
            }
            #expect(compared > 0, "\(outcome.output.prefix(3_000))")
        }
    }
}
