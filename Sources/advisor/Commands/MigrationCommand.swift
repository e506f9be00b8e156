import ArgumentParser
import Migrate
import Model

struct MigrationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migration",
        abstract: "Write the fixes as migration files.",
        discussion: """
            Each fix becomes an up and a down file; statements that PostgreSQL refuses in a transaction stand alone in theirs. \
            What a file of the directory already carries is not written again. Example:
              advisor migration --target shop --format sql --output db/migrations
            """)

    @OptionGroup var examined: AnalysisOptions

    @Option(
        help: ArgumentHelp(
            "Whose layout the files have; without it, that of the folder, and plain SQL in an empty one.",
            valueName: "format"))
    var format: Framework?

    @Option(name: [.short, .long], help: ArgumentHelp("The folder of migrations.", valueName: "dir"))
    var output: String

    @Option(help: ArgumentHelp("Only the finding of this key, as reports print it; may be repeated.", valueName: "key"))
    var select: [String] = []

    @Option(help: ArgumentHelp("What the files are called, instead of what each change does.", valueName: "name"))
    var name: String?

    @Flag(name: [.short, .long], help: "No progress on standard error.")
    var quiet = false

    func run() async throws {
        let progress = Progress(quiet: quiet)
        defer { progress.done() }
        let framework = try format ?? Framework.forWriting(in: output)
        let (analysis, window) = try await examined.examination(progress: progress)
        let set = MigrationSet(findings: try selected(from: analysis.findings))
        let written = try MigrationWriter(
            directory: output, framework: framework, name: name, context: SchemaContext(window.last)
        ).write(set)
        progress.done()
        try Console.write(MigrationSummary(set: set, written: written).text)
        try examined.rules.conclude(examined.window.configuration.configuration())
    }

    private func selected(from findings: [Finding]) throws -> [Finding] {
        guard !select.isEmpty else { return findings }
        let unknown = select.filter { key in !findings.contains { $0.key == key } }
        guard unknown.isEmpty else {
            throw CommandError(
                "There is no finding with the key \(unknown.joined(separator: ", "))",
                remedy: "`advisor report` prints the key of each finding")
        }
        return findings.filter { select.contains($0.key) }
    }
}

extension Framework: ExpressibleByArgument {}
