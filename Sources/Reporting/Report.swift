import Model

/// The forms of a report.
public enum Report {
    /// For people at a terminal: a screenful first, then the details.
    /// - Parameters:
    ///   - width: columns; less than 40 counts as 40.
    ///   - colour: whether escape sequences may be used; SQL never holds any.
    public static func terminal(_ analysis: Analysis, width: Int = 80, colour: Bool = false) -> String {
        var report = TerminalReport(analysis, width: width, colour: colour)
        return report.render()
    }

    /// For comments and files on GitHub.
    public static func markdown(_ analysis: Analysis) throws -> String {
        safe(try MarkdownReport.render(analysis), colour: false)
    }

    /// For programs, as `reports/report.schema.json` describes: sorted keys, two blanks of indentation, the same text
    /// for the same analysis.
    public static func json(_ analysis: Analysis) -> String { JSONReport.document(analysis).json }

    /// A plan as a tree with what each node costs by itself, and what the plan rules found in it.
    public static func terminal(_ analysis: PlanAnalysis, width: Int = 80, colour: Bool = false) -> String {
        var report = PlanReport(analysis, width: width, colour: colour)
        return report.render()
    }

    /// Every plan of an input, and what of it was not read.
    public static func terminal(_ explanation: PlanExplanation, width: Int = 80, colour: Bool = false) -> String {
        ExplanationReport.text(explanation, width: width, colour: colour)
    }

    public static func json(_ explanation: PlanExplanation) -> String {
        PlanDocument.document(explanation).json
    }

    public static func json(_ analysis: PlanAnalysis) -> String { PlanDocument.document(analysis).json }

    /// What is about to be written, as a last line of defence: nothing that a terminal obeys, but for the emphasis of reports
    /// where there may be `colour`, or that a CI server acts on, but for what begins lines by right.
    public static func safe(_ text: String, colour: Bool, keeping own: Visible.LineStart = .headings) -> String {
        Visible.uncommanded(colour ? Style.keepingEmphasis(text) : Visible.text(text), keeping: own)
    }
}
