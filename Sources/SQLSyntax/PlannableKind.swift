extension Lexer {
    /// Whether the first key word begins a statement that PostgreSQL plans; all others are utility statements.
    static func isPlannable(_ text: String) -> Bool { begins(text, with: plannable) }

    /// Whether the first word, behind parentheses and comments, is one of these.
    static func begins(_ text: String, with words: Set<String>) -> Bool {
        var lexer = Lexer(text)
        while let token = lexer.next() {
            if token.kind == .open || token.kind == .semicolon { continue }
            return words.contains(Canonical.folded(lexer.bytes[token.range]))
        }
        return false
    }

    private static let plannable: Set<String> = [
        "select", "insert", "update", "delete", "merge", "with", "values", "table",
    ]
}

extension SQL {
    /// One SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES or TABLE, as far as its tokens tell.
    public static func isOnePlannable(_ text: String) -> Bool {
        let behind = Lexer.tokens(text).drop { $0.kind != .semicolon }
        return behind.allSatisfy { $0.kind == .semicolon } && Lexer.isPlannable(text)
    }
}
