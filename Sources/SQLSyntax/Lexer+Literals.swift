/// Strings, quoted names and parameters.
extension Lexer {
    /// `E'...'`, `B'...'`, `X'...'`, `N'...'`, `U&'...'` and `U&"..."`; nil where a word begins.
    mutating func prefixedString() -> Token.Kind? {
        let prefix = byte() | 0x20
        if byte(1) == UInt8(ascii: "'") {
            switch prefix {
            case UInt8(ascii: "e"): return string(prefix: 1, escapes: true)
            // In these a quote cannot be doubled.
            case UInt8(ascii: "b"), UInt8(ascii: "x"):
                return quoted(.string, prefix: 1, escapes: false, doubles: false, continues: true)
            // The server reads the word NCHAR and then a plain string.
            case UInt8(ascii: "n"): return string(prefix: 1, escapes: !isConforming)
            default: return nil
            }
        }
        guard prefix == UInt8(ascii: "u"), byte(1) == UInt8(ascii: "&") else { return nil }
        switch byte(2) {
        case UInt8(ascii: "'"):
            guard string(prefix: 2, escapes: false) == .string else { return .broken }
            takeEscapeClause(acrossComments: true)
            // Such a string is refused where backslashes are escapes in any string.
            return isConforming ? .string : .broken
        case UInt8(ascii: "\""):
            guard quotedWord(prefix: 2) == .quotedWord else { return .broken }
            // A name is kept where literals and comments are taken out.
            takeEscapeClause(acrossComments: false)
            return .quotedWord
        default: return nil
        }
    }

    mutating func quotedWord(prefix: Int) -> Token.Kind {
        quoted(.quotedWord, prefix: prefix, escapes: false, doubles: true, continues: false)
    }

    mutating func string(prefix: Int, escapes: Bool) -> Token.Kind {
        quoted(.string, prefix: prefix, escapes: escapes, doubles: true, continues: true)
    }

    private mutating func quoted(
        _ kind: Token.Kind, prefix: Int, escapes: Bool, doubles: Bool, continues: Bool
    ) -> Token.Kind {
        let start = position
        let quote = byte(prefix)
        position += prefix + 1
        while position < bytes.count {
            let byte = bytes[position]
            if escapes, byte == UInt8(ascii: "\\") {
                position += 2
                continue
            }
            position += 1
            guard byte == quote else { continue }
            if doubles, self.byte() == quote {
                position += 1
            } else if !continues || !isContinued() {
                return kind
            }
        }
        position = bytes.count
        unterminated = UnterminatedText(kind: kind == .quotedWord ? .identifier : .string, offset: start)
        return .broken
    }

    /// Steps over the gap between two parts of one string: white space and line comments, at least one line's end among them.
    mutating func isContinued() -> Bool {
        let start = position
        var isNextLine = false
        while position < bytes.count {
            if Self.isSpace(byte()) {
                isNextLine = isNextLine || byte() == 0x0A || byte() == 0x0D
                position += 1
            } else if isLineComment {
                skipLineComment()
            } else {
                break
            }
        }
        if isNextLine, byte() == UInt8(ascii: "'") {
            position += 1
            return true
        }
        position = start
        return false
    }

    /// `UESCAPE '!'` behind a string or a name with Unicode escapes.
    private mutating func takeEscapeClause(acrossComments: Bool) {
        var ahead = self
        var isCommented = ahead.skipSpaceAndComments()
        let word = ahead.position
        while Self.isWordPart(ahead.byte()) { ahead.position += 1 }
        guard ahead.position - word == 7, Canonical.folded(bytes[word..<ahead.position]) == "uescape" else { return }
        isCommented = ahead.skipSpaceAndComments() || isCommented
        guard acrossComments || !isCommented else { return }
        let isPlain = [UInt8(ascii: "'"), UInt8(ascii: "$")].contains(ahead.byte())
        let isEscaping = ahead.byte() | 0x20 == UInt8(ascii: "e") && ahead.byte(1) == UInt8(ascii: "'")
        if isPlain || isEscaping, ahead.scan() == .string { position = ahead.position }
    }

    /// `$1`, `$tag$ ... $tag$`, or a lone `$`.
    mutating func dollar() -> Token.Kind {
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
}
