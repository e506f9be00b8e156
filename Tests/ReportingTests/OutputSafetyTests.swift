import Foundation
import Model
import Testing

@testable import Reporting

/// Every form of output, given hostile names and texts, holds nothing that a terminal obeys or an eye misses.
@Suite struct OutputSafetyTests {
    /// The forms, by the functions that make them. `everyRendererIsHere` fails where a new one is not listed.
    static let renderers: [(name: String, isJSON: Bool, text: @Sendable (Hostile, _ colour: Bool) throws -> String)] = [
        ("Report.terminal(Analysis)", false, { Report.terminal($0.analysis, width: 80, colour: $1) }),
        ("Report.markdown(Analysis)", false, { hostile, _ in try Report.markdown(hostile.analysis) }),
        ("Report.json(Analysis)", true, { hostile, _ in Report.json(hostile.analysis) }),
        ("Report.terminal(PlanAnalysis)", false, { Report.terminal($0.planAnalysis, width: 80, colour: $1) }),
        ("Report.json(PlanAnalysis)", true, { hostile, _ in Report.json(hostile.planAnalysis) }),
        (
            "Report.terminal(PlanExplanation)", false,
            { Report.terminal($0.explanation, width: 80, colour: $1) }
        ),
        ("Report.json(PlanExplanation)", true, { hostile, _ in Report.json(hostile.explanation) }),
        (
            "Report.terminal(LintReport)", false,
            { hostile, colour in
                Report.terminal(hostile.lint, width: 80, colour: colour) { _, _ in hostile.word + " DROP TABLE" }
            }
        ),
        ("Report.json(LintReport)", true, { hostile, _ in Report.json(hostile.lint) }),
        (
            "Report.sarif(LintReport)", true,
            { hostile, _ in Report.sarif(hostile.lint, rules: hostile.rules, version: "1") }
        ),
        (
            "Report.junit(LintReport)", false,
            { hostile, _ in Report.junit(hostile.lint, rules: hostile.rules, files: [hostile.word]) }
        ),
        ("Report.gitlab(LintReport)", true, { hostile, _ in Report.gitlab(hostile.lint, rules: hostile.rules) }),
        ("Report.github(LintReport)", false, { hostile, _ in Report.github(hostile.lint, rules: hostile.rules) }),
        (
            "Report.githubSummary(LintReport)", false,
            { hostile, _ in Report.githubSummary(hostile.lint, rules: hostile.rules) }
        ),
        ("AdviceReport.text(Advice)", false, { AdviceReport.text($0.advice, width: 80, colour: $1) }),
        ("AdviceReport.json(Advice)", true, { hostile, _ in AdviceReport.json(hostile.advice) }),
        ("AdviceReport.sql(Advice)", false, { hostile, _ in AdviceReport.sql(hostile.advice) }),
        (
            "ComparisonReport.text(TimeComparison)", false,
            { hostile, _ in ComparisonReport.text(hostile.comparison, width: 80) }
        ),
        ("ComparisonReport.json(TimeComparison)", true, { hostile, _ in ComparisonReport.json(hostile.comparison) }),
    ]

    private static let words = [
        "\u{1B}[31mred\u{1B}[0m", "\u{1B}]8;;https://evil\u{1B}\\x", "\u{9B}2J", "a\u{7}\u{8}b", "\u{202E}cba",
        "\u{2066}x\u{2069}",
        "\u{200E}\u{200F}\u{61C}", "a\u{200B}\u{200D}\u{FEFF}b", "\u{E0041}\u{FE0F}", "s\u{AD}t",
        "a\u{2028}b\u{2029}c\u{85}d",
        "a\r\nb\rc", "\u{0}", "\u{7F}", "\u{3164}\u{115F}",
    ]

