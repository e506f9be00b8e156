/// A string in single quotes, taken apart.
struct QuotedLiteral {
    /// `E`, `U&` ... as it was written; empty for a plain string.
    let prefix: String
    /// What stands between the quotes of all its parts, with its escapes and doubled quotes.
    private(set) var content: [UInt8] = []
    /// `UESCAPE '!'` and what stands before it; empty without.
    private(set) var escapeClause = ""

    /// - Parameter spelling: of a token that is a string, and not in dollar quotes.
    init(_ spelling: String) {
        let bytes = Array(spelling.utf8)
        let quote = UInt8(ascii: "'")
        let opening = bytes.firstIndex(of: quote) ?? bytes.count
        prefix = String(decoding: bytes[..<opening], as: UTF8.self)
        let escapes = prefix.lowercased() == "e"
        var lexer = Lexer(spelling)
        lexer.position = opening + 1
        while lexer.position < bytes.count {
            let byte = lexer.byte()
            let isPair = byte == quote ? lexer.byte(1) == quote : escapes && byte == UInt8(ascii: "\\")
            if isPair {
                content += bytes[lexer.position..<min(lexer.position + 2, bytes.count)]
                lexer.position += 2
            } else if byte != quote {
                content.append(byte)
                lexer.position += 1
            } else {
                let end = lexer.position + 1
                lexer.position = end
                guard lexer.isContinued() else {
                    escapeClause = String(decoding: bytes[end...], as: UTF8.self)
                    return
                }
            }
        }
    }

    /// As one part, in one piece.
    var joined: String { "\(prefix)'\(String(decoding: content, as: UTF8.self))'\(escapeClause)" }

    /// What it says, without regard to escapes by backslash.
    var unquoted: String {
        var result: [UInt8] = []
        var isSecond = false
        for byte in content {
            isSecond = byte == UInt8(ascii: "'") && !isSecond
            if byte != UInt8(ascii: "'") || isSecond { result.append(byte) }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
