import Foundation
import TestSupport
import Testing

/// Names that are hard to tell apart or to write, from the server to the migration.
@Suite struct NameTests {
    /// A table of that name, an expression of SQL, with two indexes that are the same.
    private func fill(_ name: String, _ database: String) async throws {
        let server = try await TestServer.shared
        try await server.psql(
            """
            DO $do$ DECLARE name text := \(name); BEGIN
              EXECUTE format('CREATE TABLE %I (id bigint PRIMARY KEY, author int) WITH (autovacuum_enabled = off)', name);
              EXECUTE format('INSERT INTO %I SELECT n, n %% 700 FROM generate_series(1, 200000) n', name);
              EXECUTE format('CREATE INDEX %I ON %I (author)', name || '_one', name);
              EXECUTE format('CREATE INDEX %I ON %I (author)', name || '_two', name);
            END $do$;
            ANALYZE;
            """, database: database)
    }

    private func withDatabase(_ encoding: String, _ body: (String) async throws -> Void) async throws {
        let server = try await TestServer.shared
        let name = "named_\(encoding.lowercased())"
        try await server.psql("CREATE DATABASE \(name) TEMPLATE template0 ENCODING \(encoding) LOCALE 'C'")
        do {
            try await body(name)
            try await server.psql("DROP DATABASE \(name) WITH (FORCE)")
        } catch {
            _ = try? await server.psql("DROP DATABASE \(name) WITH (FORCE)")
            throw error
        }
    }

    private func migration(_ advisor: AdvisorProcess, _ database: String) async throws -> (report: Outcome, sql: String)
    {
        let server = try await TestServer.shared
        let url = server.url(database: database)
        let snapshot = try await advisor("collect", "--twin", "--target", url, "--output", "s.json")
        #expect(snapshot.status == 0, "\(snapshot.errors)")
        let report = try await advisor("report", "--snapshot", "s.json", "--format", "json")
        let written = try await advisor("migration", "--snapshot", "s.json", "--format", "sql", "--output", "m")
        #expect(written.status == 0, "\(written.errors)")
        let live = try await advisor("report", "--target", url)
        #expect(live.status == 0, "\(live.errors)")
        let files = (try? FileManager.default.contentsOfDirectory(atPath: advisor.home + "/m")) ?? []
        return (
            report,
            try files.sorted().map { try String(contentsOfFile: "\(advisor.home)/m/\($0)", encoding: .utf8) }.joined()
        )
    }

    @Test func twinsAreLeftOutAndSaidSo() async throws {
        try await TestServer.withDatabase { database in
            try await fill("U&'caf\\00E9'", database.name)
            try await fill("U&'cafe\\0301'", database.name)
            try await fill("'plain'", database.name)
            try await AdvisorProcess.inHome { advisor in
                let (report, sql) = try await migration(advisor, database.name)
                #expect(report.output.contains("reads the same as another"), "\(report.output.prefix(2000))")
                #expect(sql.contains("plain_two"), "\(sql)")
                #expect(!sql.contains("caf"), "\(sql)")
                let advice = try await advisor(
                    "advise", "--snapshot", "s.json", "--sql",
                    "SELECT * FROM \"caf\u{E9}\" WHERE id < 5 AND author = 5", "--sql",
                    "SELECT * FROM plain WHERE author = 5", "--format", "sql")
                #expect(
                    advice.output == "", "\(advice.output) \(advice.errors)")
            }
        }
    }

    /// What the database's encoding can say is converted, and what is written can be run there.
    @Test func latin1() async throws {
        try await withDatabase("LATIN1") { database in
            try await fill("'caf' || chr(233)", database)
            try await AdvisorProcess.inHome { advisor in
                let (report, sql) = try await migration(advisor, database)
                #expect(report.output.contains("café"), "\(report.output.prefix(2000))")
                #expect(sql.contains("DROP INDEX") && sql.contains("café_"), "\(sql)")
                let server = try await TestServer.shared
                for statement in sql.split(separator: "\n").filter({ $0.hasPrefix("DROP INDEX") }) {
                    try await server.psql(
                        "SET client_encoding = 'UTF8'; " + statement.replacing("CONCURRENTLY ", with: ""),
                        database: database)
                }
                let left = try await server.psql(
                    "SELECT count(*) FROM pg_class WHERE relname ~ '_(one|two)$'", database: database)
                #expect(left == "1")
            }
        }
    }

    /// A byte that the database's encoding gives no character costs the table that is named so.
    @Test func bytesThatTheEncodingLacks() async throws {
        try await withDatabase("WIN1252") { database in
            try await fill("convert_from('\\x636166e981', 'WIN1252')", database)
            try await fill("'caf' || chr(233)", database)
            try await AdvisorProcess.inHome { advisor in
                let (report, sql) = try await migration(advisor, database)
                #expect(report.output.contains("is not UTF-8 and cannot be converted"), "\(report.output.prefix(2000))")
                #expect(report.output.contains("no character of WIN1252"), "\(report.output.prefix(2000))")
                #expect(sql.contains("café_two") && !sql.contains("FFFD"), "\(sql)")
            }
        }
    }

    /// Bytes that are no UTF-8: nothing is written that would name another object, or none.
    @Test func bytesWithoutAnEncoding() async throws {
        try await withDatabase("SQL_ASCII") { database in
            try await fill("convert_from('\\x636166e9', 'SQL_ASCII')", database)
            try await fill("'plain'", database)
            try await AdvisorProcess.inHome { advisor in
                let (report, sql) = try await migration(advisor, database)
                #expect(report.output.contains("is not UTF-8"), "\(report.output.prefix(2000))")
                #expect(sql.contains("plain_two"), "\(sql)")
                #expect(!sql.contains("\u{FFFD}") && !sql.contains("FFFD") && !sql.contains("caf"), "\(sql)")
            }
        }
    }
}
