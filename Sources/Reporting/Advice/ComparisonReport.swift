import Model

/// Predicted against measured times in their formats.
public enum ComparisonReport {
    private static let shown = 12

    /// For people: a line for each of the statements that the advice changes, those that took most time, and all of them
    /// together; then those that it leaves alone and that took another time all the same.
    public static func text(_ comparison: TimeComparison, width: Int) -> String {
        let advised = comparison.advised
        guard !advised.isEmpty else {
            return "No statement that the advice changes ran often enough to compare.\n"
        }
        let header = [["before", "predicted", "measured", "statement"]]
        let lines = advised.prefix(shown).map { figures($0) + [$0.text.onOneLine] }
        let total = { (value: KeyPath<TimeComparison.Line, Double>) in
            Format.duration(milliseconds: advised.reduce(0) { $0 + $1[keyPath: value] * $1.callsBefore })
        }
        let sum = [total(\.before), total(\.predicted), total(\.measured), "all of them, as often as in the first run"]
        let text =
            "\nPREDICTED AGAINST MEASURED, one execution each\n" + table(header + lines + [sum], width: width)
            + "\n\(advised.withinTwo) of \(Format.plural(advised.count, "statement")) within a factor of 2 of the prediction.\n"
            + othersText(comparison.others, width: width)
        return Report.safe(text, colour: false)
    }

    private static func othersText(_ others: [TimeComparison.Line], width: Int) -> String {
        guard !others.isEmpty else { return "" }
        let odd = others.filter { $0.factor > 2 }
        let text =
            "Of \(others.count) that the advice leaves alone \(others.withinTwo) took what they took, within a factor of 2"
        guard !odd.isEmpty else { return text + ".\n" }
        let lines = odd.prefix(shown).map { line in
            [
                Format.duration(milliseconds: line.before), Format.duration(milliseconds: line.measured),
                line.text.onOneLine,
            ]
        }
        return text + "; the rest:\n" + table([["before", "measured", "statement"]] + lines, width: width) + "\n"
    }

    private static func figures(_ line: TimeComparison.Line) -> [String] {
        [line.before, line.predicted, line.measured].map { Format.duration(milliseconds: $0) }
    }

    /// Rows of figures and a text, the figures to the right.
    private static func table(_ rows: [[String]], width: Int) -> String {
        let columns = rows[0].indices.dropLast().map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let figures = columns.enumerated().map { String(repeating: " ", count: $1 - row[$0].count) + row[$0] }
            return String((figures + row.suffix(1)).joined(separator: "  ").prefix(max(60, width)))
        }.joined(separator: "\n")
    }

    /// For programs: stable; described by reports/comparison.schema.json.
    public static func json(_ comparison: TimeComparison) -> String {
        Document.object([
            "schema_version": Document(TimeComparison.schemaVersion), "target": .text(comparison.target.name),
            "within_two": Document(comparison.statements.withinTwo),
            "advised_within_two": Document(comparison.advised.withinTwo),
            "statements": .array(
                comparison.statements.map { line in
                    .object([
                        "fingerprint": .text(line.id), "text": .text(line.text),
                        "calls_before": .number(line.callsBefore.rounded()),
                        "calls_after": .number(line.callsAfter.rounded()),
                        "ms_before": .number(line.before.rounded(to: 4)),
                        "ms_predicted": .number(line.predicted.rounded(to: 4)),
                        "ms_measured": .number(line.measured.rounded(to: 4)),
                        "advised": .bool(line.isAdvised), "factor": .number(line.factor.rounded(to: 2)),
                    ])
                }),
        ]).json
    }
}
