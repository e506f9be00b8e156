import Advise
import Collect
import Foundation
import Migrate
import Model
import Plans
import Reporting
import Rules
import SQLSyntax

@testable import advisor

/// `advisor explain`: a plan in any of the four formats.
enum ExplainInput {
    static func run(_ bytes: [UInt8]) throws {
        let plan = try PlanReader.plan(in: String(decoding: bytes, as: UTF8.self))
        let analysis = try analyse(plan: plan, rules: BuiltIn.planRules, now: 1e9)
        _ = Report.terminal(analysis, width: 80, colour: true)
        _ = Report.json(analysis)
    }
}

/// `--snapshot`: report, migration context, redaction, export; two snapshots where a line of `\0` parts them.
enum SnapshotInput {
    static func run(_ bytes: [UInt8]) throws {
        var choice = InputHash(bytes)
        let ends = bytes.split(separator: 0, maxSplits: 1)
        let snapshots = try ends.map { try SnapshotFile.decode(Array($0)) }.sorted { $0.collectedAt < $1.collectedAt }
        guard let last = snapshots.last else { return }
        let window = try Window(from: snapshots.count > 1 ? snapshots[0] : nil, to: last)
        try report(window, &choice)
        let redacted = Redaction.redact(last)
        _ = try SnapshotFile.decode(SnapshotFile.encode(redacted))
    }

    /// All that commands make of a window. An input is examined by some of the rules, of which its bytes choose.
    static func report(_ window: Window, _ choice: inout InputHash) throws {
        let rules = BuiltIn.some(&choice)
        var analysis = try analyse(window: window, rules: rules)
        if let advice = try? AdviseInput.advice(window, Workload(window: window, limit: 50)) {
            analysis = analysis.adding(advice)
            _ = AdviseInput.render(advice)
        }
        _ = Report.terminal(analysis, width: 100, colour: false)
        _ = try Report.markdown(analysis)
        _ = Report.json(analysis)
        _ = MigrationSet(findings: analysis.findings)
        _ = SchemaContext(window.last)
        var options = LintOptions(snapshot: window.last)
        options.suppressions = []
        _ = Linter(options).lint(
            "CREATE INDEX i ON orders (total); ALTER TABLE customers ADD x int DEFAULT 5;", path: "a.sql")
        let answer = try query(window, sql: "SELECT * FROM statements, \"window\" ORDER BY 1, 2 LIMIT 5")
        _ = TableText(columns: answer.columns, rows: answer.values).render(.table)
    }
}

/// `advisor lint`: a migration, alone or, where its first byte says so, as a file of a framework's folder.
enum LintInput {
    static func run(_ bytes: [UInt8]) throws {
        let source = try source(bytes)
        var options = LintOptions(snapshot: Shop.snapshot)
        options.suppressions = [LintSuppression(rule: "drop-table", object: "public.*", reason: "tests")]
        let linter = Linter(options)
        let report = linter.lint([source])
        let printer = LintPrinter(report: report, sources: [source], toTerminal: false)
        for format in LintCommand.Format.allCases { _ = printer.render(format) }
        _ = try LintFixer(linter, [source])
    }

    private static func source(_ bytes: [UInt8]) throws -> MigrationSource {
        let layouts = Framework.allCases
        guard let first = bytes.first, first < 0x20, first != 0x0A, first != 0x0D, first != 0x09 else {
            let text = String(decoding: bytes, as: UTF8.self)
            return .loose([MigrationPart(path: "a.sql", sql: text, execution: .statements)])
        }
        return try ScratchFolder.with { folder in
            // Names and contents by turns, parted by zero bytes.
            let parts = bytes.dropFirst().split(separator: 0, omittingEmptySubsequences: false)
            for position in stride(from: 0, to: parts.count - 1, by: 2) {
                let name = String(
                    decoding: parts[position].prefix(60).filter { $0 != 0x2E || position > 0 }, as: UTF8.self)
                try folder.put(Array(parts[position + 1]), name)
            }
            return try MigrationSource(directory: folder.path, framework: layouts[Int(first) % layouts.count])
        }
    }
}

/// `advisor advise --file`: statements with their weights, over a small shop; the planner is a stand-in.
enum AdviseInput {
    static func run(_ bytes: [UInt8]) throws {
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        _ = render(try advice(Window(lifetimeOf: Shop.snapshot), Workload(sql: text)))
    }

    static func advice(_ window: Window, _ workload: Workload) throws -> Advice {
        var options = AdviceOptions()
        options.seconds = 2
        options.budgets = [.bytes(1e6), .share(0.25)]
        options.candidates.limit = 200
        let advisor = try IndexAdvisor(window: window, workload: workload, options: options)
        return try waiting { try await advisor.advise(planner: HashPlanner()) }
    }

    static func render(_ advice: Advice) -> [String] {
        [
            AdviceReport.text(advice, width: 80, colour: true), AdviceReport.json(advice), AdviceReport.sql(advice),
        ]
    }
}

/// advisor.yaml, and numbers and budgets on the command line: its first line is taken for those too.
enum ConfigurationInput {
    static func run(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        let line = String(text.prefix { !$0.isNewline })
        _ = BudgetArgument(argument: line)
        _ = TimeSpan(argument: line)?.defaultValueDescription
        let configuration = try ConfigurationFile(yaml: text, path: "advisor.yaml")
        _ = try LintSettings.suppressions(configuration)
        _ = try analyse(plan: BuiltIn.plan, rules: BuiltIn.planRules, configuration: configuration.rules, now: 1e9)
    }
}
