import Model

/// All plans of an input for people, and what of the input belongs to none.
enum ExplanationReport {
    /// So many lines are quoted; the others are counted.
    private static let quoted = 5

    static func text(_ explanation: PlanExplanation, width: Int, colour: Bool) -> String {
        var text = ""
        let parts = explanation.parts
        for (position, part) in parts.enumerated() {
            if parts.count > 1 {
                var canvas = Canvas(width: width, colour: colour)
                if position > 0 { canvas.blank() }
                canvas.line(canvas.style("PLAN \(position + 1) OF \(parts.count), from line \(part.line)", .bold))
                text += canvas.text
            }
            text += Report.terminal(part.analysis, width: width, colour: colour)
        }
        return text + rest(explanation, width: width, colour: colour)
    }

    private static func rest(_ explanation: PlanExplanation, width: Int, colour: Bool) -> String {
        guard !explanation.unread.isEmpty || !explanation.problems.isEmpty else { return "" }
        var canvas = Canvas(width: width, colour: colour)
        canvas.heading("NOT READ", aside: Format.count(explanation.unread.count))
        for problem in explanation.problems { canvas.paragraph(problem.printable) }
        let count = explanation.unread.count
        guard count > 0 else { return canvas.text }
        let lines = Format.count(explanation.lineCount)
        canvas.paragraph(
            "\(Format.count(count)) of \(lines) lines \(count == 1 ? "belongs" : "belong") to no plan shown here:")
        for line in explanation.unread.prefix(quoted) {
            let quote = Canvas.wrapped(
                Visible.withoutBreaks("\(line.number): \(line.text)").printable, width: canvas.width - 2)
            canvas.line("  " + (quote.first ?? "") + (quote.count > 1 ? " …" : ""))
        }
        if count > quoted { canvas.paragraph("  and \(Format.count(count - quoted)) more.") }
        return canvas.text
    }
}
