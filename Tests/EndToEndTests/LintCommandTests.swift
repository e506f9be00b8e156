import Foundation
import TestSupport
import Testing

/// `advisor lint` as a user runs it: what it prints, how it ends, and what bad input does.
@Suite struct LintCommandTests {
    private func put(_ files: [String: String], _ advisor: AdvisorProcess) throws {
        for (name, text) in files { try put(Data(text.utf8), name, advisor) }
    }

    private func put(_ data: Data, _ name: String, _ advisor: AdvisorProcess) throws {
        let file = URL(fileURLWithPath: "\(advisor.home)/\(name)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
    }

    private func text(_ name: String, _ advisor: AdvisorProcess) throws -> String {
        try String(contentsOfFile: "\(advisor.home)/\(name)", encoding: .utf8)
    }

    private func expectFailure(
        _ outcome: Outcome, says words: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.status == 2, "\(outcome.output)\(outcome.errors)", sourceLocation: sourceLocation)
        for word in words {
            #expect(outcome.errors.contains(word), "\(outcome.errors)", sourceLocation: sourceLocation)
        }
    }

    @Test func theExitStatusFollowsTheSeverity() async throws {
        try await AdvisorProcess.inHome { advisor in
            try put(["fine.sql": "CREATE TABLE a (b bigint);", "note.sql": "CREATE TABLE a (b json);"], advisor)
            try put(["bad.sql": "CREATE INDEX i ON a (b);"], advisor)
            let fine = try await advisor("lint", "fine.sql", "note.sql")
            #expect(fine.status == 0)
            #expect(fine.output.contains("json-type"))
            let strict = try await advisor("lint", "note.sql", "--fail-on", "info")
            #expect(strict.status == 1)
            let bad = try await advisor("lint", "bad.sql", "fine.sql")
            #expect(bad.status == 1)
            #expect(bad.output.contains("bad.sql:1:1: warning[index-nonconcurrent]"))
            #expect(bad.output.contains("size unknown"))
        }
    }

    @Test func aFileRunsAsTheFrameworkOfItsFolderRunsIt() async throws {
        try await AdvisorProcess.inHome { advisor in
            let sql = "CREATE INDEX CONCURRENTLY i ON a (b);\n"
            try put(["db/1_a.sql": "-- +goose Up\n\(sql)", "loose.sql": sql], advisor)
            let goose = try await advisor("lint", "db/1_a.sql")
            #expect(goose.output.contains("db/1_a.sql:2:1: critical[concurrently-in-transaction]"), "\(goose.output)")
            #expect(goose.output.contains("-- +goose NO TRANSACTION"))
            let loose = try await advisor("lint", "loose.sql")
            #expect(loose.status == 0, "\(loose.output)")
        }
    }

    @Test func gitHubGetsAnnotationsAndASummary() async throws {
        try await AdvisorProcess.inHome(["GITHUB_STEP_SUMMARY": "summary.md"]) { advisor in
            try put(["a.sql": "DROP TABLE a;\nDO $$ BEGIN END $$;", "summary.md": "before\n"], advisor)
            let outcome = try await advisor("lint", "a.sql", "--format", "github")
            #expect(outcome.output.hasPrefix("::warning file=a.sql,line=1,endLine=1,col=1,endColumn=13,title="))
            let summary = try text("summary.md", advisor)
            #expect(summary.hasPrefix("before\n### advisor lint\n"))
            #expect(summary.contains("50% of the statements analysed"), "\(summary)")
        }
    }

    @Test func configurationAccepts() async throws {
        try await AdvisorProcess.inHome { advisor in
            try put(["a.sql": "SET lock_timeout = '1s'; DROP TABLE audit_1;"], advisor)
            let entry = "{rule: drop-table, object: public.audit_*, reason: kept elsewhere"
            try put(["advisor.yaml": "lint: {suppressions: [\(entry)}]}"], advisor)
            let outcome = try await advisor("lint", "a.sql")
            #expect(outcome.status == 0)
            #expect(outcome.output.contains("1 accepted"))
            try put(["advisor.yaml": "lint: {suppressions: [\(entry), expires: 2020-01-01}]}"], advisor)
            let expired = try await advisor("lint", "a.sql")
            #expect(expired.status == 1)
            #expect(expired.errors.contains("ended 2020-01-01"))
            try put(["advisor.yaml": "lint: {suppressions: [{rule: drop-table}]}"], advisor)
            expectFailure(try await advisor("lint", "a.sql"), says: "a rule and a reason")
            try put(["advisor.yaml": "lint: {suppressions: [{rule: no-such, reason: x}]}"], advisor)
            expectFailure(try await advisor("lint", "a.sql"), says: "no-such")
        }
    }

