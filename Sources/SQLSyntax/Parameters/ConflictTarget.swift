/// Takes ON CONFLICT out of an INSERT. Its condition names the partial index that decides; with a parameter in it no index fits. The
/// planner counts nothing for it.
enum ConflictTarget {
    /// nil where there is none.
    static func removed(from text: String) -> String? {
        let bytes = Array(text.utf8)
        let tokens = Lexer.tokens(text)
        func word(_ position: Int) -> String {
            guard tokens.indices.contains(position), tokens[position].kind == .word else { return "" }
            return Canonical.folded(bytes[tokens[position].range])
        }
        guard let start = tokens.indices.first(where: { word($0) == "on" && word($0 + 1) == "conflict" }) else {
            return nil
        }
        var depth = 0
        var end = bytes.count
        for position in tokens.indices.dropFirst(start) {
            switch tokens[position].kind {
            case .open: depth += 1
            case .close: depth -= 1
            default: break
            }
            if depth < 0
                || (depth == 0 && ["returning", ""].contains(word(position)) && isEnd(tokens[position], word(position)))
            {
                end = tokens[position].start
                break
            }
        }
        return String(decoding: bytes[..<tokens[start].start] + bytes[end...], as: UTF8.self)
    }

    private static func isEnd(_ token: Token, _ word: String) -> Bool {
        word == "returning" || token.kind == .semicolon
    }
}
