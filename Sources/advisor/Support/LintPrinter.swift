import Foundation
import Migrate
import Model
import Reporting
import SQLSyntax

/// Prints a lint, and ends the command as its answer asks.
struct LintPrinter {
    var report: LintReport
    var sources: [MigrationSource]
    var toTerminal: Bool

    private var parts: [MigrationPart] { sources.flatMap { $0.files.map(\.up) } }

    func render(_ format: LintCommand.Format) -> String {
        let rules = LintRule.all.map(\.text)
        switch format {
        case .text:
            let lines = SourceLines(parts)
            return Report.terminal(
                report, width: Console.width, colour: toTerminal && Console.usesColour, source: lines.line)
        case .json: return Report.json(report)
        case .sarif: return Report.sarif(report, rules: rules, version: Advisor.version)
        case .junit: return Report.junit(report, rules: rules, files: parts.map(\.path))
        case .gitlab: return Report.gitlab(report, rules: rules)
        case .github: return Report.github(report, rules: rules)
        }
    }

    /// Says on standard error what a format for programs has no place for; throws what gives the exit status.
    func conclude(failOn: Severity, _ format: LintCommand.Format) throws {
        if format != .text {
            for note in report.notes { Console.note(Visible.line("\(note.file):\(note.line): \(note.text)")) }
            if report.notAnalysed > 0 {
                Console.note("\(Model.Format.percent(report.coverage)) of the statements analysed")
            }
        }
        if format == .github { try appendSummary() }
        if !report.problems.isEmpty {
            throw LintProblems(problems: report.problems)
        }
        if report.findings.contains(where: { $0.severity >= failOn }) { throw FoundSomething() }
    }

    /// GitHub shows about ten annotations a step; the page of the step shows them all.
    private func appendSummary() throws {
        guard let path = ProcessInfo.processInfo.environment["GITHUB_STEP_SUMMARY"], !path.isEmpty else { return }
        let text = Report.githubSummary(report, rules: LintRule.all.map(\.text))
        let before = (try? InputFile.read(path)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        // What other steps wrote there is no output of ours.
        try Console.write(before + text, to: path, keeping: .commands)
    }
}

/// Files that could not be examined as a whole: what was found in the rest has been printed.
struct LintProblems: Error, CustomStringConvertible {
    var problems: [LintNote]

    var description: String {
        let lines = problems.map { Visible.line("\($0.file):\($0.line): \($0.text)") }
        return lines.joined(separator: "\nadvisor: ")
            + "\nadvisor: not all could be examined. Mend the statement, or take the file out of what is linted."
    }
}

/// Lines of the files as they were linted, each file cut once and only where a line is asked for.
final class SourceLines {
    private let parts: [String: MigrationPart]
    private var cut: [String: LineIndex] = [:]
    /// Bytes of a line: more than any terminal shows of it.
    private static let longest = 16_384

    init(_ parts: [MigrationPart]) {
        self.parts = Dictionary(parts.map { ($0.path, $0) }) { first, _ in first }
    }

    func line(_ file: String, _ number: Int) -> String? {
        guard let part = parts[file], !part.isOpaque else { return nil }
        let lines = cut[file] ?? LineIndex(part.sql)
        cut[file] = lines
        return lines.text(ofLine: number - part.firstLine, limit: Self.longest)
    }
}

/// What advisor.yaml says of the lint.
enum LintSettings {
    /// - Throws: `CommandError` for a rule that does not exist.
    static func suppressions(_ configuration: ConfigurationFile) throws -> [LintSuppression] {
        let now = Date().timeIntervalSince1970
        return try configuration.lintSuppressions.compactMap { suppression in
            guard LintRule.all.contains(where: { $0.id == suppression.rule }) else {
                throw CommandError(
                    "A suppression of the lint names \(suppression.rule), and there is no such rule",
                    remedy: "reports/lint-rules.md lists them")
            }
            if let expires = suppression.expires, now >= expires.end {
                Console.note("the suppression of \(suppression.rule) on \(suppression.object) ended \(expires)")
                return nil
            }
            return LintSuppression(
                rule: suppression.rule, object: suppression.object, reason: suppression.reason)
        }
    }
}
