import Foundation
import TestSupport
import Testing

/// What a CI server would act on comes out of no command, in no format, on neither stream.
@Suite struct ServerCommandOutputTests {
    private static let sign = "x##vso[task.prependpath]y##[set-output name=a;]z"

    /// By bytes, as an agent reads them.
    private func expectHarmless(_ outcome: Outcome, _ what: String, own: Bool = false) {
        for text in [outcome.output, outcome.errors] {
            #expect(text.firstMatch(of: /##[A-Za-z0-9_.-]*\[/) == nil, "\(what): \(text)")
            #expect(text.firstMatch(of: /(?m)^(---|\+\+\+|~~~|\^\^\^)[ \t]/) == nil, "\(what): \(text)")
            for line in text.split(whereSeparator: \.isNewline) where !own {
                #expect(!line.drop(while: \.isWhitespace).hasPrefix("::"), "\(what): \(line)")
            }
        }
    }

    @Test(arguments: ["text", "json", "sarif", "junit", "gitlab", "github"])
    func lint(format: String) async throws {
        try await AdvisorProcess.inHome { advisor in
            let sql = """
                CREATE INDEX "\(Self.sign)" ON "\(Self.sign)" (a);
                ALTER TABLE t ALTER COLUMN a TYPE text USING a
                ::text || '\(Self.sign)'; -- \(Self.sign)
                --- a heading
                CREATE INDEX i ON t (a
                +++ b);
                DROP TABLE "
                ~~~ x";
                """
            for (name, text) in ["a.sql": sql, "\(Self.sign).sql": sql, "b\(Self.sign).sql": "CREATE \(Self.sign)"] {
                try Data(text.utf8).write(to: URL(fileURLWithPath: "\(advisor.home)/\(name)"))
            }
            for paths in [["a.sql"], ["\(Self.sign).sql"], ["b\(Self.sign).sql"], ["no\(Self.sign)"]] {
                let outcome = try await advisor.run(["lint", "--format", format] + paths)
                #expect(outcome.status != 0)
                expectHarmless(outcome, "\(format) \(paths)", own: format == "github")
            }
        }
    }

    @Test(arguments: ["table", "csv", "json"])
    func query(format: String) async throws {
        try await TestServer.withDatabase { database in
            try await AdvisorProcess.inHome { advisor in
                let collected = try await advisor("collect", "--target", database.url, "--output", "a.json")
                #expect(collected.status == 0, "\(collected.errors)")
                let text = "a\n::error::b\n \(Self.sign)\n--- x\n^^^ +++"
                let outcome = try await advisor(
                    "query", "--snapshot", "a.json", "--format", format,
                    "SELECT '::error::first' AS \"::name\", '\(text)' AS \"\(Self.sign)\"")
                let rule = try await advisor(
                    "query", "--snapshot", "a.json", "--format", format,
                    "SELECT '1' AS oid, '+++ a' AS b UNION ALL SELECT '--- b', 'c'")
                #expect(rule.status == 0, "\(rule.errors)")
                expectHarmless(rule, format)
                #expect(outcome.status == 0, "\(outcome.errors)")
                expectHarmless(outcome, format)
                let wrong = try await advisor(
                    "query", "--snapshot", "a.json", "SELECT '\(Self.sign)' FROM \"\(Self.sign)\"")
                expectHarmless(wrong, "error")
                if format == "csv" {
                    #expect(
                        outcome.output.hasPrefix("\"::name\",") && outcome.output.contains("\n\"::error::first\",\"a\n")
                    )
                }
                if format == "json" {
                    let rows = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: String]]
                    #expect(rows?.first?[Self.sign] == text)
                }
            }
        }
    }

    @Test func explainAndUnknownWords() async throws {
        try await AdvisorProcess.inHome { advisor in
            let plan =
                "Seq Scan on \"\(Self.sign)\"  (cost=0.00..1.00 rows=1 width=4)\n  Filter: (a = '\(Self.sign)'::text)\n"
            for format in ["text", "json"] {
                expectHarmless(try await advisor("explain", "-", "--format", format, input: plan), format)
            }
            expectHarmless(try await advisor("explain", "\(Self.sign)"), "a file that is not there")
            expectHarmless(try await advisor("lint", "--\(Self.sign)"), "an option")
            expectHarmless(try await advisor("\(Self.sign)"), "a command")
        }
    }
}
