import ArgumentParser
import Model
import Reporting

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Say what is slow, why, and what mends it.",
        discussion: """
            A given target is collected first; without one the history is read. Examples:
              advisor report --target postgres://advisor@db.example.com/shop
              advisor report --since 24h --format markdown --output report.md
              advisor report --snapshot before.json --snapshot after.json --fail-on critical
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case terminal, markdown, json
    }

    @OptionGroup var examined: AnalysisOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("How to print it.", valueName: "format"))
    var format = Format.terminal

    @Option(
        help: ArgumentHelp(
            "End with status 1 when a finding is at least so severe: info, warning, critical.", valueName: "severity"))
    var failOn: Severity?

    @Flag(help: .hidden)
    var timings = false

    func run() async throws {
        let progress = Progress(quiet: output.quiet)
        defer { progress.done() }
        let analysis = try await examined.analysis(progress: progress)
        progress.done()
        if timings { noteTimings(analysis) }
        try Console.write(render(analysis), to: output.output)
        try examined.rules.conclude(examined.window.configuration.configuration())
        if let failOn, analysis.findings.contains(where: { $0.severity >= failOn }) { throw FoundSomething() }
    }

    private func noteTimings(_ analysis: Analysis) {
        let (evidence, rules) = analysis.timings
        Console.note("timing: all rules over the evidence: \(Int(saturating: rules.values.reduce(0, +) * 1_000)) ms")
        Console.note("timing: laying out the evidence, texts and plans parsed: \(Int(evidence * 1_000)) ms")
        for (id, seconds) in rules.sorted(by: { ($0.value, $1.key) > ($1.value, $0.key) }).prefix(10) {
            Console.note("slowest: \(id): \(Int(seconds * 1_000)) ms")
        }
    }

    private func render(_ analysis: Analysis) throws -> String {
        let toTerminal = output.output == nil
        return switch format {
        case .terminal:
            Report.terminal(analysis, width: Console.width, colour: toTerminal && Console.usesColour)
        case .markdown: try Report.markdown(analysis)
        case .json: Report.json(analysis)
        }
    }
}
