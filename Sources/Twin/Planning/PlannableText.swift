import SQLSyntax

/// A text that is one statement with a plan, so that `EXPLAIN` before it explains it and nothing else.
struct PlannableText {
    /// Without the semicolons at its end.
    let text: String

    private static let beginnings: Set<String> = [
        "select", "insert", "update", "delete", "merge", "values", "table", "with", "declare",
    ]

    init?(_ statement: String) {
        let bytes = Array(statement.utf8)
        var tokens = SQL.tokens(statement)
        while tokens.last?.kind == .semicolon { tokens.removeLast() }
        guard let last = tokens.last, let first = tokens.first(where: { $0.kind != .open }), first.kind == .word,
            Self.beginnings.contains(String(decoding: bytes[first.start..<first.end], as: UTF8.self).lowercased()),
            !tokens.contains(where: { $0.kind == .semicolon || $0.kind == .broken })
        else { return nil }
        text = String(decoding: bytes[..<last.end], as: UTF8.self)
    }
}
