import Postgres

/// What a plan must not have changed: read behind each plan, in its transaction. Nothing that is planned can change it, so that
/// a difference means that foreign code ran after all.
struct PlanGuard: Equatable {
    private var values: [String?]

    private static let columns = [
        setting("transaction_read_only"), setting("session_authorization"), setting("standard_conforming_strings"),
        "session_user", setting("search_path"), setting("role"), "current_user",
    ]

    private static func setting(_ name: String) -> String { "pg_catalog.current_setting('\(name)')" }

    /// One row: these, and behind them what `QuietExplain` answers.
    static let sql = "SELECT \(advisorTag) \(columns.joined(separator: ", ")), \(QuietExplain.answer)"

    init(_ row: Row) { values = (0..<Self.columns.count).map { row[$0].string } }

    /// The columns of the answer behind these.
    static func answer(_ row: Row) -> (plan: String?, state: String?, message: String?) {
        let first = columns.count
        func text(_ column: Int) -> String? { row[first + column].string.flatMap { $0.isEmpty ? nil : $0 } }
        return (text(0), text(1), text(2))
    }

    /// The same session under another search_path and perhaps another role.
    func expecting(searchPath: String, role: String?) -> PlanGuard {
        var expected = self
        expected.values[4] = searchPath
        if let role {
            expected.values[5] = role
            expected.values[6] = role
        }
        return expected
    }
}
