import Advise
import Model

extension TimeComparison {
    /// Statements of fewer executions, in either run, say nothing.
    private static let fewestCalls = 20.0

    /// Of all statements that a recommendation touches and that ran often enough in both windows.
    init(before: Window, after: Window, advice: Advice) {
        let effects = Dictionary(
            advice.recommendations.flatMap(\.statements).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let (first, second) = (Self.runs(before), Self.runs(after))
        let lines = effects.values.compactMap { effect -> Line? in
            guard let was = first[effect.id], let becomes = second[effect.id], was.calls >= Self.fewestCalls,
                becomes.calls >= Self.fewestCalls
            else { return nil }
            return Line(
                id: effect.id, text: effect.text, callsBefore: was.calls, callsAfter: becomes.calls, before: was.mean,
                predicted: was.mean * effect.timeRatio, measured: becomes.mean)
        }
        self.init(
            target: after.last.target,
            statements: lines.sorted {
                ($1.before * $1.callsBefore, $0.id) < ($0.before * $0.callsBefore, $1.id)
            })
    }

    private struct Run {
        var calls: Double
        /// Milliseconds of one execution.
        var mean: Double
    }

    private static func runs(_ window: Window) -> [String: Run] {
        let days = window.seconds(of: .statementEntries) / 86_400
        let statements = Workload(window: window).statements
        return Dictionary(
            statements.compactMap { statement in
                statement.millisecondsPerDay.map {
                    (statement.id, Run(calls: statement.callsPerDay * days, mean: $0 / statement.callsPerDay))
                }
            }, uniquingKeysWith: { first, _ in first })
    }
}
