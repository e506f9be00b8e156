import Model

/// The report for a terminal: first a screenful, then the details.
struct TerminalReport {
    private var canvas: Canvas
    private let digest: Digest
    private let analysis: Analysis
    /// Objects shown for each rule; the others are counted.
    private static let shownObjects = 5
    private static let shownGaps = 4

    init(_ analysis: Analysis, width: Int, colour: Bool) {
        self.analysis = analysis
        digest = Digest(analysis)
        canvas = Canvas(width: width, colour: colour)
    }

    mutating func render() -> String {
        writeHealth()
        writeForemost()
        writeGaps()
        for category in Category.allCases { write(category) }
        writeStatements()
        writeCoverage()
        return canvas.text
    }

    // MARK: The screenful

    private mutating func writeHealth() {
        canvas.spread(analysis.target.name, digest.server, ink: .bold)
        canvas.paragraph(digest.window)
        for note in [digest.lifetimeNote, digest.clockNote].compactMap(\.self) { canvas.paragraph(note, ink: .yellow) }
        canvas.blank()
        let health = [digest.counts, digest.stake].filter { !$0.isEmpty }.joined(separator: ". ") + "."
        canvas.paragraph(health, ink: analysis.findings.map(\.severity).max()?.ink)
        for sentence in digest.leftOut { canvas.paragraph(sentence, ink: .yellow) }
    }

    private mutating func writeForemost() {
        let foremost = digest.foremost
        guard !foremost.isEmpty else { return }
        canvas.heading("COSTS MOST")
        for (position, finding) in foremost.enumerated() {
            let rank = "\(position + 1) \(finding.severity.rawValue.padded(8))  "
            let impact = Format.impact(finding.impact)
            let object = digest.object(of: finding)
            let title = finding.title.isEmpty ? finding.message.onOneLine : "\(finding.title): \(object)"
            canvas.spread(rank + title, impact, ink: finding.severity.ink)
            let margin = String(repeating: " ", count: rank.count)
            canvas.line(margin + digest.shortFix(of: finding).printable.truncated(canvas.width - rank.count))
        }
    }

    private mutating func writeGaps() {
        canvas.heading("NOT EXAMINED")
        let gaps = digest.gaps
        if gaps.isEmpty { canvas.paragraph("Nothing: every rule ran, every statement worth it was planned.") }
        for gap in gaps.prefix(Self.shownGaps) { canvas.line(gap.onOneLine.printable.truncated(canvas.width)) }
        if gaps.count > Self.shownGaps {
            canvas.paragraph("and \(Format.count(gaps.count - Self.shownGaps)) more reasons under COVERAGE, below.")
        }
        for note in analysis.coverage.notes { canvas.paragraph(note) }
    }

    // MARK: Details

    private mutating func write(_ category: Category) {
        let groups = digest.groups(in: category)
        guard !groups.isEmpty else { return }
        let count = groups.reduce(0) { $0 + $1.findings.count }
        canvas.heading(category.rawValue.uppercased(), aside: Format.plural(count, "finding"))
        for group in groups { write(group) }
    }

    private mutating func write(_ group: Digest.Group) {
        guard let first = group.findings.first else { return }
        canvas.blank()
        let severity = group.findings.map(\.severity).max() ?? first.severity
        canvas.paragraph(first.title.isEmpty ? first.rule : first.title, ink: severity.ink)
        canvas.paragraph("\(severity.rawValue), rule \(first.rule)", ink: .dim)
        if let remedy = group.remedy, !remedy.isEmpty { canvas.paragraph(remedy) }
        for finding in group.findings.prefix(Self.shownObjects) { write(finding, withRemedy: group.remedy == nil) }
        let hidden = group.findings.count - Self.shownObjects
        if hidden > 0 {
            canvas.blank()
            canvas.paragraph("and \(Format.count(hidden)) more: --format json lists all", indent: 2)
        }
    }