    @Test(arguments: renderers.indices, words)
    func nothingDangerousComesOut(renderer: Int, word: String) throws {
        let form = Self.renderers[renderer]
        let plain = try form.text(Hostile(word: word), false)
        let odd = plain.unicodeScalars.filter(Visible.isHazard)
        #expect(odd.isEmpty, "\(form.name): \(odd.map(Visible.number))")
        // With colour the only escape sequences are our own: as many as with a harmless word, none of the word's.
        let coloured = try form.text(Hostile(word: word), true)
        for sequence in ["\u{1B}[31mred", "\u{1B}]8", "\u{9B}"] {
            #expect(!coloured.contains(sequence), "\(form.name)")
        }
        let left = coloured.replacing(/\u{1B}\[(0|1|2|33|36|1;31)m/, with: "")
        #expect(!left.unicodeScalars.contains(where: Visible.isHazard), "\(form.name)")
    }

    /// No name, file or text begins a line that a CI server takes for its own command, neither by a line break of its own nor where
    /// prose is wrapped.
    @Test(
        arguments: renderers.indices,
        [
            "x\n::error file=a.swift::forged", "x\r\n  ::add-mask::x", "a\n##vso[task.setvariable variable=x]1",
            "a\n##[error]x",
        ])
    func noLineIsACommandOfACIServer(renderer: Int, word: String) throws {
        let form = Self.renderers[renderer]
        guard !form.isJSON, !form.name.contains("github"), !form.name.contains("markdown") else { return }
        for word in [word, String(repeating: "word ", count: 15) + word.replacing("\n", with: " ")] {
            for line in try form.text(Hostile(word: word), false).split(whereSeparator: \.isNewline) {
                let start = line.drop(while: \.isWhitespace)
                #expect(!start.hasPrefix("::") && !start.hasPrefix("##"), "\(form.name): \(line)")
            }
        }
    }

    /// Nor does a sign stand anywhere in a line that a CI server looks for anywhere; JSON stays JSON.
    @Test(
        arguments: renderers.indices, ["x##vso[task.prependpath]/tmp", "t##[set-output name=a;]b", "a###teamcity[b]"])
    func noSignOfACIServerStandsAnywhere(renderer: Int, word: String) throws {
        let form = Self.renderers[renderer]
        for colour in [false, true] {
            let text = try form.text(Hostile(word: word), colour)
            #expect(text.firstMatch(of: /##[A-Za-z0-9_.-]*\[/) == nil, "\(form.name): \(text)")
            if form.isJSON {
                _ = try JSONSerialization.jsonObject(with: Data(text.utf8))
                #expect(text.contains("#\\u0023"), "the true text, escaped")
            }
        }
    }

    /// The names of all public functions of the module that return a text are listed above.
    @Test func everyRendererIsHere() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/Reporting")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var found: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let source = try String(contentsOf: file, encoding: .utf8)
            var type = ""
            for line in source.split(separator: "\n") {
                if let match = line.firstMatch(of: /^(?:public )?(?:extension|enum|struct) (\w+)/) {
                    type = String(match.1)
                }
                guard let match = line.firstMatch(of: /public static func (\w+)\((?:_ \w+: (\w+))?/) else { continue }
                found.insert("\(type).\(match.1)(\(match.2 ?? ""))")
            }
        }
        // `safe` is the last line of defence itself, samples are made by those above. Parameters on lines of their own have no type here.
        let others: Set = ["Report.safe(String)", "Samples.files()"]
        let listed = Set(Self.renderers.map(\.name)).union(others)
        let unlisted = found.subtracting(listed).filter { name in
            !name.hasSuffix("()") || !listed.contains { $0.hasPrefix(name.dropLast()) }
        }
        #expect(unlisted.isEmpty, "list them in OutputSafetyTests.renderers: \(unlisted.sorted())")
        #expect(found.count >= 15)
    }

    // MARK: Markdown

