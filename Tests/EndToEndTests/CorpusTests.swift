import Foundation
import Model
import Postgres
import SQLSyntax
import TestSupport
import Testing

/// Everyday statements in the styles of eight libraries, as pg_stat_statements keeps them: nearly all are analysed.
///
/// Each file of Corpus holds statements that run on schema.sql. `-- bind: 5|x` before one gives the values of its own
/// parameters; every other comment is part of what is sent.
@Suite struct CorpusTests {
    private static let styles = [
        "rails", "django", "prisma", "drizzle", "sqlalchemy", "hibernate", "sqlc", "postgrest",
    ]

    private static func file(_ name: String) throws -> String {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Corpus")
        return try String(contentsOf: folder.appendingPathComponent(name + ".sql"), encoding: .utf8)
    }

    struct Statement {
        var text: String
        var parameters: [Parameter]
    }

    static func statements(of style: String) throws -> [Statement] {
        let text = try file(style)
        let bytes = Array(text.utf8)
        var start = 0
        var result: [Statement] = []
        for range in SQL.split(text) {
            var lines = String(decoding: bytes[start..<range.bytes.upperBound], as: UTF8.self)
                .drop { $0 == ";" || $0.isNewline }.split(separator: "\n", omittingEmptySubsequences: false)
            let binding = lines.last { $0.hasPrefix("-- bind:") }
            lines.removeAll { $0.hasPrefix("-- bind:") }
            let values = binding?.dropFirst("-- bind: ".count).split(separator: "|", omittingEmptySubsequences: false)
            result.append(
                Statement(
                    text: lines.joined(separator: "\n"),
                    parameters: (values ?? []).map { .string($0 == "NULL" ? nil : String($0)) }))
            start = range.bytes.upperBound
        }
        return result
    }

    /// What `advisor advise --format json` says of a workload.
    struct Coverage {
        var analysed: Int
        var skipped: [(statement: String, reason: String)]

        init(_ json: String) throws {
            let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
            let coverage = try #require(object["coverage"] as? [String: Any])
            analysed = try #require(coverage["analysed"] as? Int)
            skipped = (coverage["skipped"] as? [[String: String]] ?? []).map {
                ($0["statement"] ?? "", $0["reason"] ?? "")
            }
        }
    }

    @Test func nearlyAllStatementsAreAnalysed() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute("CREATE EXTENSION pg_stat_statements;" + (try Self.file("schema")))
            try await database.execute(
                "SELECT pg_stat_statements_reset(0, (SELECT oid FROM pg_database WHERE datname = current_database()), 0)"
            )
            let connection = try await Connection.connect(ConnectionOptions(database.url))
            var sent = 0
            for style in Self.styles {
                for statement in try Self.statements(of: style) {
                    do {
                        _ = try await connection.query(statement.text, statement.parameters)
                        sent += 1
                    } catch {
                        Issue.record("\(style): \(error)\n\(statement.text)")
                    }
                }
            }
            await connection.close()
            #expect(sent >= 300)
            let kinds = #"^\s*((--[^\n]*\n|/\*.*?\*/)\s*)*\(*(select|insert|update|delete|merge|with|values)\M"#
            let rows = try await database.execute(
                """
                SELECT json_object_agg(query, time) FROM (SELECT query, sum(total_exec_time) AS time
                  FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                    AND query ~* '\(kinds)' AND query !~ 'pg_stat_statements'
                  GROUP BY query) x
                """)
            let decoded = try JSONSerialization.jsonObject(with: Data(rows.utf8))
            let times = try #require(decoded as? [String: Double])
            try await AdvisorProcess.inHome { advisor in
                let advice = try await advisor("advise", "--target", database.url, "--format", "json", "--seconds", "5")
                try #require(advice.status == 0, "\(advice.errors)")
                let coverage = try Coverage(advice.output)
                let left = coverage.skipped.filter { times[$0.statement] != nil }
                let lost = left.reduce(0) { $0 + (times[$1.statement] ?? 0) }
                let list = left.map { "\($0.reason)\n    \($0.statement)" }.joined(separator: "\n")
                print(
                    "corpus: \(sent) sent, \(times.count) texts, \(coverage.analysed) analysed, \(left.count) left out:\n\(list)"
                )
                #expect(lost <= 0.02 * times.values.reduce(0, +), "\(list)")
            }
        }
    }
}
