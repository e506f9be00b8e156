import Model

/// Literals with a type before them, and the field of EXTRACT: the grammar takes no parameter in their place.
///
/// `interval '7 days'` is recorded as `interval $1`, `extract(year FROM t)` as `extract($1 FROM t)`. `$1::interval` and a call
/// of the function say the same.
struct TypedLiterals {
    private let bytes: [UInt8]
    private let tokens: [Token]
    private var result: [UInt8] = []
    private var copied = 0

    static func rewritten(_ text: String) -> String {
        var rewriting = TypedLiterals(text)
        return rewriting.text() ?? text
    }

    private init(_ text: String) {
        bytes = Array(text.utf8)
        tokens = Lexer.tokens(text)
    }

    private mutating func text() -> String? {
        for position in tokens.indices where tokens[position].kind == .parameter {
            if let start = typeStart(before: position) {
                castLiteral(at: position, typeFrom: start)
            } else if isField(position) {
                callExtract(at: position)
            }
        }
        guard copied > 0 else { return nil }
        return String(decoding: result + bytes[copied...], as: UTF8.self)
    }

    private func spelling(_ range: Range<Int>) -> String {
        String(decoding: bytes[tokens[range.lowerBound].start..<tokens[range.upperBound - 1].end], as: UTF8.self)
    }

    private func word(_ position: Int) -> String {
        guard tokens.indices.contains(position), tokens[position].kind == .word else { return "" }
        return Canonical.folded(bytes[tokens[position].range])
    }

    // MARK: Types

    /// Words that are no reserved key words and may stand before an expression.
    private static let openers: Set<String> = [
        "by", "escape", "zone", "rows", "range", "groups", "first", "next", "last", "prior", "absolute", "relative",
        "forward",
        "backward", "placing", "of", "to", "start", "increment", "cache", "restart", "return", "matched", "at",
        "nothing",
    ]
    private static let typeWords: Set<String> = [
        "bigint", "bit", "boolean", "char", "character", "dec", "decimal", "float", "int", "integer", "interval",
        "nchar", "numeric",
        "real", "smallint", "time", "timestamp", "varchar", "precision", "varying",
    ]

    /// The first token of the type that the parameter is a literal of; nil where it is none.
    private func typeStart(before parameter: Int) -> Int? {
        var last = parameter - 1
        guard last >= 0 else { return nil }
        if word(last) == "zone", word(last - 1) == "time", ["with", "without"].contains(word(last - 2)) { last -= 3 }
        if tokens.indices.contains(last), tokens[last].kind == .close { last = modifierStart(last) ?? -1 }
        guard tokens.indices.contains(last) else { return nil }
        switch tokens[last].kind {
        case .quotedWord: break
        case .word:
            let name = word(last)
            guard Self.typeWords.contains(name) || !(Quote.isKeyWord(name) || Self.openers.contains(name)) else {
                return nil
            }
        default: return nil
        }
        if ["double", "character", "char", "bit"].contains(word(last - 1)),
            ["precision", "varying"].contains(word(last))
        {
            last -= 1
        }
        while last >= 2, tokens[last - 1].kind == .dot { last -= 2 }
        return last
    }

    /// The word before `(3)` or `(10, 2)`.
    private func modifierStart(_ close: Int) -> Int? {
        var open = close - 1
        while open > 0, tokens[open].kind == .number || tokens[open].kind == .comma { open -= 1 }
        guard open >= 1, open < close - 1, tokens[open].kind == .open, Self.typeWords.contains(word(open - 1)) else {
            return nil
        }
        return open - 1
    }

    private static let fields: Set<String> = ["year", "month", "day", "hour", "minute", "second"]

    private mutating func castLiteral(at position: Int, typeFrom start: Int) {
        guard tokens[start].start >= copied else { return }
        var end = position
        if word(start) == "interval", Self.fields.contains(word(end + 1)) {
            end += 1
            if word(end + 1) == "to", Self.fields.contains(word(end + 2)) { end += 2 }
        }
        result += bytes[copied..<tokens[start].start] + bytes[tokens[position].range]
        let type = spelling(start..<position)
        result += Array("::\(type.holdsScalar(of: "\"") ? type : type.lowercased())".utf8)
        if end > position { result += Array(" \(spelling(position + 1..<end + 1).lowercased())".utf8) }
        copied = tokens[end].end
    }

    // MARK: EXTRACT

    private func isField(_ position: Int) -> Bool {
        word(position + 1) == "from" && position >= 2 && tokens[position - 1].kind == .open
            && word(position - 2) == "extract"
    }

    /// `extract($1 FROM t)` as the function that it calls.
    private mutating func callExtract(at position: Int) {
        result += bytes[copied..<tokens[position - 2].start] + Array("pg_catalog.\"extract\"(".utf8)
        result += bytes[tokens[position].range] + Array(",".utf8)
        copied = tokens[position + 1].end
    }
}
