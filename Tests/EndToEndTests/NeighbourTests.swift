import Cluster
import Foundation
import TestSupport
import Testing

/// Roles, databases and servers that others have set up for themselves: the commands work there, or say what to change.
@Suite(.enabled(if: (try? Installation.find())?.hasLibrary("pg_stat_statements") ?? false))
struct NeighbourTests {
    private static let schema = """
        CREATE EXTENSION pg_stat_statements;
        CREATE TABLE posts (id bigint PRIMARY KEY, author_id bigint NOT NULL, title text NOT NULL);
        INSERT INTO posts SELECT n, 1 + n % 1000, 'title ' || n FROM generate_series(1, 20000) n;
        VACUUM ANALYZE;
        """
    private static let query = "SELECT title FROM posts WHERE title = 'title 5'"

    private func withShop(
        _ settings: [String: String] = [:],
        _ test: (PrivateServer, AdvisorProcess, _ target: String) async throws -> Void
    ) async throws {
        var configuration = ServerConfiguration()
        configuration.settings = settings
        configuration.settings["shared_preload_libraries"] = "pg_stat_statements"
        try await withPrivateServer(configuration) { server in
            try await server.psql(
                "CREATE ROLE advisor LOGIN; GRANT pg_monitor, pg_read_all_data TO advisor; CREATE DATABASE shop")
            try await server.psql(Self.schema, database: "shop")
            for _ in 0..<5 { try await server.psql(Self.query, database: "shop") }
            let target = server.url(database: "shop", user: "advisor") + "&connect_timeout=60"
            try await AdvisorProcess.inHome { try await test(server, $0, target) }
        }
    }

    /// All commands that look at a target find what there is to find.
    private func expectAllWorks(
        _ advisor: AdvisorProcess, _ target: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let collected = try await advisor("collect", "--target", target, "--output", "snapshot")
        #expect(collected.status == 0, "\(collected.errors)", sourceLocation: sourceLocation)
        // INSERT and VACUUM are not for a role that only looks.
        let gaps = collected.errors.split(separator: "\n").filter {
            $0.hasPrefix("Not read:") && !$0.contains("plans:")
        }
        #expect(gaps == [], sourceLocation: sourceLocation)
        let report = try await advisor("report", "--quiet", "--target", target, "--format", "markdown")
        #expect(report.status == 0, "\(report.errors)", sourceLocation: sourceLocation)
        #expect(report.output.contains("posts"), "\(report.output)", sourceLocation: sourceLocation)
        let advice = try await advisor(
            "advise", "--quiet", "--target", target, "--sql", Self.query, "--format", "sql")
        #expect(
            advice.output == "CREATE INDEX ON public.posts (title);\n", "\(advice.output)\(advice.errors)",
            sourceLocation: sourceLocation)
    }

    @Test func oneConnectionIsEnough() async throws {
        try await withShop { server, advisor, target in
            try await server.psql("ALTER ROLE advisor CONNECTION LIMIT 1")
            try await expectAllWorks(advisor, target)
        }
    }

    @Test func noConnectionIsLeft() async throws {
        try await withShop { server, advisor, target in
            try await server.psql("ALTER ROLE advisor CONNECTION LIMIT 0")
            let refused = try await advisor("collect", "--target", target)
            #expect(refused.status == 2)
            #expect(refused.errors.contains("53300") || refused.errors.contains("limit"), "\(refused.errors)")
            #expect(refused.errors.split(separator: "\n").count == 1, "\(refused.errors)")
        }
    }

    @Test(arguments: ["ROLE advisor", "DATABASE shop", "ROLE advisor IN DATABASE shop"])
    func aTimeLimitOfAMillisecond(whose: String) async throws {
        try await withShop { server, advisor, target in
            let limits = [
                "statement_timeout = '1ms'", "lock_timeout = '1ms'", "idle_in_transaction_session_timeout = '1s'",
            ]
            for limit in limits { try await server.psql("ALTER \(whose) SET \(limit)") }
            try await expectAllWorks(advisor, target)
        }
    }

    /// Whatever is decided is decided by codes.
    @Test(.enabled(if: German.isInstalled, "the locale de_DE.UTF-8 is missing: make setup"))
    func aServerThatSpeaksGerman() async throws {
        try await withShop(["lc_messages": "de_DE.UTF-8"]) { server, advisor, target in
            let words = try? await server.psql("SELECT 1/0")
            #expect(words == nil)
            #expect(server.logTail(lines: 50).contains("Division durch Null"), "\(server.logTail(lines: 50))")
            try await expectAllWorks(advisor, target)
            // What a role may not, what is locked, what does not end in time: each is known for what it is.
            try await server.psql(
                "REVOKE pg_read_all_data, pg_monitor FROM advisor; ALTER ROLE advisor SET statement_timeout = '1ms'")
            let collected = try await advisor("collect", "--target", target, "--twin")
            #expect(collected.status == 0, "\(collected.errors)")
            #expect(collected.errors.contains("GRANT pg_monitor TO advisor;"), "\(collected.errors)")
            try await server.psql("ALTER ROLE advisor NOLOGIN")
            let refused = try await advisor("collect", "--target", target)
            #expect(refused.status == 2 && refused.errors.contains("pg_hba.conf"), "\(refused.errors)")
            let nowhere = try await advisor("collect", "--target", server.url(database: "nirgends"))
            #expect(nowhere.status == 2 && nowhere.errors.contains("psql -l"), "\(nowhere.errors)")
        }
    }
}

/// The locale in which a server says what it says in German.
enum German {
    static let isInstalled: Bool = {
        guard let answer = try? Command.run(["locale", "-a"], as: .current) else { return false }
        return answer.output.lowercased().contains("de_de.utf8")
    }()
}