    @Test func whatABranchHasIsApplied() async throws {
        try await AdvisorProcess.inHome { advisor in
            try put(
                ["db/1_a.up.sql": "CREATE TABLE posts (id bigint);", "db/1_a.down.sql": "DROP TABLE posts;"], advisor)
            try await git(["init", "-q", "-b", "main"], advisor)
            try await git(["add", "."], advisor)
            try await git(["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "a"], advisor)
            try put(["db/2_b.up.sql": "CREATE INDEX i ON posts (id);"], advisor)
            let alone = try await advisor("lint", "db")
            #expect(alone.status == 0, "\(alone.output)")
            let against = try await advisor("lint", "db", "--against", "main")
            #expect(against.status == 1)
            #expect(against.output.contains("db/2_b.up.sql:1:1: warning[index-nonconcurrent]"), "\(against.output)")
            #expect(against.output.contains("1 file, 1 statement"))
            try put(["db/1_a.up.sql": "CREATE TABLE posts (id int);"], advisor)
            let edited = try await advisor("lint", "db", "--against", "main")
            #expect(edited.output.contains("edited-migration"))
            let file = try await advisor("lint", "db/2_b.up.sql", "--against", "main")
            #expect(file.output.contains("index-nonconcurrent"))
            expectFailure(try await advisor("lint", "db", "--against", "nowhere"), says: "git cannot tell", "nowhere")
        }
    }

    private func git(_ words: [String], _ advisor: AdvisorProcess) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/git")
        process.arguments = ["-C", advisor.home] + words
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    @Test func aTargetTellsSizesAndStatements() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(
                """
                CREATE TABLE posts (id bigint PRIMARY KEY, author_id bigint, title text);
                CREATE TABLE tags (id bigint PRIMARY KEY);
                INSERT INTO posts SELECT i, i % 100, 'title' FROM generate_series(1, 5000) i;
                CREATE INDEX posts_author ON posts (author_id);
                ANALYZE;
                """)
            try await AdvisorProcess.inHome { advisor in
                try put(
                    ["a.sql": "CREATE INDEX i ON posts (title);\nCREATE INDEX j ON posts (author_id, id);"], advisor)
                let live = try await advisor(
                    "lint", "a.sql", "--target", database.url, "--format", "json", "--fail-on", "critical")
                #expect(live.status == 0, "\(live.errors)")
                #expect(live.output.contains("\"rows\": 5000"), "\(live.output)")
                #expect(live.output.contains("posts_author (author_id) is made redundant"), "\(live.output)")
                let collected = try await advisor("collect", "--target", database.url, "--output", "shop.json")
                #expect(collected.status == 0, "\(collected.errors)")
                let offline = try await advisor("lint", "a.sql", "--snapshot", "shop.json")
                #expect(offline.output.contains("5,000 rows"), "\(offline.output)")
                #expect(offline.output.contains("Sizes and traffic of"))
                let both = try await advisor("lint", "a.sql", "--snapshot", "shop.json", "--target", database.url)
                #expect(both.status == 2)
            }
        }
    }

    // MARK: --fix

    @Test func fixesAreWrittenAndLeaveNothingToFix() async throws {
        try await AdvisorProcess.inHome { advisor in
            let sql = """
                -- é
                CREATE INDEX i ON posts (a);\r
                ALTER TABLE posts ALTER COLUMN b SET NOT NULL;
                ALTER TABLE posts ADD CHECK (a > 0);
                ALTER TABLE posts ADD COLUMN d text NOT NULL;
                """
            try put(["a.sql": sql], advisor)
            let outcome = try await advisor("lint", "a.sql", "--fix")
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("a.sql: 3 findings mended"), "\(outcome.errors)")
            #expect(outcome.output.contains("required-column"))
            let fixed = try text("a.sql", advisor)
            #expect(fixed.hasPrefix("-- é\nCREATE INDEX CONCURRENTLY i ON posts (a);\r\nALTER TABLE public.posts ADD"))
            #expect(
                fixed.contains("ADD CONSTRAINT posts_check CHECK (a > 0) NOT VALID;\nALTER TABLE public.posts VALIDATE")
            )
            let again = try await advisor("lint", "a.sql", "--fix")
            #expect(!again.errors.contains("mended"))
            #expect(try text("a.sql", advisor) == fixed)
        }
    }

    @Test func aFileThatMayNotBeWrittenIsLeftAloneWithAllOthers() async throws {
        try await AdvisorProcess.inHome { advisor in
            let sql = "CREATE INDEX i ON posts (a);\n"
            try put(["a.sql": sql, "sealed/b.sql": sql], advisor)
            try await withSealed("\(advisor.home)/sealed") {
                expectFailure(
                    try await advisor("lint", "a.sql", "sealed/b.sql", "--fix"), says: "sealed/b.sql",
                    "cannot be written")
            }
            #expect(try text("a.sql", advisor) == sql)
            #expect(try FileManager.default.contentsOfDirectory(atPath: advisor.home).sorted() == ["a.sql", "sealed"])
        }
    }

    /// Makes a folder immutable where rights bind us; root needs the file system's own flag.
    private func withSealed(_ folder: String, _ body: () async throws -> Void) async throws {
        let flag = try? shell(["/usr/bin/chattr", "+i", folder])
        chmod(folder, 0o555)
        defer {
            if flag == 0 { _ = try? shell(["/usr/bin/chattr", "-i", folder]) }
            chmod(folder, 0o755)
        }
        guard getuid() != 0 || flag == 0 else { return }
        try await body()
    }

    private func shell(_ words: [String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
