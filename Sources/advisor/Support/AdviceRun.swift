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

    /// - Throws: `AdviseError`, `TwinError`, `ClusterError`, `CancellationError`.
    func advice(progress: Progress) async throws -> Advice {
        progress.step("Finding candidates")
        let advisor = try IndexAdvisor(window: window, workload: workload, options: options)
        progress.step("Building a twin with \(Format.plural(advisor.candidates.count, "candidate"))")
        let twin = try await Twin.start(from: window.last, candidates: advisor.candidates)
        do {
            progress.step("Choosing")
            let advice = try await advisor.advise(planner: twin, uncertainties: twin.uncertainties)
            await twin.stop()
            return advice
        } catch {
            await twin.stop()
            throw error
        }
    }
}

/// Statements from a file, or from standard input for `-`.
enum StatementFile {
    static func read(_ path: String) throws -> String {
        do {
            let data =
                path == "-"
                ? FileHandle.standardInput.readDataToEndOfFile() : try Data(contentsOf: URL(fileURLWithPath: path))
            guard let text = String(validating: data, as: UTF8.self) else {
                throw CommandError("\(path) is not UTF-8 text", remedy: "Convert it: iconv -t UTF-8")
            }
            return text
        } catch let error as CommandError {
            throw error
        } catch {
            throw CommandError(
                "\(path) cannot be read: \(FileFailure.reason(error))", remedy: "Give the path of a file of SQL")
        }
    }
}