    /// Names that would be Markdown, HTML or a command of a forge stay inside their place.
    @Test(arguments: [
        "`code` **bold** <script>alert(1)</script>", "a|b|c", "[x](https://evil)", "![i](https://evil/x.png)",
        "@everyone", "x\n\n# Heading", "x\n/close", "https://evil.example/x", "www.evil.example", "``` x", "x\n---",
        "x\n===",
        "- item", "1. item", "/close", "#12 and !34", "<!-- x", "&lt;b&gt;", "\\`x", "x</details>",
    ])
    func markdownCannotBreakOut(word: String) throws {
        let benign = try Report.markdown(Hostile(word: "harmless").analysis).split(
            separator: "\n", omittingEmptySubsequences: false)
        let markdown = try Report.markdown(Hostile(word: word).analysis)
        let outside = Self.withoutCode(markdown).replacing("\\]", with: "")
        for sign in [
            "<script", "](", "@everyone", "https://evil", "www.evil", "<!--", "\n/close", "\n- item", "\n1. item",
        ] {
            #expect(!outside.contains(sign), "\(sign): \(word)")
        }
        #expect(
            outside.components(separatedBy: "</details>").count
                == Self.withoutCode(benign.joined(separator: "\n")).components(separatedBy: "</details>").count)
        // No line more and no heading more, but for those inside fences.
        let headings = { (text: String) in
            text.split(separator: "\n").filter { $0.hasPrefix("#") || $0.hasPrefix("---") || $0.hasPrefix("===") }.count
        }
        #expect(headings(outside) == headings(Self.withoutCode(benign.joined(separator: "\n"))), "\(word)")
        let cells = { (text: String) in
            text.split(separator: "\n").filter { $0.hasPrefix("|") }.map {
                $0.replacing("\\|", with: "").count { $0 == "|" }
            }
        }
        #expect(cells(markdown) == cells(benign.joined(separator: "\n")), "\(word)")
    }

    /// The text without fenced and inline code.
    private static func withoutCode(_ text: String) -> String {
        var fence: Substring?
        var lines: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let ticks = line.prefix { $0 == "`" }
            if let open = fence {
                if line == open { fence = nil }
            } else if ticks.count >= 3, !line.dropFirst(ticks.count).contains("`") {
                fence = ticks
            } else {
                lines.append(line)
            }
        }
        return lines.map { withoutSpans(String($0)) }.joined(separator: "\n")
    }

    /// A line without its code spans: from each run of backticks to the next one as long.
    private static func withoutSpans(_ line: String) -> String {
        var rest = line.replacing("\\`", with: "")[...]
        var result = ""
        while let start = rest.firstIndex(of: "`") {
            result += rest[..<start]
            let run = rest[start...].prefix { $0 == "`" }
            rest = rest[run.endIndex...]
            var end = rest
            while !end.isEmpty {
                end = end.drop { $0 != "`" }
                let closing = end.prefix { $0 == "`" }
                end = end[closing.endIndex...]
                if closing.count == run.count { break }
            }
            rest = end
        }
        return result + rest
    }

    // MARK: GitHub annotations

    @Test func anAnnotationIsOneCommand() {
        let word = "x%0A::error::y\n::error file=a,line=1::z, : \r"
        let commands = Report.github(Hostile(word: word).lint, rules: [])
        let lines = commands.split(separator: "\n")
        #expect(lines.count == 1 && lines.allSatisfy { $0.hasPrefix("::warning file=") })
        let properties = lines[0].split(separator: "::", maxSplits: 2)[0]
        #expect(properties.split(separator: ",").count == 6, "\(properties)")
        #expect(!lines[0].contains("%0A::error::y"), "the percent sign is encoded")
    }
}

/// What reports are made of, with one word in every place where a target or a file can put one.
struct Hostile: Sendable {
    var word: String

    private var target: TargetIdentity { TargetIdentity(name: word, host: word, port: 1, database: word) }
    private var quoted: String { "\"" + word.replacing("\"", with: "\"\"") + "\"" }

    private var finding: Finding {
        Finding(
            key: "0f6a3b1c77d2e984", rule: "some-rule", category: .index, severity: .critical, object: word,
            title: word,
            message: word, remedy: word, impact: Impact(value: 1e6, unit: .millisecondsPerDay),
            evidence: [word: .text(word)],
            fix: "CREATE INDEX ON \(quoted) (\(quoted))", reverse: "DROP INDEX \(quoted)")
    }

