/// What a text begins and never ends: all that stands behind it is not read, so nobody may pass over it in silence.
public struct UnterminatedText: Sendable, Equatable {
    public enum Kind: String, Sendable {
        case comment
        case string = "quoted string"
        case identifier = "quoted identifier"
        case dollarString = "dollar-quoted string"
        case copy = "data of COPY FROM stdin"
    }

    public let kind: Kind
    /// Where it begins, in bytes.
    public let offset: Int

    public var message: String { "unterminated \(kind.rawValue)" }
}

extension SQL {
    /// What a text, as psql reads it, begins and never ends; nil where all ends. Takes time linear in the text.
    public static func unterminated(in text: String) -> UnterminatedText? {
        let script = PsqlScript(text)
        if let copy = script.openCopy { return UnterminatedText(kind: .copy, offset: copy) }
        var lexer = Lexer(script.sql)
        while lexer.next() != nil {}
        return lexer.unterminated
    }
}
