import Cluster
import Foundation
import TestSupport
import Testing

/// Servers and databases that are not as they should be: one clear message and status 2, or a report that says what it lacks.
@Suite struct BadServerTests {
    private func expectRefusal(
        _ outcome: Outcome, says words: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.status == 2, "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
        for word in words {
            #expect(outcome.errors.contains(word), "\(outcome.errors)", sourceLocation: sourceLocation)
        }
        let lines = outcome.errors.split(separator: "\n")
        #expect(lines.count == 1, "one message: \(lines)", sourceLocation: sourceLocation)
    }

    private var onLoopback: ServerConfiguration {
        var configuration = ServerConfiguration()
        configuration.listensOnLoopback = true
        return configuration
    }

    @Test func wrongPasswordAndMissingTLS() async throws {
        try await withPrivateServer(onLoopback) { server in
            try await AdvisorProcess.inHome { advisor in
                let wrong = "postgres://postgres:s3cret@127.0.0.1:\(server.port)/postgres"
                let refused = try await advisor("collect", "--target", wrong)
                expectRefusal(refused, says: "password", "127.0.0.1")
                #expect(!refused.errors.contains("s3cret"))
                let good = try #require(server.loopbackURL())
                for mode in ["require", "verify-full"] {
                    expectRefusal(
                        try await advisor("report", "--target", good + "?sslmode=\(mode)"), says: "SSL", "sslmode")
                }
                #expect(
                    try await advisor("history", "list", "--format", "csv").output.split(separator: "\n").count == 1)
            }
        }
    }

    @Test(arguments: [
        ("57P03", "the database system is starting up"), ("57P03", "the database system is shutting down"),
        ("53300", "sorry, too many clients already"),
    ])
    func aServerThatLetsNobodyIn(state: String, message: String) async throws {
        let server = try FakeServer(greeting: FakeServer.refusal(state: state, message))
        try await AdvisorProcess.inHome { advisor in
            let target = "host=127.0.0.1 port=\(server.port) user=x dbname=x sslmode=disable"
            expectRefusal(try await advisor("collect", "--target", target), says: message)
        }
    }

    @Test func interruptedWhileTheServerIsSilent() async throws {
        let silent = try FakeServer()
        try await AdvisorProcess.inHome { advisor in
            let process = try advisor.start([
                "report", "--target", "host=127.0.0.1 port=\(silent.port) user=x dbname=x connect_timeout=3600",
            ])
            // Before that a signal ends it by itself: nothing is caught yet.
            try await waitUntil { silent.hasClient }
            process.signal(SIGINT)
            let output = try await process.output.text()
            _ = try await process.errors.text()
            await process.wait()
            #expect(process.status == 130)
            #expect(output.isEmpty)
        }
    }

    @Test func anExtensionThatIsNotPreloaded() async throws {
        try await withPrivateServer { server in
            try await server.psql("CREATE EXTENSION pg_stat_statements; CREATE TABLE t (id int);")
            try await AdvisorProcess.inHome { advisor in
                let report = try await advisor("report", "--target", server.url())
                #expect(report.status == 0, "\(report.errors)")
                #expect(report.output.contains("shared_preload_libraries"), "\(report.output)")
            }
        }
    }

    @Test func aStandby() async throws {
        try await withPrivateServer { server in
            try await server.psql("CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 100000);")
            try await server.halt()
            let signal = server.dataDirectory + "/standby.signal"
            try Data().write(to: URL(fileURLWithPath: signal))
            let owner = try FileManager.default.attributesOfItem(atPath: server.dataDirectory)
            try FileManager.default.setAttributes(
                [.ownerAccountID: owner[.ownerAccountID] ?? 0, .groupOwnerAccountID: owner[.groupOwnerAccountID] ?? 0],
                ofItemAtPath: signal)
            try await server.resume()
            try await AdvisorProcess.inHome { advisor in
                let report = try await advisor("report", "--target", server.url())
                #expect(report.status == 0, "\(report.errors)")
                #expect(report.output.contains("public.t"), "the table without a key: \(report.output)")
            }
        }
    }

    @Test func anEmptyDatabase() async throws {
        try await TestServer.withDatabase { database in
            try await AdvisorProcess.inHome { advisor in
                let report = try await advisor("report", "--target", database.url)
                #expect(report.status == 0, "\(report.errors)")
                #expect(report.output.contains("PostgreSQL"))
                let migration = try await advisor(
                    "migration", "--target", database.url, "--format", "sql", "--output", "m")
                #expect(migration.status == 0, "\(migration.errors)")
            }
        }
    }

    /// Names that have to be quoted everywhere: found, reported, and the fix applies as printed.
    @Test func namesThatNeedQuotes() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(
                #"""
                CREATE SCHEMA "My ""Schema"" 😀";
                CREATE TABLE "My ""Schema"" 😀"."Größe'n; --" ("The Id" bigint PRIMARY KEY, "na""me" text, "select" text);
                CREATE INDEX "One Index" ON "My ""Schema"" 😀"."Größe'n; --" ("na""me");
                CREATE INDEX "One Index 😀" ON "My ""Schema"" 😀"."Größe'n; --" ("na""me");
                INSERT INTO "My ""Schema"" 😀"."Größe'n; --" SELECT n, 'name ' || n, '' FROM generate_series(1, 60000) n;
                ANALYZE;
                """#)
            try await AdvisorProcess.inHome { advisor in
                let migration = try await advisor(
                    "migration", "--target", database.url, "--format", "sql", "--output", "m")
                #expect(migration.status == 0, "\(migration.errors)")
                let files = try FileManager.default.contentsOfDirectory(atPath: advisor.home + "/m").sorted()
                let up = try files.filter { $0.hasSuffix(".up.sql") }
                    .map { try String(contentsOfFile: "\(advisor.home)/m/\($0)", encoding: .utf8) }
                let drop = #"DROP INDEX CONCURRENTLY IF EXISTS "My ""Schema"" 😀"."One Index"#
                #expect(up.contains { $0.contains(drop) }, "\(up)")
                for sql in up { try await database.execute(sql) }
                let left = try await database.execute(
                    "SELECT count(*) FROM pg_indexes WHERE indexname LIKE 'One Index%'")
                #expect(left == "1")
                let report = try await advisor("report", "--target", database.url)
                #expect(report.status == 0, "\(report.errors)")
            }
        }
    }

    @Test func twentyThousandTables() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(
                """
                DO $$ BEGIN
                    FOR i IN 1..20000 LOOP
                        EXECUTE format('CREATE TABLE many_%s (id int, parent int)', i);
                        IF i % 500 = 0 THEN COMMIT; END IF;
                    END LOOP;
                END $$
                """)
            try await AdvisorProcess.inHome { advisor in
                let collected = try await advisor("collect", "--target", database.url, "--output", "many.json")
                #expect(collected.status == 0, "\(collected.errors)")
                let answer = try await advisor(
                    "query", "--snapshot", "many.json", "--format", "csv", "SELECT count(*) FROM tables")
                #expect(answer.output == "count(*)\n20000\n")
                let report = try await advisor("report", "--snapshot", "many.json")
                #expect(report.status == 0, "\(report.errors)")
            }
        }
    }

    @Test func aFolderThatCannotBeWritten() async throws {
        try await TestServer.withDatabase { database in
            try await AdvisorProcess.inHome { advisor in
                expectRefusal(
                    try await advisor(
                        "collect", "--quiet", "--target", database.url, "--output", "/proc/advisor/s.json"),
                    says: "/proc/advisor")
                expectRefusal(
                    try await advisor(
                        "report", "--quiet", "--target", database.url, "--output", "/proc/advisor/report.md"),
                    says: "/proc/advisor")
                expectRefusal(
                    try await advisor(
                        "migration", "--quiet", "--target", database.url, "--format", "sql", "--output",
                        "/proc/advisor"),
                    says: "/proc/advisor")
            }
        }
    }
}
