import Model

/// Predicted against measured times in their formats.
public enum ComparisonReport {
    private static let shown = 12

    /// For people: a line for each of the statements that took most time, and all of them together.
    public static func text(_ comparison: TimeComparison, width: Int) -> String {
        let statements = comparison.statements
        guard !statements.isEmpty else {
            return "No statement that the advice changes ran often enough to compare.\n"
        }
        var table = [["before", "predicted", "measured", "statement"]]
        for line in statements.prefix(shown) {
            table.append(
                [line.before, line.predicted, line.measured].map { Format.duration(milliseconds: $0) }
                    + [line.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")])
        }
        let total = { (value: KeyPath<TimeComparison.Line, Double>) in
            Format.duration(milliseconds: statements.reduce(0) { $0 + $1[keyPath: value] * $1.callsBefore })
        }
        table.append([
            total(\.before), total(\.predicted), total(\.measured), "all of them, as often as in the first run",
        ])
        let columns = (0..<3).map { column in table.map { $0[column].count }.max() ?? 0 }
        let rows = table.map { row in
            let figures = (0..<3).map { String(repeating: " ", count: columns[$0] - row[$0].count) + row[$0] }
            return String((figures + [row[3]]).joined(separator: "  ").prefix(max(60, width)))
        }
        let within = Format.percent(Double(comparison.withinTwo) / Double(statements.count))
        return "\nPREDICTED AGAINST MEASURED, one execution each\n" + rows.joined(separator: "\n")
            + "\n\(within) of \(Format.plural(statements.count, "statement")) within a factor of 2 of the prediction.\n"
    }

    /// For programs: stable; described by reports/comparison.schema.json.
    public static func json(_ comparison: TimeComparison) -> String {
        Document.object([
            "schema_version": Document(TimeComparison.schemaVersion), "target": .text(comparison.target.name),
            "within_two": Document(comparison.withinTwo),
            "statements": .array(
                comparison.statements.map { line in
                    .object([
                        "fingerprint": .text(line.id), "text": .text(line.text),
                        "calls_before": .number(line.callsBefore.rounded()),
                        "calls_after": .number(line.callsAfter.rounded()),
                        "ms_before": .number(line.before.rounded(to: 4)),
                        "ms_predicted": .number(line.predicted.rounded(to: 4)),
                        "ms_measured": .number(line.measured.rounded(to: 4)),
                        "factor": .number(line.factor.rounded(to: 2)),
                    ])
                }),
        ]).json
    }
}
