import Model

extension SQL {
    /// SQL to be shown, copied or written to a file: it says the same, and every dangerous character stands by its number.
    ///
    /// A name with such a character becomes `U&"..."`, a literal `E'...'`; in comments, and in what is no SQL, they are
    /// shown as in any text. Nothing in it is a command of a CI server's either. The text is returned as it is where there is none, which is nearly always.
    public static func visible(_ sql: String) -> String {
        // A name or a literal of several lines would reach out of a comment, or be read line by line by a migration tool.
        let mayBreakLine = sql.holdsScalar(of: "\"'") && sql.holdsScalar(of: "\n\t")
        guard mayBreakLine || sql.utf8.contains(0x0D) || Visible.holdsHazard(sql) || Visible.beginsCommand(sql) else {
            return sql
        }
        return VisibleSQL(sql).text
    }

    /// The same with lines that end as on Unix, those of bodies in dollar quotes too. Names and other literals stay as they are: in
    /// them a carriage return is a character.
    public static func withUnixLines(_ sql: String) -> String {
        guard sql.utf8.contains(0x0D) else { return sql }
        let bytes = Array(sql.utf8)
        var result = ""
        var end = 0
        for token in Lexer.tokens(sql) {
            let spelling = bytes[token.start..<token.end]
            result += unixLines(bytes[end..<token.start])
            result += isBody(spelling) ? unixLines(spelling) : String(decoding: spelling, as: UTF8.self)
            end = token.end
        }
        return result + unixLines(bytes[end...])
    }

    /// Dollar quotes hold bodies of code, whose lines are to be read.
    fileprivate static func isBody(_ spelling: ArraySlice<UInt8>) -> Bool { spelling.first == UInt8(ascii: "$") }

    fileprivate static func unixLines(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
    }
}

private struct VisibleSQL {
    private let bytes: [UInt8]
    private(set) var text = ""

    init(_ sql: String) {
        bytes = Array(sql.utf8)
        let tokens = Lexer.tokens(sql)
        var end = 0
        for (position, token) in tokens.enumerated() {
            append(gap: bytes[end..<token.start])
            let next = tokens.indices.contains(position + 1) ? tokens[position + 1] : nil
            append(token, isFollowedByEscape: next.map { isUnicodeEscape($0) } ?? false)
            end = token.end
        }
        append(gap: bytes[end...])
    }

    private func isUnicodeEscape(_ token: Token) -> Bool {
        token.kind == .word && Canonical.folded(bytes[token.start..<token.end]) == "uescape"
    }

    /// Blanks and comments. What SQL takes for a blank stays one.
    private mutating func append(gap: ArraySlice<UInt8>) {
        let blanked = SQL.unixLines(gap).utf8.map { $0 < 0x20 && $0 != 0x0A && $0 != 0x09 && $0 != 0x1B ? 0x20 : $0 }
        text += Visible.uncommanded(Visible.text(String(decoding: blanked, as: UTF8.self)), keeping: .headings)
    }

    /// An operator that a CI server would take for its sign is kept from beginning a line, and from what follows.
    private mutating func append(operator spelling: String, before end: Int) {
        let line = text.utf8.reversed().prefix { $0 != UInt8(ascii: "\n") }
        let beginsLine = line.allSatisfy { $0 == 0x20 || $0 == 0x09 }
        let follows = String(decoding: bytes[end...].prefix(64), as: UTF8.self)
        if beginsLine, Visible.beginsCommand(spelling + follows.prefix { $0 != "\n" }) { text += "/**/" }
        text += spelling
        if spelling.utf8.last == UInt8(ascii: "#"), Visible.holdsCommand(spelling + follows) { text += " " }
    }

    private mutating func append(_ token: Token, isFollowedByEscape: Bool) {
        let slice = bytes[token.start..<token.end]
        let spelling = SQL.isBody(slice) ? SQL.unixLines(slice) : String(decoding: slice, as: UTF8.self)
        if spelling.utf8.first.map(":+~^".utf8.contains) ?? false || spelling.utf8.last == UInt8(ascii: "#") {
            return append(operator: spelling, before: token.end)
        }
        guard isDangerous(spelling, token.kind), !isFollowedByEscape else {
            text += Visible.text(spelling)
            return
        }
        switch token.kind {
        // Key words are plain: this is a name, and folded as the server folds it.
        case .word: text += Quote.visibleIdentifier(Canonical.folded(bytes[token.start..<token.end]))
        case .quotedWord: text += quotedWord(spelling)
        case .string: text += string(spelling)
        default: text += Visible.text(spelling)
        }
    }

    private func isDangerous(_ spelling: String, _ kind: Token.Kind) -> Bool {
        if Visible.holdsHazard(spelling) || Visible.holdsCommand(spelling) { return true }
        return switch kind {
        case .quotedWord: spelling.holdsScalar(of: "\n\r\t")
        case .string: spelling.utf8.first != UInt8(ascii: "$") && spelling.holdsScalar(of: "\n\r")
        default: false
        }
    }

    private func quotedWord(_ spelling: String) -> String {
        guard spelling.utf8.first == UInt8(ascii: "\"") else {
            // With another escape than the backslash.
            if spelling.utf8.last != UInt8(ascii: "\"") { return Visible.text(spelling) }
            return Self.numbered(spelling, long: "\\+", digits: 6, short: "\\")
        }
        return Quote.visibleIdentifier(spelling.unquoted)
    }

    private func string(_ spelling: String) -> String {
        if spelling.utf8.first == UInt8(ascii: "$") {
            let tag = spelling.utf8.dropFirst().prefix { $0 != UInt8(ascii: "$") }.count + 2
            return Quote.visibleLiteral(String(decoding: spelling.utf8.dropFirst(tag).dropLast(tag), as: UTF8.self))
        }
        let literal = QuotedLiteral(spelling)
        guard literal.escapeClause.isEmpty else { return Visible.text(spelling) }
        return switch literal.prefix.lowercased() {
        case "": Quote.visibleLiteral(literal.unquoted)
        case "u&": Self.numbered(literal.joined, long: "\\+", digits: 6, short: "\\")
        case "e": Self.numberedEscapes(literal.joined)
        // N'...'; of B'...' and X'...' no dangerous one is valid.
        default: Visible.text(literal.joined)
        }
    }

    /// The spelling with the escapes that its own notation has.
    private static func numbered(_ spelling: String, long: String, digits: Int, short: String) -> String {
        let holdsCommand = Visible.holdsCommand(spelling)
        return spelling.replacingScalars { scalar in
            guard isHazard(scalar) || (holdsCommand && scalar == "#") else { return nil }
            let isLong = scalar.value > 0xFFFF
            let number = String(scalar.value, radix: 16, uppercase: true)
            let length = isLong ? digits : 4
            return (isLong ? long : short) + String(repeating: "0", count: max(length - number.count, 0)) + number
        }
    }

    /// `E'...'`, where a backslash before a dangerous character says nothing, and would take the number's own.
    private static func numberedEscapes(_ spelling: String) -> String {
        let holdsCommand = Visible.holdsCommand(spelling)
        var isEscaped = false
        var scalars = String.UnicodeScalarView()
        for scalar in spelling.unicodeScalars {
            if isEscaped, isHazard(scalar) || (scalar == "#" && holdsCommand) { scalars.removeLast() }
            isEscaped = scalar == "\\" && !isEscaped
            scalars.append(scalar)
        }
        return numbered(String(scalars), long: "\\U", digits: 8, short: "\\u")
    }

    private static func isHazard(_ scalar: Unicode.Scalar) -> Bool { Visible.isHazard(scalar) || scalar == "\n" }
}
