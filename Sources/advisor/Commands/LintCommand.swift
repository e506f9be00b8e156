import ArgumentParser
import Collect
import Foundation
import Migrate
import Model
import Reporting

struct LintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Say what migrations will lock, break or lose, before they run.",
        discussion: """
            Takes files, and folders of any framework that `advisor migration` writes for. With a snapshot or a target it \
            knows how large and how busy the tables are. Examples:
              advisor lint db/migrations --against main --snapshot shop.json
              advisor lint 0042_add_index.up.sql --fix
              advisor lint db/migrate --format sarif --output lint.sarif
            A comment accepts a finding: -- advisor:ignore RULE REASON. The rules: reports/lint-rules.md.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, sarif, junit, gitlab, github
    }

    @Argument(help: ArgumentHelp("SQL files and folders of migrations; - reads standard input.", valueName: "path"))
    var paths: [String]

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "The schema, its sizes and its traffic: read from this database now. A connection URI, a keyword string, a service, or a name in advisor.yaml.",
            valueName: "target"))
    var target: String?

    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("The schema, its sizes and its traffic: a snapshot's file.", valueName: "file"))
    var snapshot: String?

    @Option(
        help: ArgumentHelp(
            "The schema as it was before: a dump, a structure.sql, a Drizzle snapshot, a folder of applied migrations.",
            valueName: "path"))
    var schema: String?

    @Option(
        help: ArgumentHelp(
            "What this branch or commit of git has counts as applied; only the rest is examined.", valueName: "branch"))
    var against: String?

    @Option(help: ArgumentHelp("Whose folders they are; without it they tell themselves.", valueName: "framework"))
    var framework: Framework?

    @Option(help: ArgumentHelp("How to print it.", valueName: "format"))
    var format = Format.text

    @Flag(help: "Write the safe form into the files where nothing has to be decided.")
    var fix = false

    @Option(
        help: ArgumentHelp(
            "End with status 1 when a finding is at least so severe: info, warning, critical.", valueName: "severity"))
    var failOn = Severity.warning

    func validate() throws {
        guard !paths.isEmpty else { throw ValidationError("Give the files or folders to examine.") }
        guard snapshot == nil || target == nil else {
            throw ValidationError("Give either --target or --snapshot, not both.")
        }
        guard !fix || !paths.contains("-") else {
            throw ValidationError("Standard input cannot be mended: give a file.")
        }
    }

    func run() async throws {
        let given = try LintPaths.read(paths, framework: framework)
        var options = LintOptions()
        options.suppressions = try LintSettings.suppressions(configuration.configuration())
        if let schema { options.schema = try LintPaths.schema(schema) }
        var sources = given
        if let against {
            let baseline = try LintBaseline(given, branch: against)
            options.applied = baseline.applied
            options.schema += baseline.schema
            sources = baseline.pending
        }
        options.snapshot = try await statistics()
        let report = try report(Linter(options), sources)
        let printer = LintPrinter(report: report, sources: sources, toTerminal: output.output == nil)
        try Console.write(
            printer.render(format), to: output.output, keeping: format == .github ? .commands : .headings)
        try printer.conclude(failOn: failOn, format)
    }

    private func report(_ linter: Linter, _ sources: [MigrationSource]) throws -> LintReport {
        guard fix else { return linter.lint(sources) }
        for source in sources where source.isPresumed {
            Console.note(
                "\(source.directory) is read as plain SQL, and other frameworks have folders like it: --fix writes there with --framework only"
            )
        }
        let fixer = try LintFixer(linter, sources)
        try fixer.write()
        for (path, count) in fixer.mended.sorted(by: { $0.key < $1.key }) {
            Console.note("\(path): \(Model.Format.plural(count, "finding")) mended")
        }
        return fixer.report
    }

    private func statistics() async throws -> Snapshot? {
        if let snapshot { return try SnapshotFile.read(snapshot) }
        guard let target else { return nil }
        let progress = Progress(quiet: output.quiet)
        defer { progress.done() }
        var named = TargetOptions()
        named.target = target
        let database = try named.resolve(try configuration.configuration())
        var options = CollectOptions()
        options.planLimit = 0
        options.samples = 0
        return try await database.snapshot(options, progress: progress)
    }
}
