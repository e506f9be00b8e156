import ArgumentParser
import Foundation
import Model
import Plans
import Reporting
import Rules

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what one plan says.",
        discussion: """
            Reads what EXPLAIN printed, in any of its formats, alone or within a table, a log, CSV, HTML or a
            mail. Every plan of the input is shown, and the lines that belong to none are counted. Examples:
              psql -c 'EXPLAIN (ANALYZE, BUFFERS) SELECT ...' | advisor explain -
              advisor explain plan.json --format json
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Argument(help: ArgumentHelp("File with the output of EXPLAIN; - reads standard input.", valueName: "file"))
    var file: String

    @OptionGroup var rules: RuleOptions
    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("How to print it.", valueName: "format"))
    var format = Format.text

    func run() async throws {
        let reading = PlanReader.read(
            try InputFile.read(file, remedy: "Give the path of a file, or - for standard input"))
        guard !reading.plans.isEmpty else { throw reading.failure }
        let configuration = try configuration.configuration()
        let explanation = try explanation(of: reading, configuration)
        switch format {
        case .text:
            let colour = output.output == nil && Console.usesColour
            try Console.write(
                Report.terminal(explanation, width: Console.width, colour: colour), to: output.output)
        case .json: try Console.write(Report.json(explanation), to: output.output)
        }
        try rules.conclude(configuration)
    }

    private func explanation(
        of reading: PlanReading, _ configuration: ConfigurationFile
    ) throws -> PlanExplanation {
        let rules = try rules.ruleSet(configuration)
        let now = Date().timeIntervalSince1970
        let parts = try reading.plans.map { found in
            let analysis = try analyse(
                plan: found.plan, rules: rules, configuration: configuration.rules, now: now)
            return PlanExplanation.Part(line: found.line, analysis: analysis)
        }
        return PlanExplanation(
            parts: parts, problems: reading.problems.map(\.description), unread: reading.unread,
            lineCount: reading.lineCount)
    }
}
