/// One word, literal or sign of SQL text.
public struct Token: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// A key word or a bare name.
        case word
        /// A name in double quotes.
        case quotedWord
        /// Any literal in quotes or dollar quotes, with its prefix.
        case string
        case number
        /// `$1`
        case parameter
        /// A run of operator characters, `::` and `:=` included.
        case sign
        case open, close, openBracket, closeBracket, comma, semicolon, dot
        /// A character that SQL does not know, or a quote that is never closed.
        case broken
    }

    public var kind: Kind
    /// In bytes.
    public var start: Int
    public var end: Int
}

/// Splits SQL text into tokens; white space and comments are stepped over. Never fails, takes time linear in the text.
///
/// Follows PostgreSQL's scanner with standard_conforming_strings on. Needed beside libpg_query's own scanner because
/// texts that do not parse must be redacted and identified too.
struct Lexer {
    let bytes: [UInt8]
    var position = 0
    /// What was begun and never ended; all behind it is lost.
    private(set) var unterminated: UnterminatedText?

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    static func tokens(_ text: String) -> [Token] {
        var lexer = Lexer(text)
        var tokens: [Token] = []
        tokens.reserveCapacity(lexer.bytes.count / 5)
        while let token = lexer.next() { tokens.append(token) }
        return tokens
    }

    mutating func next() -> Token? {
        skipSpaceAndComments()
        guard position < bytes.count else { return nil }
        let start = position
        let kind = scan()
        return Token(kind: kind, start: start, end: position)
    }

    private func byte(_ offset: Int = 0) -> UInt8 {
        position + offset < bytes.count ? bytes[position + offset] : 0
    }

