import JSONTape
import Model

/// Takes values apart as the operator classes of GIN do.
enum GINTokens {
    enum Kind {
        /// gin_trgm_ops.
        case trigrams
        /// to_tsvector of a text.
        case words
        /// jsonb_ops: keys and values.
        case parts
        /// jsonb_path_ops: a hash for each value with its path.
        case paths

        init(_ key: IndexDefinition.Key, _ column: TargetColumn?) {
            let name = key.operatorClass ?? ""
            if name.contains("trgm") {
                self = .trigrams
            } else if name.contains("path") {
                self = .paths
            } else {
                self = column == nil ? .words : .parts
            }
        }

        /// Bytes; nil where keys are texts.
        var keyWidth: Double? { self == .trigrams || self == .paths ? 4 : nil }
    }

    /// The column of `to_tsvector('simple', body)`.
    static func source(of expression: String, _ table: TargetTable) -> TargetColumn? {
        table.column(ExpressionColumn.source(of: expression, table))
    }

    /// A key, and where in a document it stands: values of one place are of one kind.
    struct Token: Hashable {
        var place = ""
        var text: String
    }

    /// Bytes of a key that is a text: with a header, and longer ones as a hash (JGIN_MAXLENGTH).
    static func width(_ text: String) -> Double { text.utf8.count > 125 ? 10 : Double(text.utf8.count + 1) }

    static func of(_ value: String, _ kind: Kind) -> Set<Token> {
        switch kind {
        case .trigrams: return trigrams(value)
        case .words:
            // Numbers are seldom the same twice, words often.
            return Set(words(value).map { Token(place: $0.contains(where: \.isNumber) ? "number" : "word", text: $0) })
        case .parts, .paths:
            guard let json = try? JSONTape(value) else { return [] }
            var tokens: Set<Token> = []
            collect(json.root, path: "", kind, into: &tokens)
            return tokens
        }
    }

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    private static func trigrams(_ text: String) -> Set<Token> {
        var tokens: Set<Token> = []
        for word in words(text) {
            let padded = Array("  \(word) ")
            for start in 0...padded.count - 3 { tokens.insert(Token(text: String(padded[start..<start + 3]))) }
        }
        return tokens
    }

    private static func collect(_ value: JSONValue, path: String, _ kind: Kind, into tokens: inout Set<Token>) {
        switch value.kind {
        case .object:
            for (key, part) in value.members {
                let name = key.string ?? ""
                if kind == .parts { tokens.insert(Token(text: name)) }
                collect(part, path: path + "." + name, kind, into: &tokens)
            }
        case .array:
            for part in value.elements { collect(part, path: path, kind, into: &tokens) }
        default:
            tokens.insert(Token(place: path, text: value.string ?? value.rawText))
        }
    }
}
