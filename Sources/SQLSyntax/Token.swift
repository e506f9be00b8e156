/// One word, literal or sign of SQL text.
public struct Token: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// A key word or a bare name.
        case word
        /// A name in double quotes, with its UESCAPE clause.
        case quotedWord
        /// Any literal in quotes or dollar quotes, with its prefix, its continuations on further lines and its UESCAPE clause.
        case string
        case number
        /// `$1`
        case parameter
        /// An operator, or one of the signs `:`, `::`, `:=` and `..`.
        case sign
        case open, close, openBracket, closeBracket, comma, semicolon, dot
        /// A character that SQL does not know, a quote that is never closed, or a literal that the setting of
        /// standard_conforming_strings forbids.
        case broken
    }

    public var kind: Kind
    /// In bytes.
    public var start: Int
    public var end: Int

    var range: Range<Int> { start..<end }
}