    var analysis: Analysis {
        var coverage = Coverage()
        coverage.rules = [RuleOutcome(id: "r", status: .skipped, reason: word)]
        coverage.skipped = [Skipped(statement: word, reason: word)]
        coverage.unreadable = [
            Unreadable(section: "plans", object: word, reason: word, remedy: "GRANT pg_monitor TO \(quoted);")
        ]
        coverage.suppressed = [Suppressed(key: "k", rule: "r", object: word, reason: word)]
        coverage.notes = [word]
        var other = finding
        other.remedy = "another"
        return Analysis(
            target: target, from: 0, to: 86_400, isLifetime: true, serverVersion: 150_004, findings: [finding, other],
            coverage: coverage,
            statements: [
                StatementSummary(
                    id: "s", text: "SELECT \(quoted)", calls: 1, totalMilliseconds: 1, meanMilliseconds: 1, rows: 1,
                    share: 1)
            ])
    }

    var explanation: PlanExplanation {
        let part = PlanExplanation.Part(line: 1, analysis: planAnalysis)
        let unread = planAnalysis.plan.queryText.map { [UnreadLine(number: 2, text: $0)] } ?? []
        let problems = planAnalysis.plan.queryText.map { [$0] } ?? []
        return PlanExplanation(parts: [part, part], problems: problems, unread: unread, lineCount: 9)
    }

    var planAnalysis: PlanAnalysis {
        var analysis = Sample.planAnalysis
        analysis.plan.queryText = word
        analysis.plan.settings = [word: word]
        analysis.plan.triggers = [word: 1]
        analysis.plan.root.relation = word
        analysis.plan.root.index = word
        analysis.plan.root.alias = word
        analysis.plan.root.schema = word
        analysis.plan.root.details["Filter"] = word
        analysis.plan.root.type = word
        analysis.findings = [finding]
        analysis.rules = [RuleOutcome(id: "r", status: .skipped, reason: word)]
        return analysis
    }

    var advice: Advice {
        var advice = AdviceSample.advice
        advice.target = target
        advice.uncertainties = [word]
        advice.coverage.notes = [word]
        advice.coverage.skipped = [Skipped(statement: word, reason: word)]
        for position in advice.recommendations.indices {
            advice.recommendations[position].name = word
            advice.recommendations[position].definition.table = word
            advice.recommendations[position].definition.include = [word]
            advice.recommendations[position].ddl = "CREATE INDEX \(quoted) ON \(quoted) (a)"
            advice.recommendations[position].reverse = "DROP INDEX \(quoted)"
            advice.recommendations[position].replaces = [word]
            advice.recommendations[position].reasons = [word]
            advice.recommendations[position].lock = word
            for effect in advice.recommendations[position].statements.indices {
                advice.recommendations[position].statements[effect].text = word
                advice.recommendations[position].statements[effect].planBefore = "Seq Scan on \(word)"
                advice.recommendations[position].statements[effect].planAfter = "Index Scan using \(word)"
            }
        }
        return advice
    }

    var lint: LintReport {
        var report = LintReport()
        report.findings = [
            LintFinding(
                rule: "drop-table", severity: .warning, file: word, line: 1, column: 1, endLine: 1, endColumn: 4,
                message: word,
                lock: word, blocks: word, table: word, rows: 1, fix: "DROP TABLE \(quoted);")
        ]
        report.suppressed = [SuppressedLintFinding(finding: report.findings[0], reason: word, isInSource: false)]
        report.notes = [LintNote(file: word, line: 1, text: word)]
        report.files = 1
        report.statistics = word
        return report
    }

    var rules: [RuleText] {
        [RuleText(id: "drop-table", severity: .warning, title: word, harm: word, remedy: word)]
    }

    var comparison: TimeComparison {
        TimeComparison(
            target: target,
            statements: [true, false].map {
                .init(
                    id: "a", text: word, callsBefore: 10, callsAfter: 10, before: 1, predicted: 1, measured: 19,
                    isAdvised: $0)
            })
    }
}
