/// Texts of pg_stat_statements as PostgreSQL accepts them again.
///
/// `interval '7 days'` is recorded as `interval $1`, which the grammar refuses: before a literal a type may stand as a
/// word, before a parameter it may not. `$1::interval` says the same.
enum Plannable {
    private static let typeWords: Set<String> = ["interval", "date", "time", "timetz", "timestamp", "timestamptz"]

    static func text(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let tokens = Lexer.tokens(text)
        var result: [UInt8] = []
        var copied = 0
        for (word, parameter) in zip(tokens, tokens.dropFirst())
        where word.kind == .word && parameter.kind == .parameter {
            let type = String(decoding: bytes[word.start..<word.end], as: UTF8.self).lowercased()
            guard typeWords.contains(type) else { continue }
            result += bytes[copied..<word.start]
            result += bytes[parameter.start..<parameter.end] + Array("::\(type)".utf8)
            copied = parameter.end
        }
        guard copied > 0 else { return text }
        return String(decoding: result + bytes[copied...], as: UTF8.self)
    }

    /// The text with one parameter cast to text: for those whose type nothing else decides, as in `SELECT $1`.
    static func text(_ text: String, castingToText parameter: Int) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var copied = 0
        for token in Lexer.tokens(text) where token.kind == .parameter {
            guard bytes[token.start..<token.end].elementsEqual("$\(parameter)".utf8) else { continue }
            result += bytes[copied..<token.end] + Array("::text".utf8)
            copied = token.end
        }
        return String(decoding: result + bytes[copied...], as: UTF8.self)
    }
}

extension SQL {
    /// The text of pg_stat_statements with typed literals such as `interval $1` rewritten so that PostgreSQL parses it.
    public static func plannable(_ text: String) -> String { Plannable.text(text) }

    /// The text with every `$parameter` cast to text.
    public static func castingToText(parameter: Int, of text: String) -> String {
        Plannable.text(text, castingToText: parameter)
    }

    /// The numbers of a statement's parameters.
    public static func parameters(_ text: String) -> Set<Int> {
        let bytes = Array(text.utf8)
        return Set(
            Lexer.tokens(text).filter { $0.kind == .parameter }.compactMap { token in
                Int(String(decoding: bytes[token.start + 1..<token.end], as: UTF8.self))
            })
    }

    /// The highest `$n` of a statement; 0 without parameters.
    public static func parameterCount(_ text: String) -> Int { parameters(text).max() ?? 0 }

    /// The text with SQL in place of some of its parameters, by their numbers.
    public static func substituting(_ values: [Int: String], in text: String) -> String {
        guard !values.isEmpty else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var copied = 0
        for token in Lexer.tokens(text) where token.kind == .parameter {
            guard let number = Int(String(decoding: bytes[token.start + 1..<token.end], as: UTF8.self)),
                let value = values[number]
            else { continue }
            result += bytes[copied..<token.start] + Array(value.utf8)
            copied = token.end
        }
        return String(decoding: result + bytes[copied...], as: UTF8.self)
    }
}
