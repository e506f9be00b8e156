import Foundation
import TestSupport
import Testing

/// What `advisor advise` is not to be had by: full disks, budgets that are none, tables that it may not advise on.
@Suite struct AdviseBadInputTests {
    private static let query = "SELECT * FROM posts WHERE author = 5"

    private func withSnapshot(_ body: (AdvisorProcess) async throws -> Void) async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(
                """
                CREATE TABLE posts (id bigint PRIMARY KEY, author int);
                INSERT INTO posts SELECT n, n % 700 FROM generate_series(1, 30000) n;
                VACUUM ANALYZE;
                """)
            try await AdvisorProcess.inHome { advisor in
                _ = try await advisor("collect", "--twin", "--target", database.url, "--output", "posts.json")
                try await body(advisor)
            }
        }
    }

    /// The limit of a file's size stands for a disk that fills up, and needs no root: first while the server is made, then
    /// while its files are shaped.
    @Test(arguments: [200, 4_000]) func noRoomForTheTwin(blocks: Int) async throws {
        try await withSnapshot { advisor in
            let command = "ulimit -f \(blocks); exec \"$0\" \"$@\""
            var limited = advisor
            // Short, for a socket has to fit below it, and open to the server's user.
            let temporary = "/tmp/advisor-" + UUID().uuidString.prefix(8)
            try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
            try FileManager.default.setAttributes([.posixPermissions: 0o1777], ofItemAtPath: temporary)
            defer { try? FileManager.default.removeItem(atPath: temporary) }
            limited.environment["TMPDIR"] = temporary
            limited.shell = command
            let outcome = try await limited("advise", "--snapshot", "posts.json", "--sql", Self.query)
            #expect(outcome.status == 2, "\(outcome.output)")
            #expect(outcome.output.isEmpty)
            #expect(outcome.errors.contains("File too large"), "\(outcome.errors)")
            #expect(outcome.errors.contains("free space"), "\(outcome.errors)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: temporary).isEmpty)
        }
    }

    @Test(arguments: ["-5", "-5GB", "-1%", "1e400", "nan", ""]) func budgetsThatAreNone(budget: String) async throws {
        try await withSnapshot { advisor in
            let outcome = try await advisor(
                "advise", "--snapshot", "posts.json", "--sql", Self.query, "--budget=\(budget)")
            #expect(outcome.status == 2, "\(outcome.output)")
            #expect(outcome.output.isEmpty)
            #expect(outcome.errors.contains("--budget"), "\(outcome.errors)")
        }
    }

    @Test func aBudgetLargerThanAnyDiskIsNoLimit() async throws {
        try await withSnapshot { advisor in
            let outcome = try await advisor(
                "advise", "--snapshot", "posts.json", "--sql", Self.query, "--budget", "99999999999999999999GB",
                "--format",
                "sql")
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output.contains("ON public.posts (author"), "\(outcome.output)")
        }
    }

    @Test func foreignTables() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(
                """
                CREATE EXTENSION file_fdw;
                CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
                CREATE FOREIGN TABLE outside (id int) SERVER files OPTIONS (filename '/dev/null');
                """)
            try await AdvisorProcess.inHome { advisor in
                let outcome = try await advisor(
                    "advise", "--target", database.url, "--sql", "SELECT * FROM outside WHERE id = 5")
                #expect(outcome.status == 2, "\(outcome.output)")
                #expect(outcome.errors.contains("it is a foreign table"), "\(outcome.errors)")
            }
        }
    }
}
