import Model
import SQLSyntax

/// What the reports of an analysis say in the same words, whatever their form.
struct Digest {
    let analysis: Analysis
    private let statements: [String: StatementSummary]

    init(_ analysis: Analysis) {
        self.analysis = analysis
        statements = Dictionary(analysis.statements.map { ($0.id, $0) }) { first, _ in first }
    }

    // MARK: Health

    /// `2 critical findings, 5 warnings, 1 note`.
    var counts: String {
        let words: [(Severity, String, String)] = [
            (.critical, "critical finding", "critical findings"), (.warning, "warning", "warnings"),
            (.info, "note", "notes"),
        ]
        let parts = words.compactMap { severity, one, many -> String? in
            let count = analysis.findings.count { $0.severity == severity }
            return count == 0 ? nil : Format.plural(count, one, many)
        }
        return parts.isEmpty ? "No findings" : parts.joined(separator: ", ")
    }

    /// `At most 3.2 h/day of server time at stake, 14 GB of disk`; empty without such findings.
    var stake: String {
        var time = sum(.millisecondsPerDay)
        // Several findings may claim the time of one statement: no more is at stake than is spent.
        if let spent = millisecondsPerDay { time = min(time, spent) }
        let bytes = sum(.bytes)
        var parts: [String] = []
        if time > 0 { parts.append("\(Format.perDay(milliseconds: time)) of server time") }
        if bytes > 0 { parts.append("\(Format.bytes(bytes)) of disk") }
        return parts.isEmpty ? "" : "At stake: at most " + parts.joined(separator: " and ")
    }

    /// The execution time of all statements, scaled to a day.
    private var millisecondsPerDay: Double? {
        let days = analysis.statementSeconds / 86_400
        guard days > 0, let first = analysis.statements.first, first.share > 0 else { return nil }
        return first.totalMilliseconds / first.share / days
    }

    private func sum(_ unit: Impact.Unit) -> Double {
        analysis.findings.reduce(0) { $0 + ($1.impact.unit == unit ? max($1.impact.value, 0) : 0) }
    }

    /// `2026-11-16 10:00 to 2026-11-23 10:00 UTC, 7 days`.
    var window: String {
        let length = Format.duration(milliseconds: (analysis.to - analysis.from) * 1_000)
        return "\(Format.minute(analysis.from)) to \(Format.minute(analysis.to)) UTC, \(length)"
    }

    /// Where statements and tables were counted for different times.
    var clockNote: String? {
        let (statements, tables) = (analysis.statementSeconds, analysis.tableSeconds)
        guard abs(statements - tables) > 0.1 * max(statements, tables) else { return nil }
        func words(_ seconds: Double) -> String { Format.duration(milliseconds: seconds * 1_000) }
        return
            "The counters were reset at different times: statements were counted for \(words(statements)), tables and"
            + " indexes for \(words(tables)). Each rate is of its own time."
    }

    var lifetimeNote: String? {
        guard analysis.isLifetime else { return nil }
        return "One snapshot only: the counters reach back to the last reset of the statistics, and tell what was, not"
            + " what is. Collect again later for a window of your choice."
    }

    /// `PostgreSQL 15.4`.
    var server: String {
        let version = analysis.serverVersion
        return version > 0 ? "PostgreSQL \(version / 10_000).\(version % 10_000)" : "PostgreSQL"
    }

    // MARK: Findings

    /// The five findings that come first; while others are left, at most two of one rule, and one of one object: a
    /// statement that is slow for three reasons is one thing to mend.
    var foremost: [Finding] {
        var chosen: [Finding] = []
        var seen: [String: Int] = [:]
        var objects: Set<String> = []
        let byObject = Dictionary(grouping: analysis.findings, by: \.object)
        for first in analysis.findings where chosen.count < 5 && !objects.contains(first.object) {
            let finding = Self.mostHelpful(of: byObject[first.object] ?? [first])
            guard seen[finding.rule, default: 0] < 2 else { continue }
            objects.insert(first.object)
            seen[finding.rule, default: 0] += 1
            chosen.append(finding)
        }
        for finding in analysis.findings where chosen.count < 5 && !chosen.contains(where: { $0.key == finding.key }) {
            chosen.append(finding)
        }
        return chosen
    }

    /// Of the findings of one object, as severe as the first of them and at least half as costly, that which says best what to
    /// do: one with a fix, else one with a cause. That much time is spent is no cause.
    private static func mostHelpful(of findings: [Finding]) -> Finding {
        let first = findings[0]
        let foremost = findings.filter {
            $0.severity == first.severity && $0.impact.unit == first.impact.unit
                && $0.impact.value * 2 >= first.impact.value
        }
        return foremost.first { $0.fix?.isEmpty == false } ?? foremost.first { $0.category != .workload } ?? findings[0]
    }

    /// The findings of a rule, in one category.
    struct Group {
        var findings: [Finding]
        /// Shared by all of them; nil where they differ.
        var remedy: String?
    }

