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

    @Option(parsing: .unconditional, help: ArgumentHelp("Stop the query after so long: 30s, 5m.", valueName: "span"))
    var timeout = TimeSpan.minute

    @Option(parsing: .unconditional, help: ArgumentHelp("Print so many rows at most.", valueName: "n"))
    var maxRows = 100_000

    func validate() throws {
        guard maxRows > 0 else { throw ValidationError("--max-rows must be above 0.") }
    }

    func run() async throws {
        let progress = Progress(quiet: output.quiet)
        defer { progress.done() }
        let configuration = try window.configuration.configuration()
        let window = try await window.window(configuration, progress: progress)
        let limits = QueryLimits(seconds: timeout.seconds, rows: maxRows)
        let answer = try answer(window, limits)
        progress.done()
        if answer.isCut {
            Console.note("Only the first \(Model.Format.plural(maxRows, "row")); --max-rows prints more.")
        }
        try Console.write(TableText(columns: answer.columns, rows: answer.values).render(format), to: output.output)
    }

    private func answer(_ window: Window, _ limits: QueryLimits) throws -> EvidenceRows {
        do {
            return try query(window, sql: sql, limits: limits)
        } catch let error as EvidenceError {
            throw CommandError(
                "the query failed: \(error.reason)",
                remedy: "rules/README.md describes the tables; --timeout and --max-rows set the limits")
        }
    }
}
