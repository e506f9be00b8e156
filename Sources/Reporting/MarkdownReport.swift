import Model

/// The report for GitHub's comments and files: the template `report.md.mustache` and what it shows.
struct MarkdownReport {
    /// Objects shown for each rule; a comment holds 65,536 characters.
    private static let shownObjects = 5

    private struct Row {
        var rank: Int
        var severity: String
        var title: String
        var object: String
        var impact: String
        var fix: String
    }

    private struct Chapter {
        var name: String
        var count: String
        var groups: [Group]
    }

    private struct Group {
        var title: String
        var severity: String
        var count: String
        var rule: String
        var remedy: String?
        var findings: [Entry]
        var hidden: String?
    }

    private struct Entry {
        var object: String
        var impact: String?
        var message: String
        /// Not `remedy`: Mustache would take the group's where this one has none.
        var ownRemedy: String?
        var fence: String
        var fix: String?
        var reverse: String?
        var key: String
    }

    private struct Statement {
        var share: String
        var time: String
        var calls: String
        var mean: String
        var text: String
    }

    static func render(_ analysis: Analysis) throws -> String {
        let digest = Digest(analysis)
        var context: [String: Any] = [
            "target": Markdown.escaped(analysis.target.name), "window": digest.window, "server": digest.server,
            "health": [digest.counts, digest.stake].filter { !$0.isEmpty }.joined(separator: ". ") + ".",
            "leftOut": digest.leftOut.map { Markdown.escaped($0) }, "foremost": rows(digest),
            "gaps": digest.gaps.map { Markdown.escaped($0.onOneLine) },
            "notes": analysis.coverage.notes.map { Markdown.escaped($0.onOneLine) }, "categories": chapters(digest),
            "statements": statements(analysis), "rulesExamined": digest.rulesExamined,
            "statementsExamined": digest.statementsExamined,
            "suppressed": analysis.coverage.suppressed.map {
                Markdown.escaped("\($0.rule) on \($0.object): \($0.reason)".onOneLine)
            },
        ]
        context["lifetime"] = digest.lifetimeNote
        context["clock"] = digest.clockNote
        return try Template.markdown().render(context)
    }

    private static func rows(_ digest: Digest) -> [Row] {
        digest.foremost.enumerated().map { position, finding in
            Row(
                rank: position + 1, severity: finding.severity.rawValue, title: Markdown.escaped(finding.title),
                object: Markdown.code(digest.object(of: finding).truncated(80)),
                impact: Format.impact(finding.impact), fix: Markdown.code(digest.shortFix(of: finding).truncated(160)))
        }
    }

    private static func chapters(_ digest: Digest) -> [Chapter] {
        Category.allCases.compactMap { category in
            let groups = digest.groups(in: category)
            guard !groups.isEmpty else { return nil }
            let count = groups.reduce(0) { $0 + $1.findings.count }
            return Chapter(
                name: category.rawValue.prefix(1).uppercased() + category.rawValue.dropFirst(),
                count: Format.plural(count, "finding"), groups: groups.map { group($0, digest) })
        }
    }

    private static func group(_ group: Digest.Group, _ digest: Digest) -> Group {
        let hidden = group.findings.count - shownObjects
        return Group(
            title: Markdown.escaped(group.findings.first?.title ?? ""),
            severity: (group.findings.map(\.severity).max() ?? .info).rawValue,
            count: Format.plural(group.findings.count, "finding"),
            rule: group.findings.first?.rule ?? "", remedy: group.remedy.map(Markdown.escaped),
            findings: group.findings.prefix(shownObjects).map { entry($0, digest, withRemedy: group.remedy == nil) },
            hidden: hidden > 0 ? Format.count(hidden) : nil)
    }

    private static func entry(_ finding: Finding, _ digest: Digest, withRemedy: Bool) -> Entry {
        let impact = Format.impact(finding.impact)
        return Entry(
            object: Markdown.code(digest.object(of: finding).truncated(160)), impact: impact.isEmpty ? nil : impact,
            message: Markdown.escaped(finding.message), ownRemedy: withRemedy ? Markdown.escaped(finding.remedy) : nil,
            fence: Markdown.fence(around: (finding.fix ?? "") + "\n" + (finding.reverse ?? "")),
            fix: finding.fix.map(Digest.runnable), reverse: finding.reverse.map(Digest.runnable), key: finding.key)
    }

    private static func statements(_ analysis: Analysis) -> [Statement] {
        analysis.statements.map { statement in
            Statement(
                share: Format.percent(statement.share),
                time: Format.duration(milliseconds: statement.totalMilliseconds),
                calls: Format.count(statement.calls), mean: Format.duration(milliseconds: statement.meanMilliseconds),
                text: Markdown.code(statement.text.onOneLine.truncated(160)))
        }
    }
}