    /// Groups in the order of their first finding.
    func groups(in category: Category) -> [Group] {
        var order: [String] = []
        var byRule: [String: [Finding]] = [:]
        for finding in analysis.findings where finding.category == category {
            if byRule[finding.rule] == nil { order.append(finding.rule) }
            byRule[finding.rule, default: []].append(finding)
        }
        return order.compactMap { rule in
            guard let findings = byRule[rule], let first = findings.first else { return nil }
            let isShared = findings.allSatisfy { $0.remedy == first.remedy }
            return Group(findings: findings, remedy: isShared ? first.remedy : nil)
        }
    }

    /// The object as people know it: for a statement, its text.
    func object(of finding: Finding) -> String {
        guard let statement = statements[finding.object] else { return finding.object }
        return statement.text.onOneLine
    }

    /// The first line of what to do, to be read at a glance.
    func shortFix(of finding: Finding) -> String {
        guard let fix = finding.fix, !fix.isEmpty else { return finding.remedy.onOneLine }
        let statements = fix.split(separator: ";\n").count
        return SQL.visible(fix).onOneLine + (statements > 1 || fix.hasSuffix(";") ? "" : ";")
    }

    /// Statements to copy, each with its semicolon.
    static func runnable(_ sql: String) -> String {
        let trimmed = String(SQL.visible(sql).reversed().drop(while: \.isWhitespace).reversed())
        return trimmed.hasSuffix(";") || trimmed.isEmpty ? trimmed : trimmed + ";"
    }

    // MARK: Coverage

    /// What was not examined, by reason: `4 rules: pg_stat_statements is not installed`.
    var gaps: [String] {
        let coverage = analysis.coverage
        var gaps = grouped(coverage.rules.filter { $0.status == .skipped }.map { $0.reason ?? "no reason given" }).map {
            "\(Format.plural($0.count, "rule")) skipped: \($0.reason)"
        }
        gaps += Self.grouped(coverage.skipped).map { group in
            "\(Format.plural(group.count, "statement"))\(Self.time(group.share)) not planned: \(group.reason)"
        }
        gaps += coverage.unreadable.map { unreadable in
            let thing = unreadable.object.map { "\(unreadable.section) of \($0)" } ?? unreadable.section
            return "\(thing) not read: \(unreadable.reason)"
        }
        return gaps
    }

    /// Equal reasons together, those of the statements that take most time first.
    static func grouped(_ skipped: [Skipped]) -> [(reason: String, count: Int, share: Double, first: Skipped)] {
        let groups = Dictionary(grouping: skipped, by: \.reason).values.compactMap { group in
            group.min(by: Skipped.byTime).map { first in
                (first.reason, group.count, group.reduce(0) { $0 + ($1.share ?? 0) }, first)
            }
        }
        return groups.sorted { ($1.2, $1.1, $0.0) < ($0.2, $0.1, $1.0) }
    }

    /// ` (12% of the time)`; empty where that is next to nothing.
    static func time(_ share: Double) -> String { share >= 0.001 ? " (\(Format.percent(share)) of the time)" : "" }

    /// Of the statements that take most time those that nothing is said of.
    var leftOut: [String] {
        analysis.coverage.skipped.filter(\.isTop).sorted { ($0.rank ?? 0) < ($1.rank ?? 0) }.map { skipped in
            let text = statements[skipped.id ?? skipped.statement]?.text ?? skipped.statement
            return Self.leftOut(skipped, text: text)
        }
    }

    static func leftOut(_ skipped: Skipped, text: String) -> String {
        "Not examined: statement \(skipped.rank ?? 0) by time (\(Format.percent(skipped.share ?? 0))), "
            + "\(text.onOneLine.truncated(80)): \(skipped.reason)"
    }

    /// Equal reasons together, the most frequent first.
    func grouped(_ reasons: [String]) -> [(reason: String, count: Int)] {
        Dictionary(grouping: reasons) { $0 }.map { ($0.key, $0.value.count) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }

    /// `74 rules: 20 found something, 48 clear, 6 skipped`.
    var rulesExamined: String {
        let rules = analysis.coverage.rules
        func count(_ status: RuleOutcome.Status) -> String { Format.count(rules.count { $0.status == status }) }
        return "\(Format.plural(rules.count, "rule")): \(count(.found)) found something, \(count(.clear)) clear,"
            + " \(count(.skipped)) skipped"
    }

    var statementsExamined: String {
        let coverage = analysis.coverage
        return
            "\(Format.plural(coverage.statementsTotal, "statement")): \(Format.count(coverage.statementsParsed)) parsed,"
            + " \(Format.count(coverage.statementsPlanned)) planned"
            + (coverage.statementsWithoutPlan > 0
                ? ", \(Format.plural(coverage.statementsWithoutPlan, "command")) without a plan" : "")
    }
}
