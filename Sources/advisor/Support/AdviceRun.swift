import Advise
import Collect
import Foundation
import Model
import Twin

/// Chooses indexes with a twin that lives no longer than that.
struct AdviceRun {
    var window: Window
    var workload: Workload
    var options: AdviceOptions
    /// When the seconds of the options began.
    var began = ContinuousClock.now

    /// - Throws: `AdviseError`, `TwinError`, `ClusterError`, `CancellationError`.
    func advice(progress: Progress) async throws -> Advice {
        progress.step("Finding candidates")
        let advisor = try IndexAdvisor(window: window, workload: workload, options: options)
        progress.step("Building a twin with \(Format.plural(advisor.candidates.count, "candidate"))")
        let twin = try await Twin.start(from: window.last, candidates: advisor.candidates)
        do {
            progress.step("Choosing indexes")
            let advice = try await advisor.advise(
                planner: twin, uncertainties: twin.uncertainties, until: began + .seconds(bounded: options.seconds))
            await twin.stop()
            return advice
        } catch {
            await twin.stop()
            throw error
        }
    }
}
