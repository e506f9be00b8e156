import Model
import SQLSyntax

/// What the formats of continuous integration have in common: something said about a place, or about no place.
struct Diagnostic: Sendable {
    struct Place: Sendable {
        var file: String
        var line: Int
        var column: Int
        var endLine: Int
        var endColumn: Int
    }

    var rule: String
    var severity: Severity
    /// In a few words.
    var title: String
    var message: String
    var place: Place?
    /// What else is to be read: who is blocked, the safe rewrite.
    var details: [String] = []
    /// Of what it speaks, for its identity: a table, a statement.
    var object: String
    /// Why somebody accepted it; nil: nobody did.
    var acceptance: String?
    /// By a comment in the file.
    var isAcceptedInSource = false
    /// The same for the same trouble tomorrow, and no other's; see `identified`.
    var fingerprint = ""
}

extension [Diagnostic] {
    /// Gives each its fingerprint: a hash of rule, file, object and, where these are alike, of its number among them.
    /// Line numbers would change with each edit above.
    func identified() -> [Diagnostic] {
        var seen: [String: Int] = [:]
        return map { diagnostic in
            var diagnostic = diagnostic
            let base = [diagnostic.rule, diagnostic.place?.file ?? "", diagnostic.object].joined(separator: "\u{1}")
            let ordinal = seen[base, default: 0]
            seen[base] = ordinal + 1
            diagnostic.fingerprint = FNV1a.digits("\(base)\u{1}\(ordinal)".utf8)
            return diagnostic
        }
    }
}

extension LintReport {
    /// Findings first, then what was accepted.
    func diagnostics(_ rules: [RuleText]) -> [Diagnostic] {
        let titles = Dictionary(rules.map { ($0.id, $0.title) }) { first, _ in first }
        let open = findings.map { Diagnostic($0, title: titles[$0.rule] ?? $0.rule) }
        let accepted = suppressed.map { suppressed in
            var diagnostic = Diagnostic(suppressed.finding, title: titles[suppressed.finding.rule] ?? "")
            diagnostic.acceptance = suppressed.reason
            diagnostic.isAcceptedInSource = suppressed.isInSource
            return diagnostic
        }
        return (open + accepted).identified()
    }
}

extension Diagnostic {
    fileprivate init(_ finding: LintFinding, title: String) {
        rule = finding.rule
        severity = finding.severity
        self.title = title
        message = finding.message
        place = Place(
            file: finding.file, line: finding.line, column: finding.column, endLine: finding.endLine,
            endColumn: finding.endColumn)
        object = finding.table ?? ""
        if let lock = finding.lock {
            details.append("Takes \(lock)\(finding.blocks.map { ", blocks \($0)" } ?? "").")
        }
        if let fix = finding.fix { details.append("Instead:\n\(SQL.visible(fix))") }
    }
}
