import Foundation
import TestSupport
import Testing

/// What is read once may come from a pipe, whichever way the shell names it.
@Suite struct PipeTests {
    private static let query = "SELECT * FROM posts WHERE author = 5"
    private static let index = "CREATE INDEX ON public.posts (author);\n"

    /// What `sh` runs: INPUT is the file, PIPE where the command finds it.
    private static let ways = [
        (shell: "cat INPUT | \"$0\" \"$@\"", pipe: "-"),
        (shell: "cat INPUT | \"$0\" \"$@\"", pipe: "/dev/stdin"),
        (shell: "cat INPUT | { exec 3<&0; exec \"$0\" \"$@\" </dev/null; }", pipe: "/dev/fd/3"),
        (shell: "mkfifo fifo; cat INPUT >fifo & exec \"$0\" \"$@\"", pipe: "fifo"),
    ]

    private func withSnapshot(_ body: (AdvisorProcess) async throws -> Void) async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(
                """
                CREATE TABLE posts (id bigint PRIMARY KEY, author int) WITH (autovacuum_enabled = off);
                INSERT INTO posts SELECT n, n % 700 FROM generate_series(1, 30000) n;
                ANALYZE;
                """)
            try await AdvisorProcess.inHome { advisor in
                _ = try await advisor("collect", "--twin", "--target", database.url, "--output", "posts.json")
                try Self.query.write(toFile: advisor.home + "/q.sql", atomically: true, encoding: .utf8)
                try await body(advisor)
            }
        }
    }

    private func piped(_ advisor: AdvisorProcess, _ input: String, _ way: Int) -> (AdvisorProcess, String) {
        var piped = advisor
        piped.shell = Self.ways[way].shell.replacing("INPUT", with: input)
        return (piped, Self.ways[way].pipe)
    }

    @Test func adviseTakesStatementsAndSnapshots() async throws {
        try await withSnapshot { advisor in
            for way in Self.ways.indices {
                let (statements, file) = piped(advisor, "q.sql", way)
                let advice = try await statements(
                    "advise", "--snapshot", "posts.json", "--file", file, "--format", "sql")
                #expect(advice.status == 0, "\(file): \(advice.errors)")
                #expect(advice.output == Self.index)
                try? FileManager.default.removeItem(atPath: advisor.home + "/fifo")
                let (snapshot, path) = piped(advisor, "posts.json", way)
                let same = try await snapshot("advise", "--snapshot", path, "--file", "q.sql", "--format", "sql")
                #expect(same.status == 0, "\(path): \(same.errors)")
                #expect(same.output == Self.index)
                try? FileManager.default.removeItem(atPath: advisor.home + "/fifo")
            }
        }
    }

    @Test(arguments: ways.indices) func lintExplainAndConfiguration(way: Int) async throws {
        try await AdvisorProcess.inHome { advisor in
            try "DROP TABLE posts;".write(toFile: advisor.home + "/m.sql", atomically: true, encoding: .utf8)
            try "Seq Scan on posts  (cost=0.00..1.00 rows=1 width=4)".write(
                toFile: advisor.home + "/plan", atomically: true, encoding: .utf8)
            try "history: {path: here.sqlite, kept: 1}".write(
                toFile: advisor.home + "/c.yaml", atomically: true, encoding: .utf8)
            let (lint, file) = piped(advisor, "m.sql", way)
            let found = try await lint("lint", file)
            #expect(found.status == 1, "\(found.errors)")
            #expect(found.output.contains("drop-table"), "\(found.output)")
            try? FileManager.default.removeItem(atPath: advisor.home + "/fifo")
            let (explain, plan) = piped(advisor, "plan", way)
            let said = try await explain("explain", plan)
            #expect(said.status == 0, "\(said.errors)")
            #expect(said.output.contains("posts"), "\(said.output)")
            try? FileManager.default.removeItem(atPath: advisor.home + "/fifo")
            let (configured, yaml) = piped(advisor, "c.yaml", way)
            let refused = try await configured("rules", "list", "--config", yaml)
            #expect(refused.errors.contains("kept"), "\(refused.errors)")
        }
    }

    /// A device that never ends is no file of statements.
    @Test func whatNeverEnds() async throws {
        try await AdvisorProcess.inHome { advisor in
            let outcome = try await advisor("advise", "--snapshot", "posts.json", "--file", "/dev/zero")
            #expect(outcome.status == 2)
            #expect(
                outcome.errors == "advisor: /dev/zero cannot be read: File too large. Give the path of a file of SQL.\n"
            )
        }
    }
}
