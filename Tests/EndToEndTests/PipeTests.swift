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
        (shell: "cat INPUT | { exec 3<&0; exec \"$0\" \"$@\" </dev/null; }", pipe: "/proc/self/fd/3"),
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
                let (snapshot, path) = piped(advisor, "posts.json", way)
                let same = try await snapshot("advise", "--snapshot", path, "--file", "q.sql", "--format", "sql")
                #expect(same.status == 0, "\(path): \(same.errors)")
                #expect(same.output == Self.index)
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
            let (explain, plan) = piped(advisor, "plan", way)
            let said = try await explain("explain", plan)
            #expect(said.status == 0, "\(said.errors)")
            #expect(said.output.contains("posts"), "\(said.output)")
            let (configured, yaml) = piped(advisor, "c.yaml", way)
            let refused = try await configured("rules", "list", "--config", yaml)
            #expect(refused.errors.contains("kept"), "\(refused.errors)")
        }
    }

    /// Wherever a command takes a file: a pipe that nobody writes to, and a device that never ends, are named and not waited for.
    private static let commands: [[String]] = [
        ["advise", "--snapshot", "FILE", "--sql", "SELECT 1"],
        ["advise", "--snapshot", "posts.json", "--file", "FILE"],
        ["report", "--snapshot", "FILE"],
        ["migration", "--snapshot", "FILE", "--format", "sql", "--output", "m"],
        ["twin", "--snapshot", "FILE"],
        ["query", "--snapshot", "FILE", "SELECT 1"],
        ["lint", "FILE"],
        ["lint", "m.sql", "--snapshot", "FILE"],
        ["lint", "m.sql", "--schema", "FILE"],
        ["lint", "m.sql", "--config", "FILE"],
        ["explain", "FILE"],
        ["explain", "plan", "--config", "FILE"],
        ["rules", "list", "--config", "FILE"],
        ["rules", "list", "--rules", "FILE"],
        ["rules", "test", "FILE"],
        ["history", "list", "--history", "FILE"],
        ["collect", "--target", "dbname=x", "--history", "FILE"],
        ["history", "list", "--config", "history.yaml"],
        ["rules", "list", "--config", "rules.yaml"],
        ["collect", "--target", "host=/nowhere sslcert=FILE"],
        ["collect", "--target", "host=127.0.0.1 port=1 sslrootcert=FILE"],
    ]

    @Test(arguments: ["fifo", "/dev/zero"]) func whatNeverEnds(file: String) async throws {
        try await AdvisorProcess.inHome { advisor in
            let path = file.hasPrefix("/") ? file : "\(advisor.home)/\(file)"
            if path != file { try #require(mkfifo(path, 0o600) == 0) }
            for (name, text) in [
                ("m.sql", "SELECT 1;"), ("plan", "Seq Scan on posts  (cost=0.00..1.00 rows=1 width=4)"),
                ("history.yaml", "history: {path: \"\(path)\"}"), ("rules.yaml", "rule_directories: [\"\(path)\"]"),
            ] { try text.write(toFile: "\(advisor.home)/\(name)", atomically: true, encoding: .utf8) }
            for command in Self.commands {
                let words = command.map { $0.replacing("FILE", with: path) }
                let outcome = try await advisor.run(words)
                #expect(outcome.status == 2, "\(words): \(outcome.errors)")
                #expect(
                    outcome.errors.utf8.count(where: { $0 == UInt8(ascii: "\n") }) == 1, "\(words): \(outcome.errors)")
            }
            let outcome = try await advisor("advise", "--snapshot", "posts.json", "--file", file)
            #expect(
                outcome.errors == "advisor: \(file) cannot be read: it is a pipe, a socket or a device, and no file. "
                    + "Give the path of a file of SQL.\n")
        }
    }

    @Test func aServiceFileThatIsAPipe() async throws {
        try await AdvisorProcess.inHome { advisor in
            try #require(mkfifo(advisor.home + "/.pg_service.conf", 0o600) == 0)
            let outcome = try await advisor("collect", "--target", "service=shop")
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("the service file is a pipe"), "\(outcome.errors)")
        }
    }

    /// What a command writes: `collect` writes a snapshot, and without a server what it would ask one.
    private static let writers: [[String]] = [
        ["explain", "plan", "--output"], ["lint", "m.sql", "--output"],
        ["collect", "--print-sql", "--target", "URL", "--output"], ["collect", "--target", "URL", "--output"],
    ]

    private func withWriters(_ body: (AdvisorProcess, [String]) async throws -> Void) async throws {
        try await TestServer.withDatabase { database in
            try await AdvisorProcess.inHome { advisor in
                try "SELECT 1;".write(toFile: advisor.home + "/m.sql", atomically: true, encoding: .utf8)
                try "Seq Scan on posts  (cost=0.00..1.00 rows=1 width=4)".write(
                    toFile: advisor.home + "/plan", atomically: true, encoding: .utf8)
                for command in Self.writers {
                    try await body(advisor, command.map { $0 == "URL" ? database.url : $0 })
                }
            }
        }
    }

    @Test func aPipeThatNobodyReadsIsNotWaitedFor() async throws {
        try await withWriters { advisor, command in
            let pipe = "\(advisor.home)/fifo"
            unlink(pipe)
            try #require(mkfifo(pipe, 0o600) == 0)
            let outcome = try await advisor.run(command + [pipe])
            #expect(outcome.status == 2, "\(command): \(outcome.errors)")
            #expect(outcome.errors.contains("it is a pipe that nobody reads"), "\(command): \(outcome.errors)")
            var status = stat()
            #expect(stat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO, "it is a pipe still")
        }
    }

    /// A pipe of which somebody has the other end, and all that a shell gives. Not by names in /dev, which a mistake would replace where
    /// root runs the tests.
    @Test(arguments: [
        (shell: "mkfifo p; exec 4<>p; \"$0\" \"$@\" || exit; exec 4>&-; true", path: "p"),
        (shell: "\"$0\" \"$@\" | cat >copy", path: "/dev/fd/1"), (shell: "\"$0\" \"$@\" >copy", path: "/dev/fd/1"),
        (shell: "{ \"$0\" \"$@\" 3>&1 >/dev/null; } | cat >copy", path: "/dev/fd/3"),
        (shell: "\"$0\" \"$@\" 3>copy", path: "/proc/self/fd/3"),
        (shell: "ln -sf /dev/null null; exec \"$0\" \"$@\"", path: "null"),
    ])
    func whatAShellGivesIsWrittenTo(shell: String, path: String) async throws {
        try await withWriters { advisor, command in
            // What nobody takes out of a pipe must fit into it.
            if path == "p", command[0] == "collect" { return }
            var piped = advisor
            piped.shell = "rm -f p copy; " + shell
            let outcome = try await piped.run(command + [path])
            #expect(outcome.status == 0, "\(command) \(path): \(outcome.errors)")
            if shell.contains("copy") {
                let copy = try Data(contentsOf: URL(fileURLWithPath: advisor.home + "/copy"))
                let plain = try await advisor.run(command + ["file"])
                let file = try Data(contentsOf: URL(fileURLWithPath: advisor.home + "/file"))
                #expect(plain.status == 0 && !copy.isEmpty)
                #expect(
                    copy == file || command[0] == "collect" && copy.first == UInt8(ascii: "{"), "\(command) \(path)")
            }
            var status = stat()
            #expect(path != "null" || stat(advisor.home + "/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
        }
    }
}
