import Foundation
import TestSupport
import Testing

/// Each command as a user runs it, against a real server.
@Suite struct CommandTests {
    private static let schema = """
        CREATE TABLE authors (id bigint PRIMARY KEY, name text NOT NULL);
        CREATE TABLE posts (id bigint PRIMARY KEY, author_id bigint NOT NULL REFERENCES authors, title text NOT NULL, state text);
        CREATE INDEX posts_title_idx ON posts (title);
        CREATE INDEX posts_title_copy_idx ON posts (title);
        INSERT INTO authors SELECT n, 'author ' || n FROM generate_series(1, 1000) n;
        INSERT INTO posts SELECT n, 1 + n % 1000, 'title ' || n, 'live' FROM generate_series(1, 60000) n;
        ANALYZE;
        """

    private func withPosts(_ body: (AdvisorProcess, TestDatabase) async throws -> Void) async throws {
        try await TestServer.withDatabase { database in
            try await database.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements; " + Self.schema)
            for _ in 0..<20 { try await database.execute("SELECT * FROM posts WHERE author_id = 7") }
            try await AdvisorProcess.inHome { try await body($0, database) }
        }
    }

    @Test func reportOfALiveTarget() async throws {
        try await withPosts { advisor, database in
            let text = try await advisor("report", "--target", database.url)
            #expect(text.status == 0, "\(text.errors)")
            #expect(text.output.contains("posts_title_copy_idx"))
            #expect(!text.output.contains("\u{1B}["), "no colour where there is no terminal")
            let json = try await advisor("report", "--target", database.url, "--format", "json", "--no-collect")
            let report = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
            let findings = try #require(report["findings"] as? [[String: Any]])
            #expect(findings.contains { $0["rule"] as? String == "missing-foreign-key-index" })
            #expect(findings.contains { $0["rule"] as? String == "duplicate-index" })
            let failing = try await advisor("report", "--target", database.url, "--no-collect", "--fail-on", "warning")
            #expect(failing.status == 1)
        }
    }

    @Test func snapshotsServeOffline() async throws {
        try await withPosts { advisor, database in
            let collected = try await advisor("collect", "--target", database.url, "--output", "shop.json", "--redact")
            #expect(collected.status == 0, "\(collected.errors)")
            let report = try await advisor("report", "--snapshot", "shop.json", "--format", "markdown")
            #expect(report.output.contains("posts_title_copy_idx"))
            let answer = try await advisor(
                "query", "--snapshot", "shop.json", "--format", "csv", "SELECT name FROM tables ORDER BY name")
            #expect(answer.output == "name\nauthors\nposts\n")
        }
    }

    @Test func historyIsListedShownExportedAndPruned() async throws {
        try await withPosts { advisor, database in
            for _ in 0..<2 { #expect(try await advisor("collect", "--target", database.url, "--quiet").status == 0) }
            let list = try await advisor("history", "list", "--format", "csv")
            #expect(list.output.split(separator: "\n").count == 3)
            let name = try #require(list.output.split(separator: "\n").last?.split(separator: ",")[1])
            #expect(try await advisor("report", "--target", String(name), "--no-collect").status == 0)
            #expect(try await advisor("history", "show", "2").output.contains("statement_entries"))
            #expect(try await advisor("history", "export", "1", "--output", "one.json").status == 0)
            #expect(try await advisor("report", "--snapshot", "one.json").status == 0)
            #expect(try await advisor("history", "prune").output.contains("kept 2"))
            #expect(try await advisor("history", "show", "99").status == 2)
            #expect(try await advisor("report").output.contains("posts"))
        }
    }

    @Test func migrationAppliesAndReverts() async throws {
        try await withPosts { advisor, database in
            let written = try await advisor("migration", "--target", database.url, "--output", "migrations")
            #expect(written.status == 0, "\(written.errors)")
            let folder = advisor.home + "/migrations"
            let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            let up = files.filter { $0.hasSuffix(".up.sql") }
            #expect(!up.isEmpty)
            let indexes =
                "SELECT string_agg(indexdef, ';' ORDER BY indexname) FROM pg_indexes WHERE schemaname = 'public'"
            let before = try await database.execute(indexes)
            for file in up { try await database.execute(String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)) }
            #expect(try await database.execute(indexes) != before)
            for file in up.reversed() {
                let down = file.replacing(".up.sql", with: ".down.sql")
                try await database.execute(String(contentsOfFile: "\(folder)/\(down)", encoding: .utf8))
            }
            #expect(try await database.execute(indexes) == before)
            let again = try await advisor(
                "migration", "--target", database.url, "--output", "migrations", "--no-collect")
            #expect(again.output.contains("Nothing new to write"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == files)
        }
    }

    @Test func suppressedFindingsAreLeftOut() async throws {
        try await withPosts { advisor, database in
            try """
            targets: {shop: "\(database.url)"}
            suppressions:
              - {rule: duplicate-index, object: "*", reason: kept for a while}
            """.write(toFile: advisor.home + "/advisor.yaml", atomically: true, encoding: .utf8)
            let json = try await advisor("report", "--target", "shop", "--format", "json")
            let report = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
            let findings = try #require(report["findings"] as? [[String: Any]])
            #expect(!findings.contains { $0["rule"] as? String == "duplicate-index" })
            #expect(json.output.contains("kept for a while"))
        }
    }

    @Test func printedSQLIsAllThatRuns() async throws {
        try await withPosts { advisor, database in
            let sql = try await advisor("collect", "--target", database.url, "--print-sql")
            #expect(sql.status == 0)
            #expect(sql.output.contains("pg_stat_statements"))
            #expect(try await advisor("history", "list", "--format", "csv").output.split(separator: "\n").count == 1)
        }
    }

    @Test func plansAreExplained() async throws {
        try await withPosts { advisor, database in
            let plan = try await database.execute("EXPLAIN (ANALYZE, BUFFERS) SELECT * FROM posts WHERE author_id = 7")
            let text = try await advisor("explain", "-", input: plan)
            #expect(text.status == 0, "\(text.errors)")
            #expect(text.output.contains("Seq Scan"))
            #expect(try await advisor("explain", "-", "--format", "json", input: plan).output.hasPrefix("{"))
        }
    }

    @Test func withoutTheExtensionTheReportSaysSo() async throws {
        try await TestServer.withDatabase { database in
            try await AdvisorProcess.inHome { advisor in
                let report = try await advisor("report", "--target", database.url)
                #expect(report.status == 0, "\(report.errors)")
                #expect(report.output.contains("pg_stat_statements"))
            }
        }
    }

    @Test(arguments: ["demo", "collect", "report", "migration", "explain", "rules", "query", "history"])
    func helpHasAnExample(command: String) async throws {
        try await AdvisorProcess.inHome { advisor in
            let help = try await advisor(command, "--help")
            #expect(help.status == 0)
            #expect(help.output.contains("  advisor \(command)") || help.output.contains("advisor \(command) -"))
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) async throws {
        try await AdvisorProcess.inHome { advisor in
            let script = try await advisor("--generate-completion-script", shell)
            #expect(script.status == 0)
            #expect(script.output.contains("report"))
        }
    }

    @Test func builtInRulesPassTheirCases() async throws {
        try await AdvisorProcess.inHome { advisor in
            let tested = try await advisor("rules", "test")
            #expect(tested.status == 0, "\(tested.output)")
            #expect(tested.output.contains(" 0 failures"))
        }
    }
}
