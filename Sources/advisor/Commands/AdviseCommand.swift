import Advise
import ArgumentParser
import Collect
import Foundation
import Model
import Reporting
import SQLSyntax
import Twin

struct AdviseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advise",
        abstract: "Choose the indexes that are worth it, proven on a private twin of the planner.",
        discussion: """
            The workload is what pg_stat_statements recorded, or what --sql and --file give. Nothing is built or changed on the \
            target. Examples:
              advisor advise --target shop
              advisor advise --target shop --budget 1GB --budget 5GB --budget 25%
              advisor advise --target shop --file queries.sql --max-columns 2 --format sql
              advisor advise --snapshot shop.json --format json
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, sql
    }

    @OptionGroup var window: WindowOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var limits: AdviceLimits

    @Option(help: ArgumentHelp("A statement of the workload; may be given several times.", valueName: "sql"))
    var sql: [String] = []

    @Option(
        help: ArgumentHelp(
            "A file of statements, - for standard input; `-- calls: N` before one gives its weight.", valueName: "file")
    )
    var file: [String] = []

    @Option(help: ArgumentHelp("How to print it: text, json, sql (bare CREATE INDEX statements).", valueName: "format"))
    var format = Format.text

    @Flag(help: "List also the indexes that would add too little to be recommended, with what each adds.")
    var all = false

    func run() async throws {
        let began = ContinuousClock.now
        let progress = Progress(quiet: output.quiet)
        defer { progress.done() }
        let options = try limits.options()
        let given = try givenStatements()
        let configuration = try window.configuration.configuration()
        var collecting = CollectOptions()
        collecting.twin = true
        collecting.sampleParameters = given == nil
        let window = try await window.window(configuration, progress: progress, collecting: collecting)
        let advice = try await advice(window, given, options, began, progress)
        progress.done()
        if format == .sql, advice.recommendations.isEmpty { Console.note("No index is worth building.") }
        try Console.write(render(advice), to: output.output)
    }

    /// Of a history that has just begun, what ran since the last snapshot may be nothing: all that was counted before serves too.
    private func advice(
        _ window: Window, _ given: String?, _ options: AdviceOptions, _ began: ContinuousClock.Instant,
        _ progress: Progress
    ) async throws -> Advice {
        do {
            let workload = given.map(Workload.init(sql:)) ?? Workload(window: window)
            return try await AdviceRun(window: window, workload: workload, options: options, began: began)
                .advice(progress: progress)
        } catch let error as AdviseError where error.code == .noWorkload && given == nil && !window.isLifetime {
            let whole = Window(lifetimeOf: window.last)
            let run = AdviceRun(window: whole, workload: Workload(window: whole), options: options, began: began)
            let advice = try await run.advice(progress: progress)
            progress.done()
            let length = Model.Format.duration(milliseconds: window.seconds(of: .statementEntries) * 1_000)
            Console.note(
                "Nothing to advise on ran in \(length): this is about all that was counted since statistics were reset."
            )
            return advice
        }
    }

    /// The text of --sql and --file; nil without any.
    private func givenStatements() throws -> String? {
        guard !sql.isEmpty || !file.isEmpty else { return nil }
        for text in sql { try Self.checkEnds(of: text, from: "--sql") }
        let texts = try file.map(statements)
        return (sql + texts).joined(separator: ";\n")
    }

    private func statements(in path: String) throws -> String {
        let data = try InputFile.read(path, remedy: "Give the path of a file of SQL")
        guard let text = String(validating: data, as: UTF8.self) else {
            throw CommandError("\(path) is not UTF-8 text", remedy: "Convert it: iconv -t UTF-8")
        }
        try Self.checkEnds(of: text, from: path)
        return text
    }

    /// What begins and never ends would swallow all statements behind it.
    private static func checkEnds(of text: String, from source: String) throws {
        guard let open = SQL.unterminated(in: text) else { return }
        let lines = LineIndex(text)
        let place = "\(lines.line(of: open.offset) + 1):\(lines.column(of: open.offset) + 1)"
        throw CommandError(
            "\(source):\(place): \(open.message), so what stands behind it is not read", remedy: "End it, or remove it")
    }

    private func render(_ advice: Advice) -> String {
        let toTerminal = output.output == nil
        return switch format {
        case .text:
            AdviceReport.text(
                advice, width: Console.width, colour: toTerminal && Console.usesColour, listsAll: all)
        case .json: AdviceReport.json(advice)
        case .sql: AdviceReport.sql(advice)
        }
    }
}
