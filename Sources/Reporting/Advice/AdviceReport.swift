import Model
import SQLSyntax

/// Advice in its formats.
public enum AdviceReport {
    /// For people: a screenful of what to do, then each recommendation with its proof.
    ///
    /// - Parameter listsAll: also what would add too little to be recommended.
    public static func text(_ advice: Advice, width: Int, colour: Bool, listsAll: Bool = false) -> String {
        var report = AdviceText(advice, width: width, colour: colour, listsAll: listsAll)
        return report.render()
    }

    /// For programs: stable; described by reports/advice.schema.json.
    public static func json(_ advice: Advice) -> String { AdviceDocument.document(advice).json }

    /// Bare CREATE INDEX statements, one a line; before them the extensions that they take and the target has not.
    public static func sql(_ advice: Advice) -> String {
        let created = advice.recommendations.filter { $0.action != .drop }
        let extensions = Set(
            created.flatMap {
                $0.ddl.split(separator: ";\n").filter { $0.hasPrefix("CREATE EXTENSION") }.map(String.init)
            })
        let statements = extensions.sorted() + created.map { $0.definition.createStatement() }
        return Report.safe(statements.map { SQL.visible($0) + ";\n" }.joined(), colour: false)
    }
}
