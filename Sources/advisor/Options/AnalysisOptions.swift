import ArgumentParser
import Model
import Rules

/// What to examine, and by which rules.
struct AnalysisOptions: ParsableArguments {
    @OptionGroup var window: WindowOptions
    @OptionGroup var rules: RuleOptions

    func analysis(progress: Progress) async throws -> Analysis {
        try await examination(progress: progress).analysis
    }

    /// The analysis with the window that it rests on.
    func examination(progress: Progress) async throws -> (analysis: Analysis, window: Window) {
        let configuration = try window.configuration.configuration()
        let rules = try rules.ruleSet(configuration)
        let window = try await window.window(configuration, progress: progress)
        progress.step("Examining")
        return (try analyse(window: window, rules: rules, configuration: configuration.rules), window)
    }
}
