/// Why a text is no statement that can be examined. Holds no literal of the text.
public struct SyntaxError: Error, Equatable, CustomStringConvertible {
    public enum Reason: Sendable, Equatable {
        /// PostgreSQL's grammar (15) refuses it.
        case syntax
        /// The grammar of 16 or later; not understood for that reason.
        case newer
        /// More than `SQL.maximumLength` bytes.
        case tooLong
        /// Nested deeper than `SQL.maximumDepth`.
        case tooDeep
        /// Placeholders of a client library (`?`, `:name`) instead of `$1`.
        case clientPlaceholders
        /// A zero byte, which PostgreSQL's texts cannot hold.
        case zeroByte
        /// No statement in it: white space and comments only.
        case empty
    }

    public let reason: Reason
    /// What is wrong, as one sentence without a full stop.
    public let message: String
    /// Where, in bytes from the start of the text; nil where it concerns the whole.
    public let offset: Int?

    public var description: String {
        guard let offset else { return message }
        return "\(message) (at byte \(offset))"
    }
}

extension SyntaxError {
    static let tooLong = SyntaxError(
        reason: .tooLong, message: "longer than \(SQL.maximumLength) bytes, left unexamined", offset: nil)
    static let tooDeep = SyntaxError(
        reason: .tooDeep, message: "nested too deep (more than \(SQL.maximumDepth) levels), left unexamined",
        offset: nil)
    static let empty = SyntaxError(reason: .empty, message: "holds no statement", offset: nil)

    static let newer = SyntaxError(
        reason: .newer, message: "newer than the parser (that of PostgreSQL 15), not analysed", offset: nil)

    static func zeroByte(at offset: Int) -> SyntaxError {
        SyntaxError(reason: .zeroByte, message: "holds a zero byte", offset: offset)
    }

    static func placeholder(_ spelling: String, at offset: Int) -> SyntaxError {
        SyntaxError(
            reason: .clientPlaceholders,
            message: "uses the placeholder \(spelling) of a client library; PostgreSQL reads $1, $2 ...", offset: offset
        )
    }

    /// PostgreSQL's message, without the piece of the text that it quotes: that may be a literal.
    static func syntax(_ message: String, at offset: Int?, of text: String) -> SyntaxError {
        var shown = message
        if let near = message.firstRange(of: " at or near ") {
            shown = String(message[..<near.lowerBound])
            if let offset, let sign = harmlessToken(at: offset, of: text) { shown += " at or near \"\(sign)\"" }
        } else if message.contains("\"") {
            shown = "invalid statement"
        }
        return SyntaxError(reason: .syntax, message: shown, offset: offset)
    }

    /// The token there, where it can be neither a literal nor a name.
    private static func harmlessToken(at offset: Int, of text: String) -> String? {
        var lexer = Lexer(String(decoding: Array(text.utf8.dropFirst(offset).prefix(64)), as: UTF8.self))
        guard let token = lexer.next(), token.start == 0 else { return nil }
        let spelling = String(decoding: lexer.bytes[token.start..<token.end], as: UTF8.self)
        switch token.kind {
        case .string, .number, .quotedWord, .broken: return nil
        case .word: return KeyWords.common.contains(spelling.lowercased()) ? spelling : nil
        default: return spelling
        }
    }
}
