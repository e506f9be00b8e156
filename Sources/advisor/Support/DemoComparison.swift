import Advise
import Model
import SQLSyntax

/// What the advice predicted of each statement against what a second run of the same traffic measured.
struct DemoComparison {
    private let lines: [Line]

    struct Line {
        var text: String
        var callsBefore: Double
        /// Milliseconds of one execution.
        var before: Double
        var predicted: Double
        var measured: Double

        /// How far apart prediction and measurement are, at least 1.
        var factor: Double { max(predicted, measured) / max(1e-9, min(predicted, measured)) }
    }

    /// Statements of fewer executions say nothing.
    private static let fewestCalls = 20.0
    private static let shown = 12

    init(before: Window, after: Window, advice: Advice) {
        let effects = advice.recommendations.flatMap(\.statements)
        let ratios = Dictionary(effects.map { ($0.id, $0.timeRatio) }, uniquingKeysWith: { first, _ in first })
        let second = Dictionary(
            Workload(window: after).statements.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let days = before.seconds(of: .statementEntries) / 86_400
        let first = Workload(window: before).statements
        // The cheapest statement of the workload shows what an execution costs at least, whatever its plan.
        let floor =
            first.filter { $0.callsPerDay * days >= Self.fewestCalls && $0.text.contains("FROM") }
            .compactMap { statement in statement.millisecondsPerDay.map { $0 / statement.callsPerDay } }.min() ?? 0
        lines = first.compactMap { statement in
            guard let ratio = ratios[statement.id], let again = second[statement.id],
                let spent = statement.millisecondsPerDay, let spentAgain = again.millisecondsPerDay,
                statement.callsPerDay * days >= Self.fewestCalls, again.callsPerDay * days >= Self.fewestCalls
            else { return nil }
            let mean = spent / statement.callsPerDay
            return Line(
                text: statement.text, callsBefore: statement.callsPerDay * days, before: mean,
                predicted: min(mean, max(mean * ratio, floor)),
                measured: spentAgain / again.callsPerDay)
        }.sorted { $0.before * $0.callsBefore > $1.before * $1.callsBefore }
    }

    /// Of the statements compared, those whose prediction was within a factor of 2, 0 to 1; nil without any.
    var shareWithinTwo: Double? {
        lines.isEmpty ? nil : Double(lines.filter { $0.factor <= 2 }.count) / Double(lines.count)
    }

    func text(width: Int) -> String {
        guard !lines.isEmpty else { return "No statement that the advice changes ran often enough to compare.\n" }
        var table = [["before", "predicted", "measured", "statement"]]
        for line in lines.prefix(Self.shown) {
            table.append(
                [line.before, line.predicted, line.measured].map { Format.duration(milliseconds: $0) }
                    + [line.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")])
        }
        let total = { (value: KeyPath<Line, Double>) in
            Format.duration(milliseconds: lines.reduce(0) { $0 + $1[keyPath: value] * $1.callsBefore })
        }
        table.append([
            total(\.before), total(\.predicted), total(\.measured), "all of them, as often as in the first run",
        ])
        let columns = (0..<3).map { column in table.map { $0[column].count }.max() ?? 0 }
        let rows = table.map { row in
            let figures = (0..<3).map { String(repeating: " ", count: columns[$0] - row[$0].count) + row[$0] }
            return String((figures + [row[3]]).joined(separator: "  ").prefix(max(60, width)))
        }
        let within = Format.percent(shareWithinTwo ?? 0)
        return "\nPREDICTED AGAINST MEASURED, one execution each\n" + rows.joined(separator: "\n")
            + "\n\(within) of \(Format.plural(lines.count, "statement")) within a factor of 2 of the prediction.\n"
    }
}
