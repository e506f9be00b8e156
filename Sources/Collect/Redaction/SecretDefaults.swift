import SQLSyntax

/// Defaults of columns that by their name hold secrets, in definitions of tables: a literal there is one of the values.
enum SecretDefaults {
    /// The definition with NULL, which every type reads, in place of the literals of such defaults. Removing twice changes nothing.
    static func removed(from definition: String) -> String {
        let bytes = Array(definition.utf8)
        let tokens = SQLSyntax.SQL.tokens(definition)
        var result: [UInt8] = []
        var end = 0
        for position in literals(tokens, bytes) {
            result += bytes[end..<tokens[position].start] + Array("NULL".utf8)
            end = tokens[position].end
        }
        return end == 0 ? definition : String(decoding: result + bytes[end...], as: UTF8.self)
    }

    /// Positions of the literals behind DEFAULT, where a name of a secret stands before it in the same entry of a list or statement.
    private static func literals(_ tokens: [Token], _ bytes: [UInt8]) -> [Int] {
        var found: [Int] = []
        // Of each parenthesis that is open: whether a name was seen, and DEFAULT behind it.
        var entries = [(isSecret: false, isDefault: false)]
        for (position, token) in tokens.enumerated() {
            switch token.kind {
            case .open, .openBracket: entries.append((false, entries[entries.count - 1].isDefault))
            case .close, .closeBracket: if entries.count > 1 { entries.removeLast() }
            case .comma, .semicolon:
                // Within the parentheses of a default it goes on.
                let isInside = entries.count > 1 && entries[entries.count - 2].isDefault
                entries[entries.count - 1] = (false, isInside)
            case .word, .quotedWord:
                let word = String(decoding: bytes[token.start..<token.end], as: UTF8.self)
                if token.kind == .word, word.uppercased() == "DEFAULT" {
                    if entries[entries.count - 1].isSecret { entries[entries.count - 1].isDefault = true }
                } else if SecretNames.isSecret(word) {
                    entries[entries.count - 1].isSecret = true
                }
            case .string: if entries[entries.count - 1].isDefault { found.append(position) }
            default: break
            }
        }
        return found
    }
}
