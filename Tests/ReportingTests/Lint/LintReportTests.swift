import Foundation
import JSONTape
import Model
import TestSupport
import Testing

@testable import Reporting

@Suite struct LintReportTests {
    private let rules = [
        RuleText(
            id: "index-nonconcurrent", severity: .warning, title: "Index built while writes wait",
            harm: "Every write waits.", remedy: "CREATE INDEX CONCURRENTLY."),
        RuleText(
            id: "drop-table", severity: .warning, title: "Table dropped", harm: "Its rows are gone.",
            remedy: "A separate release."),
        RuleText(id: "never-named", severity: .info, title: "Not in the report", harm: "None.", remedy: "None."),
    ]

    private let source = ["-- Größe <&> \"é\"", "\tCREATE INDEX 漢字 ON posts (a); SELECT 1;", "DROP TABLE a,", "  b;"]

    private var report: LintReport {
        var report = LintReport()
        report.findings = [
            LintFinding(
                rule: "index-nonconcurrent", severity: .critical, file: "db/1, a:b.sql", line: 2, column: 2, endLine: 2,
                endColumn: 31,
                message: "building the index makes writes to public.posts wait (100% of <all> & \"more\")",
                lock: "ShareLock", blocks: "writes, about 40 s", table: "public.posts", rows: 12_000_000,
                fix: "CREATE INDEX CONCURRENTLY 漢字 ON posts (a);"),
            LintFinding(
                rule: "drop-table", severity: .warning, file: "db/1, a:b.sql", line: 3, column: 1, endLine: 4,
                endColumn: 4, message: "the rows of public.a are lost", lock: "AccessExclusiveLock",
                blocks: "reads and writes, for a moment once it is granted", table: "public.a"),
            LintFinding(
                rule: "drop-table", severity: .info, file: "db/1, a:b.sql", line: 3, column: 1, endLine: 4,
                endColumn: 4, message: "the rows of public.a are lost", table: "public.a"),
        ]
        report.suppressed = [
            SuppressedLintFinding(
                finding: LintFinding(
                    rule: "drop-table", severity: .warning, file: "db/2.sql", line: 1, column: 1, endLine: 1,
                    endColumn: 13, message: "the rows of public.old are lost", table: "public.old"),
                reason: "nobody | has used it since May", isInSource: false)
        ]
        report.notes = [LintNote(file: "db/2.sql", line: 7, text: "\\restrict is a command of psql: skipped")]
        report.files = 2
        report.statements = 8
        report.notAnalysed = 1
        return report
    }

    private func line(_ file: String, _ number: Int) -> String? { source[number - 1] }

    @Test func text() {
        assertSnapshot(Report.terminal(report, width: 80, source: line), named: "lint.txt")
    }

    @Test func json() { assertSnapshot(Report.json(report), named: "lint.json") }

    @Test func sarif() { assertSnapshot(Report.sarif(report, rules: rules, version: "1.0"), named: "lint.sarif") }

    @Test func junit() {
        let text = Report.junit(report, rules: rules, files: ["db/1, a:b.sql", "db/2.sql", "db/3.sql"])
        assertSnapshot(text, named: "lint.junit.xml")
    }

    @Test func gitlab() { assertSnapshot(Report.gitlab(report, rules: rules), named: "lint.gitlab.json") }

    @Test func github() { assertSnapshot(Report.github(report, rules: rules), named: "lint.github.txt") }

    @Test func githubSummary() {
        assertSnapshot(Report.githubSummary(report, rules: rules), named: "lint.summary.md")
    }

    @Test func jsonFollowsItsSchema() throws {
        let schema = try JSONTape(
            String(contentsOf: reportsFolder.appending(path: "lint.schema.json"), encoding: .utf8))
        let problems = try SchemaValidator(schema: schema.root).problems(of: JSONTape(Report.json(report)).root)
        #expect(problems.isEmpty, "\(problems)")
    }

    @Test func fingerprintsAreDistinctAndStandWhenLinesMove() {
        let first = report.diagnostics(rules).map(\.fingerprint)
        #expect(Set(first).count == first.count)
        var moved = report
        for position in moved.findings.indices { moved.findings[position].line += 10 }
        #expect(moved.diagnostics(rules).map(\.fingerprint) == first)
    }

    @Test func everyCommandOfGitHubIsOneLine() {
        var report = report
        report.findings[0].fix = "a\r\nb\rc\nd"
        let lines = Report.github(report, rules: rules).utf8.split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == 3)
        #expect(Report.github(report, rules: rules).contains("a%0Ab c%0Ad"))
    }

    @Test func aCleanReportIsWholeInEachFormat() throws {
        var clean = LintReport()
        clean.files = 1
        clean.statements = 2
        #expect(Report.json(clean) == "[]\n")
        #expect(Report.github(clean, rules: rules).isEmpty)
        #expect(Report.junit(clean, rules: rules, files: ["a.sql"]).contains("no findings"))
        #expect(try JSONTape(Report.sarif(clean, rules: rules, version: "1")).root["runs"]?[0]?["results"]?.count == 0)
        #expect(Report.terminal(clean, source: line).contains("1 file, 2 statements: nothing found."))
    }
}
