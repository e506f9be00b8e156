/// Splits SQL text into tokens; white space and comments are stepped over. Never fails, takes time linear in the text.
///
/// Follows PostgreSQL's scan.l: what a server reads as one token is one here, for either setting of
/// standard_conforming_strings. Where versions differ (`0x1F`, `1_000`) it reads as the newest do, and what they refuse
/// (`1a`) as the older ones did. Needed beside libpg_query's scanner because texts that do not parse, or are cut off in the
/// middle, must be redacted and identified too, and because that one knows one of the settings only.
struct Lexer {
    let bytes: [UInt8]
    /// standard_conforming_strings: a backslash in `'...'` is a character like others.
    let isConforming: Bool
    var position = 0
    /// What was begun and never ended; all behind it is lost.
    var unterminated: UnterminatedText?
    /// The run of operator characters that the last sign was taken from.
    var signRun = SignRun()

    init(_ text: String, isConforming: Bool = true) {
        bytes = Array(text.utf8)
        self.isConforming = isConforming
    }

    static func tokens(_ text: String, isConforming: Bool = true) -> [Token] {
        var lexer = Lexer(text, isConforming: isConforming)
        return lexer.rest()
    }

    /// All tokens that are left.
    mutating func rest() -> [Token] {
        var tokens: [Token] = []
        tokens.reserveCapacity(bytes.count / 5)
        while let token = next() { tokens.append(token) }
        return tokens
    }

    mutating func next() -> Token? {
        skipSpaceAndComments()
        guard position < bytes.count else { return nil }
        let start = position
        let kind = scan()
        return Token(kind: kind, start: start, end: position)
    }

    func byte(_ offset: Int = 0) -> UInt8 {
        position + offset < bytes.count ? bytes[position + offset] : 0
    }

    // MARK: Between tokens

    /// - Returns: whether there was a comment.
    @discardableResult mutating func skipSpaceAndComments() -> Bool {
        var isCommented = false
        while position < bytes.count {
            if Self.isSpace(byte()) || byte() == 0 {
                position += 1
            } else if isLineComment {
                skipLineComment()
                isCommented = true
            } else if byte() == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
                skipBlockComment()
                isCommented = true
            } else {
                break
            }
        }
        return isCommented
    }

    var isLineComment: Bool { byte() == UInt8(ascii: "-") && byte(1) == UInt8(ascii: "-") }

    /// Up to the end of its line.
    mutating func skipLineComment() {
        while position < bytes.count, byte() != 0x0A, byte() != 0x0D { position += 1 }
    }

    /// Comments nest.
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

    // MARK: Tokens

    mutating func scan() -> Token.Kind {
        let first = byte()
        switch first {
        case UInt8(ascii: "("): return single(.open)
        case UInt8(ascii: ")"): return single(.close)
        case UInt8(ascii: "["): return single(.openBracket)
        case UInt8(ascii: "]"): return single(.closeBracket)
        case UInt8(ascii: ","): return single(.comma)
        case UInt8(ascii: ";"): return single(.semicolon)
        case UInt8(ascii: "'"): return string(prefix: 0, escapes: !isConforming)
        case UInt8(ascii: "\""): return quotedWord(prefix: 0)
        case UInt8(ascii: "$"): return dollar()
        case UInt8(ascii: "."): return dot()
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
        case UInt8(ascii: ":"):
            position += byte(1) == UInt8(ascii: ":") || byte(1) == UInt8(ascii: "=") ? 2 : 1
            return .sign
        default: break
        }
        if Self.isWordStart(first) { return prefixedString() ?? word() }
        if Self.isSign(first) { return sign() }
        return single(.broken)
    }

    mutating func single(_ kind: Token.Kind) -> Token.Kind {
        position += 1
        return kind
    }

    private mutating func dot() -> Token.Kind {
        if Self.isDigit(byte(1)) { return number() }
        guard byte(1) == UInt8(ascii: ".") else { return single(.dot) }
        position += 2
        return .sign
    }

    private mutating func word() -> Token.Kind {
        while Self.isWordPart(byte()) { position += 1 }
        return .word
    }
}

// MARK: - Classes of characters

extension Lexer {
    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 0x09 < 5 }

    static func isWordStart(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    static func isWordPart(_ byte: UInt8) -> Bool {
        isWordStart(byte) || isDigit(byte) || byte == UInt8(ascii: "$")
    }

    static func isSign(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "<"),
            UInt8(ascii: ">"), UInt8(ascii: "="):
            true
        default: isFreeSign(byte)
        }
    }

    /// Those that no operator of the SQL standard has.
    static func isFreeSign(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "~"), UInt8(ascii: "!"), UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: "%"),
            UInt8(ascii: "^"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "`"), UInt8(ascii: "?"):
            true
        default: false
        }
    }
}
