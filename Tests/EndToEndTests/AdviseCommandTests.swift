import Foundation
import TestSupport
import Testing

/// `advisor advise` as a user runs it, against a real server and its twin.
@Suite struct AdviseCommandTests {
    private static let schema = """
        CREATE TABLE authors (id bigint PRIMARY KEY, name text NOT NULL);
        CREATE TABLE posts (id bigint PRIMARY KEY, author_id bigint NOT NULL, title text NOT NULL, body text,
          created_at timestamptz NOT NULL, deleted_at timestamptz);
        CREATE INDEX posts_author_id_idx ON posts (author_id);
        CREATE INDEX posts_author_id_copy_idx ON posts (author_id);
        INSERT INTO authors SELECT n, 'author ' || n FROM generate_series(1, 1000) n;
        INSERT INTO posts SELECT n, 1 + n % 1000, 'title ' || n, repeat('x', 200), timestamptz '2026-01-01' + n * interval '1 min',
          CASE WHEN n % 50 = 0 THEN now() END FROM generate_series(1, 60000) n;
        VACUUM ANALYZE;
        """
    private static let slow = "SELECT title FROM posts WHERE title = 'title 5'"

    private func withPosts(_ body: (AdvisorProcess, TestDatabase) async throws -> Void) async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            try await AdvisorProcess.inHome { try await body($0, database) }
        }
    }

    private func json(_ outcome: Outcome) throws -> [String: Any] {
        try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any], "\(outcome.errors)")
    }

    @Test func statementsOfAFile() async throws {
        try await withPosts { advisor, database in
            let sql =
                "-- calls: 100\n\(Self.slow);\nSELECT * FROM gone;\nSELEC 1;\nVACUUM posts;\nSELECT * FROM pg_class;\n"
            try sql.write(toFile: advisor.home + "/queries.sql", atomically: true, encoding: .utf8)
            let arguments = ["advise", "--target", database.url, "--file", "queries.sql", "--format"]
            let advice = try json(try await advisor.run(arguments + ["json"]))
            let recommendations = try #require(advice["recommendations"] as? [[String: Any]])
            let create = try #require(recommendations.first { $0["action"] as? String == "create" })
            #expect(create["table"] as? String == "public.posts")
            #expect((create["columns"] as? [String])?.first == "title")
            let statements = try #require(create["statements"] as? [[String: Any]])
            #expect(statements.first?["calls"] as? Double == 100)
            let coverage = try #require(advice["coverage"] as? [String: Any])
            #expect(coverage["analysed"] as? Int == 1)
            let reasons = try #require(coverage["skipped"] as? [[String: Any]]).compactMap { $0["reason"] as? String }
            for word in ["gone is not there", "does not parse", "utility statement", "system catalogs"] {
                #expect(reasons.contains { $0.contains(word) }, "\(word): \(reasons)")
            }
            // What it prints as SQL runs as it is.
            let bare = try await advisor.run(arguments + ["sql"])
            #expect(bare.output.hasPrefix("CREATE INDEX ON public.posts"), "\(bare.output)")
            try await database.execute(bare.output)
            let again = try await advisor.run(arguments + ["sql"])
            #expect(again.output.isEmpty, "nothing is suggested that exists: \(again.output)")
        }
    }

    @Test func measuredWorkloadAndDuplicates() async throws {
        try await withPosts { advisor, database in
            try await database.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
            for _ in 0..<20 { try await database.execute(Self.slow) }
            let text = try await advisor("advise", "--target", database.url)
            #expect(text.status == 0, "\(text.errors)")
            #expect(text.output.contains("WORTH DOING"), "\(text.output)")
            #expect(text.output.contains("posts (title"), "\(text.output)")
            #expect(text.output.contains("posts_author_id_copy_idx"), "\(text.output)")
            // Of two that are equal one stays.
            #expect(!text.output.contains("DROP INDEX CONCURRENTLY public.posts_author_id_idx"))
            // The report carries it, and the migration.
            let report = try await advisor("report", "--target", database.url, "--no-collect")
            #expect(report.output.contains("advised-index"), "\(report.output)")
            let migration = try await advisor(
                "migration", "--target", database.url, "--no-collect", "--format", "sql", "--output", "migrations")
            #expect(migration.status == 0, "\(migration.errors)")
            let files = try FileManager.default.contentsOfDirectory(atPath: advisor.home + "/migrations")
            let all = try files.map { try String(contentsOfFile: advisor.home + "/migrations/" + $0, encoding: .utf8) }
            #expect(all.contains { $0.contains("posts_title") }, "\(files)")
        }
    }

    @Test func theSameRunTwiceGivesTheSameBytes() async throws {
        try await withPosts { advisor, database in
            _ = try await advisor("collect", "--twin", "--target", database.url, "--output", "posts.json")
            let arguments = [
                "advise", "--snapshot", "posts.json", "--sql", Self.slow, "--sql",
                "SELECT id FROM posts WHERE deleted_at IS NOT NULL AND author_id = 3 ORDER BY created_at DESC LIMIT 5",
                "--budget", "1MB", "--budget", "10MB", "--budget", "50%", "--format",
            ]
            let first = try await advisor.run(arguments + ["text"])
            let second = try await advisor.run(arguments + ["text"])
            #expect(first.status == 0, "\(first.errors)")
            #expect(first.output == second.output)
            #expect(first.output.contains("SIZE AGAINST SAVING"))
            let frontier = try #require(
                try json(try await advisor.run(arguments + ["json"]))["frontier"] as? [[String: Any]])
            #expect(frontier.count == 3)
            for point in frontier {
                let (size, budget) = (point["size_bytes"] as? Int ?? .max, point["budget_bytes"] as? Int ?? 0)
                #expect(size <= budget)
            }
        }
    }

    @Test func aBudgetOfZeroBuysNothing() async throws {
        try await withPosts { advisor, database in
            let none = try await advisor(
                "advise", "--target", database.url, "--sql", Self.slow, "--budget", "0", "--no-drops", "--format", "sql"
            )
            #expect(none.status == 0, "\(none.errors)")
            #expect(none.output.isEmpty)
        }
    }

    @Test func whatCannotBeDone() async throws {
        try await withPosts { advisor, database in
            func failure(_ arguments: String..., says words: String...) async throws {
                let outcome = try await advisor.run(["advise", "--target", database.url] + arguments)
                #expect(outcome.status == 2, "\(arguments): \(outcome.output)")
                #expect(outcome.output.isEmpty)
                for word in words { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
            }
            try await failure("--sql", "SELEC", says: "1 statement can be analysed", "does not parse")
            try await failure("--sql", "SELECT * FROM pg_class", says: "system catalogs")
            try await failure("--file", "missing.sql", says: "missing.sql", "no such file")
            try await failure("--sql", "", says: "no statement")
            try await failure("--sql", Self.slow, "--budget", "much", says: "budget")
            try await failure("--sql", Self.slow, "--methods", "bitmap", says: "Unknown method bitmap")
            try await failure("--sql", Self.slow, "--max-columns", "0", says: "between 1 and 32")
        }
    }

    /// $1 has no type: PostgreSQL refuses to plan it, which ends nothing.
    @Test func oneStatementThatCannotBePlanned() async throws {
        try await withPosts { advisor, database in
            let advice = try json(
                try await advisor(
                    "advise", "--target", database.url, "--sql", Self.slow, "--sql",
                    "SELECT $1 + $2 FROM posts WHERE no_such_column = 1", "--format", "json"))
            let coverage = try #require(advice["coverage"] as? [String: Any])
            #expect(coverage["analysed"] as? Int == 1)
            let skipped = try #require(coverage["skipped"] as? [[String: Any]])
            #expect(skipped.contains { ($0["reason"] as? String)?.contains("cannot be planned") ?? false })
        }
    }

    @Test func withoutTheBinariesOfPostgreSQL() async throws {
        try await withPosts { advisor, database in
            _ = try await advisor("collect", "--twin", "--target", database.url, "--output", "posts.json")
            var bare = advisor
            bare.environment["ADVISOR_POSTGRES_BIN"] = "/nonexistent"
            bare.environment["PATH"] = "/nonexistent"
            let outcome = try await bare("advise", "--snapshot", "posts.json", "--sql", Self.slow)
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("install"), "\(outcome.errors)")
            // Rules need none.
            let report = try await bare("report", "--snapshot", "posts.json")
            #expect(report.status == 0, "\(report.errors)")
            #expect(report.output.contains("were not weighed"), "\(report.output)")
        }
    }
}
