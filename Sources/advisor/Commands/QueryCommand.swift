import ArgumentParser
import Model
import Rules

struct QueryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Ask the evidence in SQL.",
        discussion: """
            The evidence is what the rules see: SQLite tables that rules/README.md describes. Examples:
              advisor query "SELECT object, scans, size_bytes FROM indexes ORDER BY size_bytes DESC LIMIT 20"
              advisor query --snapshot shop.json --format json "SELECT * FROM statements ORDER BY share DESC LIMIT 5"
            """)

    @Argument(help: "One SELECT.")
    var sql: String

    @OptionGroup var window: WindowOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("How to print it: table, csv or json.", valueName: "format"))
    var format = TableText.Format.table

    func run() async throws {
        let progress = Progress(quiet: output.quiet)
        defer { progress.done() }
        let configuration = try window.configuration.configuration()
        let window = try await window.window(configuration, progress: progress)
        let answer = try query(window, sql: sql)
        progress.done()
        try Console.write(TableText(columns: answer.columns, rows: answer.values).render(format), to: output.output)
    }
}
