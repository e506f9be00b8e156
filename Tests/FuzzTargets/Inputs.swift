import Advise
import Collect
import Foundation
import Migrate
import Model
import Plans
import Postgres
import Reporting
import Rules
import SQLSyntax

@testable import advisor

/// `advisor explain`: a plan in any of the four formats.
enum ExplainInput {
    static func run(_ bytes: [UInt8]) throws {
        let reading = PlanReader.read(bytes)
        let parts = try reading.plans.map { found in
            let analysis = try analyse(plan: found.plan, rules: BuiltIn.planRules, now: 1e9)
            return PlanExplanation.Part(line: found.line, analysis: analysis)
        }
        let explanation = PlanExplanation(
            parts: parts, problems: reading.problems.map(\.description), unread: reading.unread,
            lineCount: reading.lineCount)
        _ = Report.terminal(explanation, width: 80, colour: true)
        _ = Report.json(explanation)
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
        // The advisor has a target of its own, and takes as long as all the rest.
        if choice.number(below: 4) == 0,
            let advice = try? AdviseInput.advice(window, Workload(window: window, limit: 50), choice)
        {
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
            try folder.put(filesOf: bytes)
            return try MigrationSource(directory: folder.path, framework: layouts[Int(first) % layouts.count])
        }
    }
}

/// `advisor migration --output`: writes behind what a framework's folder holds, its journals, plans and sums among it. The
/// first byte says whose folder it is, or that nobody says so.
enum MigrationInput {
    static func run(_ bytes: [UInt8]) throws {
        guard let first = bytes.first else { return }
        try ScratchFolder.with { folder in
            try folder.put(filesOf: bytes)
            let layouts = Framework.allCases
            let named = Int(first) < layouts.count ? layouts[Int(first)] : nil
            let framework = try named ?? Framework.forWriting(in: folder.path)
            let writer = MigrationWriter(
                directory: folder.path, framework: framework, context: SchemaContext(Shop.snapshot),
                now: Date(timeIntervalSince1970: 1.7e9))
            _ = try writer.write(set)
            _ = try MigrationSource(directory: folder.path, framework: framework)
        }
    }

    private static let set = MigrationSet(findings: [
        finding(
            "0123456789abcdef", "CREATE INDEX CONCURRENTLY i ON public.orders (status);", "DROP INDEX CONCURRENTLY i;"),
        finding("fedcba9876543210", "DROP INDEX CONCURRENTLY public.orders_pkey;", nil),
        finding("0000000000000000", "ALTER TABLE public.orders SET (fillfactor = 80);", nil),
    ])

    private static func finding(_ key: String, _ fix: String, _ reverse: String?) -> Finding {
        Finding(
            key: key, rule: "missing-index", category: .index, severity: .warning, object: "public.orders", title: "t",
            message: "m", remedy: "r", impact: Impact(value: 1, unit: .bytes), evidence: [:], fix: fix, reverse: reverse
        )
    }
}

/// `advisor advise --file`: statements with their weights, over a small shop, or what a snapshot holds of them, as
/// `--snapshot` takes it; the planner is a stand-in.
enum AdviseInput {
    static func run(_ bytes: [UInt8]) throws {
        if bytes.first == UInt8(ascii: "{") {
            let window = Window(lifetimeOf: try SnapshotFile.decode(bytes))
            _ = render(try advice(window, Workload(window: window, limit: 50), InputHash(bytes)))
            return
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        _ = render(try advice(Window(lifetimeOf: Shop.snapshot), Workload(sql: text), InputHash(bytes)))
    }

    /// For one of three kinds of budget; one input in eight with as many candidates as large workloads have for a statement.
    static func advice(_ window: Window, _ workload: Workload, _ choice: InputHash) throws -> Advice {
        var choice = choice
        var options = AdviceOptions()
        options.seconds = 2
        options.budgets = [[.unlimited], [.bytes(1e6)], [.share(0.25)]][choice.number(below: 3)]
        options.candidates.limit = choice.number(below: 8) == 0 ? 200 : 40
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
        connect(line)
        let configuration = try ConfigurationFile(yaml: text, path: "advisor.yaml")
        for target in configuration.targets { connect(target.connection) }
        _ = try LintSettings.suppressions(configuration)
        _ = try analyse(plan: BuiltIn.plan, rules: BuiltIn.planRules, configuration: configuration.rules, now: 1e9)
    }

    /// A connection string, as an argument and as a variable of cron's environment; nothing is connected to.
    private static func connect(_ text: String) {
        for environment in [[:], ["DATABASE_URL": text, "PGPORT": text, "PGSERVICE": text]] {
            do {
                let options = try ConnectionOptions(environment.isEmpty ? text : nil, environment: environment)
                _ = "\(options) \(options.targetName)"
            } catch { _ = "\(error)" }
        }
    }
}
