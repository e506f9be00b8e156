/// Texts of pg_stat_statements as PostgreSQL accepts them again.
enum Plannable {
    static func text(_ text: String) -> String { TypedLiterals.rewritten(text) }
}

extension SQL {
    /// The text of pg_stat_statements with typed literals such as `interval $1`, and EXTRACT, rewritten so that PostgreSQL parses it.
    public static func plannable(_ text: String) -> String { Plannable.text(text) }

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

    /// The text with its parameters numbered from 1 without gaps, in their order: PostgreSQL asks the type of each number up to the
    /// highest.
    public static func closingGaps(_ text: String) -> String {
        let numbers = parameters(text).sorted()
        guard numbers.last != nil, numbers.last != numbers.count else { return text }
        let new = Dictionary(numbers.enumerated().map { ($1, "$\($0 + 1)") }) { $1 }
        return substituting(new, in: text)
    }
}