    private mutating func write(_ finding: Finding, withRemedy: Bool) {
        canvas.blank()
        canvas.spread(digest.object(of: finding), Format.impact(finding.impact), indent: 2, ink: .bold)
        canvas.paragraph(finding.message, indent: 4)
        if withRemedy, !finding.remedy.isEmpty { canvas.paragraph(finding.remedy, indent: 4) }
        if let fix = finding.fix, !fix.isEmpty {
            canvas.line("")
            canvas.verbatim(Digest.runnable(fix), indent: 6)
            canvas.line("")
        }
        if let reverse = finding.reverse, !reverse.isEmpty {
            canvas.line("    " + canvas.style("undo:", .dim))
            canvas.verbatim(Digest.runnable(reverse), indent: 6)
        }
        canvas.line("    " + canvas.style("key \(finding.key)", .dim))
    }

    // MARK: Tables

    private mutating func writeStatements() {
        guard !analysis.statements.isEmpty else { return }
        canvas.heading("STATEMENTS", aside: "by time")
        var table = Table(columns: ["share", "time", "calls", "mean", "rows/call"], last: "statement")
        for statement in analysis.statements {
            table.rows.append([
                Format.percent(statement.share), Format.duration(milliseconds: statement.totalMilliseconds),
                Format.compactCount(statement.calls), Format.duration(milliseconds: statement.meanMilliseconds),
                Format.compactCount(statement.calls > 0 ? statement.rows / statement.calls : 0),
                statement.text.onOneLine,
            ])
        }
        for line in table.lines(width: canvas.width) { canvas.line(line) }
    }

    private mutating func writeCoverage() {
        let coverage = analysis.coverage
        canvas.heading("COVERAGE")
        canvas.paragraph(digest.rulesExamined)
        let skipped = Dictionary(grouping: coverage.rules.filter { $0.status == .skipped }) { $0.reason ?? "" }
        for (reason, rules) in skipped.sorted(by: { $0.key < $1.key }) {
            canvas.paragraph("\(rules.map(\.id).sorted().joined(separator: ", ")): \(reason)", first: "  - ")
        }
        canvas.paragraph(digest.statementsExamined)
        for group in Digest.grouped(coverage.skipped) {
            canvas.paragraph(
                "\(Format.count(group.count)) not planned\(Digest.time(group.share)): \(group.reason)", first: "  - ")
        }
        for unreadable in coverage.unreadable {
            let thing = unreadable.object.map { "\(unreadable.section) of \($0)" } ?? unreadable.section
            canvas.paragraph("not read: \(thing), \(unreadable.reason)", first: "  - ")
            if let remedy = unreadable.remedy { canvas.verbatim(remedy, indent: 6) }
        }
        guard !coverage.suppressed.isEmpty else { return }
        canvas.paragraph("\(Format.plural(coverage.suppressed.count, "finding")) suppressed in advisor.yaml")
        for suppressed in coverage.suppressed {
            canvas.paragraph("\(suppressed.rule) on \(suppressed.object): \(suppressed.reason)", first: "  - ")
        }
    }
}

/// Columns of figures, aligned to the right, and one of text at the end that takes what is left.
struct Table {
    var columns: [String]
    var last: String
    var rows: [[String]] = []
    /// What the text needs at least; figures are left out from the right until it has it.
    private static let leastText = 24

    func lines(width: Int) -> [String] {
        var shown = columns.count
        var widths = columns.indices.map { column in
            rows.reduce(DisplayWidth.of(columns[column])) { max($0, DisplayWidth.of($1[column])) }
        }
        while shown > 1, widths.reduce(0, { $0 + $1 + 2 }) + Self.leastText > width {
            shown -= 1
            widths.removeLast()
        }
        let room = width - widths.reduce(0) { $0 + $1 + 2 }
        return ([columns + [last]] + rows).map { row in
            let figures = widths.indices.map { row[$0].rightAligned(widths[$0]) + "  " }.joined()
            return figures + row[columns.count].printable.truncated(max(room, 8))
        }
    }
}
