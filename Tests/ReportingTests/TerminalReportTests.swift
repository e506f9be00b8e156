import Model
import Testing

@testable import Reporting

@Suite struct TerminalReportTests {
    private func lines(_ analysis: Analysis, width: Int = 80) -> [Substring] {
        Report.terminal(analysis, width: width).split(separator: "\n", omittingEmptySubsequences: false)
    }

    private func isSQL(_ line: Substring) -> Bool {
        line.hasPrefix("      ") && ["CREATE", "DROP", "VACUUM", "ON ", "GRANT"].contains { line.contains($0) }
    }

    @Test(arguments: [20, 40, 53, 80, 120, 200])
    func onlySQLIsWiderThanTheTerminal(width: Int) {
        for line in lines(Sample.analysis, width: width) where !isSQL(line) {
            #expect(DisplayWidth.of(line) <= max(width, 40), "\(line)")
        }
    }

    @Test func theFirstScreenfulHoldsWhatMatters() {
        let first = lines(Sample.analysis).prefix(24).joined(separator: "\n")
        for words in [
            "2 critical findings, 8 warnings, 2 notes", "3.2 h/day",
            "CREATE INDEX CONCURRENTLY posts_user_id_created_idx",
            "in 12 days", "1.4 GB", "NOT EXAMINED", "no right to read pg_stat_replication", "7 days", "db1:5432/forum",
        ] {
            #expect(first.contains(words), "\(words)")
        }
    }

    @Test func sqlIsNeitherWrappedNorColoured() {
        var analysis = Sample.analysis
        let sql =
            "CREATE INDEX CONCURRENTLY \"a very long name 漢字\" ON t (" + String(repeating: "column, ", count: 40) + "z)"
        analysis.findings = [analysis.findings[1]]
        analysis.findings[0].fix = sql
        let text = Report.terminal(analysis, width: 40, colour: true)
        #expect(text.contains("\n      \(sql);\n"))
    }

    @Test func colourOnlyWhenAskedFor() {
        #expect(!Report.terminal(Sample.analysis).contains("\u{1B}"))
        let coloured = Report.terminal(Sample.analysis, colour: true)
        #expect(coloured.contains("\u{1B}[1;31m"))
        #expect(coloured.split(separator: "\u{1B}[0m").count > 10)
    }

    @Test func manyObjectsOfOneRuleAreCounted() {
        let text = Report.terminal(Sample.analysis)
        #expect(text.contains("public.table_5"))
        #expect(!text.contains("public.table_6"))
        #expect(text.contains("and 3 more: --format json lists all"))
    }

    @Test func oneObjectDoesNotFillTheFirstFive() {
        var analysis = Sample.analysis
        let worst = analysis.findings[0]
        for number in 1...4 {
            var again = worst
            again.rule = "reason-\(number)"
            again.key = "key-\(number)"
            analysis.findings.insert(again, at: number)
        }
        #expect(Digest(analysis).foremost.count { $0.object == worst.object } == 1)
    }

    @Test func aFindingWithAFixStandsForItsObject() {
        var analysis = Sample.analysis
        var (vague, exact) = (analysis.findings[0], analysis.findings[0])
        (vague.rule, vague.fix, vague.key) = ("vague", nil, "vague")
        (exact.rule, exact.fix, exact.key) = ("exact", "VACUUM", "exact")
        analysis.findings = [vague, exact]
        #expect(Digest(analysis).foremost.map(\.rule) == ["exact", "vague"])
    }

    @Test func oneRuleDoesNotFillTheFirstFive() {
        var analysis = Sample.analysis
        #expect(Digest(analysis).foremost.map(\.rule).filter { $0 == "foreign-key-without-index" }.count == 2)
        analysis.findings.removeAll { $0.rule != "foreign-key-without-index" }
        #expect(Digest(analysis).foremost.count == 5)
        #expect(Set(Digest(analysis).foremost.map(\.key)).count == 5)
    }

    @Test func noMoreTimeIsAtStakeThanIsSpent() {
        var analysis = Sample.analysis
        for position in analysis.findings.indices where analysis.findings[position].impact.unit == .millisecondsPerDay {
            analysis.findings[position].impact.value = 1e12
        }
        // 80,640 s are 62% of a week's execution time.
        #expect(Digest(analysis).stake.contains("5.2 h/day"))
    }

    @Test func aLifetimeWindowIsSaid() {
        var analysis = Sample.analysis
        analysis.isLifetime = true
        #expect(Report.terminal(analysis).contains("One snapshot only"))
        #expect(!Report.terminal(Sample.analysis).contains("One snapshot only"))
    }

    @Test func nothingFoundIsSaidAndNotExaminedToo() {
        let analysis = Analysis(
            target: Sample.analysis.target, from: 0, to: 0, isLifetime: false, serverVersion: 0, findings: [],
            coverage: Coverage(), statements: [])
        let text = Report.terminal(analysis, width: 40)
        #expect(text.contains("No findings."))
        #expect(text.contains("Nothing: every rule ran"))
        #expect(!text.contains("COSTS MOST"))
    }

    @Test func hostileNamesStayInTheirPlace() throws {
        var analysis = Sample.analysis
        analysis.findings[0].object = "\u{1B}[2J漢字 \"emoji 😀\"\nsecond line"
        analysis.findings[0].message = "</details> | `code` \u{7}"
        let terminal = Report.terminal(analysis, width: 40)
        #expect(!terminal.contains("\u{1B}"))
        let markdown = try Report.markdown(analysis)
        #expect(markdown.contains("&lt;/details&gt; \\| \\`code\\`"))
    }
}
