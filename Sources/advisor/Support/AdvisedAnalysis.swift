import Advise
import Cluster
import Model
import Rules
import Twin

/// An analysis with what the index advisor has to say, as far as it can say anything: rules work without.
struct AdvisedAnalysis {
    var analysis: Analysis
    var window: Window
    var configuration: RuleConfiguration

    /// The advice that was given; nil where there was none.
    struct Outcome {
        var analysis: Analysis
        var advice: Advice?
    }

    /// Statements that are weighed within a report.
    private static let statements = 1_000
    private static let seconds = 20.0

    func run(progress: Progress) async throws -> Analysis { try await outcome(progress: progress).analysis }

    /// - Throws: `CancellationError`; all else that keeps advice from being given is noted in the coverage.
    func outcome(progress: Progress) async throws -> Outcome {
        guard window.last[.schemaDump].count > 0 else {
            let unread = window.last.unreadable.first { $0.section == SectionShape.schemaDump.name }
            return without(
                unread?.sentence ?? "the snapshot has no schema in it: collect with --twin, or give a live --target")
        }
        var options = AdviceOptions()
        options.seconds = Self.seconds
        // Two answers to when an index counts as unused would be one too many.
        if let days = configuration.thresholds["unused-index"]?["minimum_days"] { options.unusedDays = days }
        let workload = Workload(window: window, limit: Self.statements)
        do {
            let advice = try await AdviceRun(window: window, workload: workload, options: options).advice(
                progress: progress)
            return Outcome(analysis: judged(analysis.adding(advice)), advice: advice)
        } catch let error as AdviseError {
            return without(error.message)
        } catch let error as TwinError {
            return without(error.description)
        } catch let error as ClusterError {
            return without(error.description)
        }
    }

    private func without(_ reason: String) -> Outcome {
        var analysis = analysis
        analysis.coverage.notes.append("Indexes were not weighed on a twin: \(reason)")
        return Outcome(analysis: analysis, advice: nil)
    }

    /// What the configuration says of rules holds for advised indexes too.
    private func judged(_ analysis: Analysis) -> Analysis {
        var analysis = analysis
        let judged = configuration.judged(analysis.findings, at: window.to)
        analysis.findings = judged.kept.sorted(by: Finding.isWorse)
        analysis.coverage.suppressed += judged.suppressed
        return analysis
    }
}