    private mutating func skipSpaceAndComments() {
        while position < bytes.count {
            switch byte() {
            case 0x20, 0x09...0x0D, 0: position += 1
            case UInt8(ascii: "-") where byte(1) == UInt8(ascii: "-"):
                while position < bytes.count, byte() != 0x0A, byte() != 0x0D { position += 1 }
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "*"): skipBlockComment()
            default: return
            }
        }
    }

    private mutating func skipBlockComment() {
        let start = position
        var depth = 0
        while position < bytes.count {
            if byte() == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
                depth += 1
                position += 2
            } else if byte() == UInt8(ascii: "*"), byte(1) == UInt8(ascii: "/") {
                depth -= 1
                position += 2
                if depth == 0 { return }
            } else {
                position += 1
            }
        }
        unterminated = UnterminatedText(kind: .comment, offset: start)
    }

    private mutating func scan() -> Token.Kind {
        let first = byte()
        switch first {
        case UInt8(ascii: "("): return single(.open)
        case UInt8(ascii: ")"): return single(.close)
        case UInt8(ascii: "["): return single(.openBracket)
        case UInt8(ascii: "]"): return single(.closeBracket)
        case UInt8(ascii: ","): return single(.comma)
        case UInt8(ascii: ";"): return single(.semicolon)
        case UInt8(ascii: "'"): return quoted(by: first, backslashEscapes: false, .string)
        case UInt8(ascii: "\""): return quoted(by: first, backslashEscapes: false, .quotedWord)
        case UInt8(ascii: "$"): return dollar()
        case UInt8(ascii: "."): return Self.isDigit(byte(1)) ? number() : single(.dot)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
        case UInt8(ascii: ":"):
            position += byte(1) == UInt8(ascii: ":") || byte(1) == UInt8(ascii: "=") ? 2 : 1
            return .sign
        default: break
        }
        if Self.isWordStart(first) { return wordOrPrefixedString() }
        if Self.isSign(first) { return sign() }
        return single(.broken)
    }

    private mutating func single(_ kind: Token.Kind) -> Token.Kind {
        position += 1
        return kind
    }

    private mutating func quoted(by quote: UInt8, backslashEscapes: Bool, _ kind: Token.Kind) -> Token.Kind {
        let start = position
        position += 1
        while position < bytes.count {
            if byte() == quote {
                position += 1
                guard byte() == quote else { return kind }
                position += 1
            } else {
                position += backslashEscapes && byte() == UInt8(ascii: "\\") ? 2 : 1
            }
        }
        position = bytes.count
        unterminated = UnterminatedText(kind: kind == .quotedWord ? .identifier : .string, offset: start)
        return .broken
    }

    /// `$1`, `$tag$ ... $tag$`, or a lone `$`.
    private mutating func dollar() -> Token.Kind {
        let start = position
        position += 1
        if Self.isDigit(byte()) {
            while Self.isDigit(byte()) { position += 1 }
            return .parameter
        }
        while Self.isWordStart(byte()) || (position > start + 1 && Self.isDigit(byte())) { position += 1 }
        guard byte() == UInt8(ascii: "$") else {
            position = start + 1
            return .broken
        }
        position += 1
        let tag = bytes[start..<position]
        while position < bytes.count {
            if byte() == UInt8(ascii: "$"), bytes[position...].starts(with: tag) {
                position += tag.count
                return .string
            }
            position += 1
        }
        unterminated = UnterminatedText(kind: .dollarString, offset: start)
        return .broken
    }

    private mutating func number() -> Token.Kind {
        while Self.isDigit(byte()) || byte() == UInt8(ascii: "_") { position += 1 }
        if byte() | 0x20 == UInt8(ascii: "x") || byte() | 0x20 == UInt8(ascii: "o")
            || byte() | 0x20 == UInt8(ascii: "b"),
            position > 0, bytes[position - 1] == UInt8(ascii: "0")
        {
            position += 1
            while Self.isWordPart(byte()), byte() != UInt8(ascii: "$") { position += 1 }
            return .number
        }
        if byte() == UInt8(ascii: "."), byte(1) != UInt8(ascii: ".") {
            position += 1
            while Self.isDigit(byte()) { position += 1 }
        }
        if byte() | 0x20 == UInt8(ascii: "e") {
            let sign = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-") ? 1 : 0
            if Self.isDigit(byte(1 + sign)) {
                position += 1 + sign
                while Self.isDigit(byte()) { position += 1 }
            }
        }
        return .number
    }

    private mutating func wordOrPrefixedString() -> Token.Kind {
        let prefix = byte() | 0x20
        if byte(1) == UInt8(ascii: "'") {
            switch prefix {
            case UInt8(ascii: "e"):
                position += 1
                return quoted(by: UInt8(ascii: "'"), backslashEscapes: true, .string)
            case UInt8(ascii: "b"), UInt8(ascii: "x"), UInt8(ascii: "n"):
                position += 1
                return quoted(by: UInt8(ascii: "'"), backslashEscapes: false, .string)
            default: break
            }
        }
        if prefix == UInt8(ascii: "u"), byte(1) == UInt8(ascii: "&") {
            let quote = byte(2)
            if quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") {
                position += 2
                let kind: Token.Kind = quote == UInt8(ascii: "'") ? .string : .quotedWord
                return quoted(by: quote, backslashEscapes: false, kind)
            }
        }
        while Self.isWordPart(byte()) { position += 1 }
        return .word
    }

    /// An operator; it ends where a comment begins.
    private mutating func sign() -> Token.Kind {
        repeat {
            position += 1
            if byte() == UInt8(ascii: "-"), byte(1) == UInt8(ascii: "-") { break }
            if byte() == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") { break }
        } while Self.isSign(byte())
        return .sign
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    static func isWordStart(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    static func isWordPart(_ byte: UInt8) -> Bool {
        isWordStart(byte) || isDigit(byte) || byte == UInt8(ascii: "$")
    }

    static func isSign(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "<"),
            UInt8(ascii: ">"), UInt8(ascii: "="), UInt8(ascii: "~"), UInt8(ascii: "!"), UInt8(ascii: "@"),
            UInt8(ascii: "#"), UInt8(ascii: "%"), UInt8(ascii: "^"), UInt8(ascii: "&"), UInt8(ascii: "|"),
            UInt8(ascii: "`"), UInt8(ascii: "?"):
            true
        default: false
        }
    }
}

extension Lexer {
    /// Whether the first key word begins a statement that PostgreSQL plans; all others are utility statements.
    static func isPlannable(_ text: String) -> Bool {
        var lexer = Lexer(text)
        while let token = lexer.next() {
            if token.kind == .open || token.kind == .semicolon { continue }
            return plannable.contains(Canonical.folded(lexer.bytes[token.start..<token.end]))
        }
        return false
    }

    private static let plannable: Set<String> = [
        "select", "insert", "update", "delete", "merge", "with", "values", "table",
    ]
}
