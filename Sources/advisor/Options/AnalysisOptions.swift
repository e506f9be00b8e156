import ArgumentParser
import Collect
import Model
import Rules

/// What to examine, and by which rules.
struct AnalysisOptions: ParsableArguments {
    @OptionGroup var window: WindowOptions
    @OptionGroup var rules: RuleOptions

    @Flag(help: "Rules only: do not choose indexes on a private twin of the planner.")
    var noAdvice = false

    func analysis(progress: Progress) async throws -> Analysis {
        try await examination(progress: progress).analysis
    }

    /// The analysis with the window that it rests on.
    func examination(progress: Progress) async throws -> (analysis: Analysis, window: Window) {
        let configuration = try window.configuration.configuration()
        let rules = try rules.ruleSet(configuration)
        var collecting = CollectOptions()
        collecting.twin = !noAdvice
        let window = try await window.window(configuration, progress: progress, collecting: collecting)
        progress.step("Examining")
        let analysis = try analyse(window: window, rules: rules, configuration: configuration.rules)
        guard !noAdvice else { return (analysis, window) }
        let examination = AdvisedAnalysis(analysis: analysis, window: window, configuration: configuration.rules)
        return (try await examination.run(progress: progress), window)
    }
}
