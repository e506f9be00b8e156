import Advise
import Model

extension TimeComparison {
    /// Statements of fewer executions, in either run, say nothing.
    private static let fewestCalls = 20.0

    /// Of all statements that were planned and ran often enough in both windows.
    init(before: Window, after: Window, advice: Advice) {
        let effects = Dictionary(
            advice.recommendations.flatMap(\.statements).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let skipped = Set(advice.coverage.skipped.map(\.statement))
        let second = Self.runs(after)
        let lines = Self.runs(before).values.compactMap { was -> Line? in
            guard let becomes = second[was.id], was.calls >= Self.fewestCalls, becomes.calls >= Self.fewestCalls,
                !skipped.contains(was.text)
            else { return nil }
            let effect = effects[was.id]
            return Line(
                id: was.id, text: was.text, callsBefore: was.calls, callsAfter: becomes.calls, before: was.mean,
                predicted: was.mean * (effect?.timeRatio ?? 1), measured: becomes.mean, isAdvised: effect != nil)
        }
        self.init(
            target: after.last.target,
            statements: lines.sorted {
                ($1.before * $1.callsBefore, $0.id) < ($0.before * $0.callsBefore, $1.id)
            })
    }

    private struct Run {
        var id: String
        var text: String
        var calls: Double
        /// Milliseconds of one execution.
        var mean: Double
    }

    private static func runs(_ window: Window) -> [String: Run] {
        let days = window.days(of: .statementEntries)
        let runs = Workload(window: window).statements.compactMap { statement in
            statement.millisecondsPerDay.map {
                Run(
                    id: statement.id, text: statement.text, calls: statement.callsPerDay * days,
                    mean: $0 / statement.callsPerDay)
            }
        }
        return Dictionary(runs.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
