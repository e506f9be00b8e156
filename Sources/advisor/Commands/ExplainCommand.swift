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
            Reads what EXPLAIN printed, in any of its formats, with or without the frame that psql puts around it. Examples:
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
        let plan = try PlanReader.plan(in: contents())
        let configuration = try configuration.configuration()
        let analysis = try analyse(
            plan: plan, rules: rules.ruleSet(configuration), configuration: configuration.rules,
            now: Date().timeIntervalSince1970)
        switch format {
        case .text:
            let colour = output.output == nil && Console.usesColour
            try Console.write(
                Report.terminal(analysis, width: Console.width, colour: colour), to: output.output)
        case .json: try Console.write(Report.json(analysis), to: output.output)
        }
        try rules.conclude(configuration)
    }

    private func contents() throws -> String {
        String(
            decoding: try InputFile.read(file, remedy: "Give the path of a file, or - for standard input"),
            as: UTF8.self)
    }
}
