/// The tokens of a text, and how far they are sure.
///
/// A text does not say with which standard_conforming_strings it was sent. From the first token on that the other setting
/// reads otherwise, and from a quote on that is never closed, nobody knows what is a literal and what is not.
struct Reading {
    let bytes: [UInt8]
    /// With standard_conforming_strings on.
    let tokens: [Token]
    /// How many of them, from the first, are sure.
    let sure: Int
    let unterminated: UnterminatedText?
    /// Some token is another one under the other setting.
    let isAmbiguous: Bool

    /// - Parameter isConforming: the text is known to have been written with standard_conforming_strings on.
    init(_ text: String, isConforming: Bool = false) {
        var lexer = Lexer(text)
        tokens = lexer.rest()
        bytes = lexer.bytes
        unterminated = lexer.unterminated
        let isCut = unterminated.map { $0.kind != .comment } ?? false
        let whole = isCut ? tokens.count - 1 : tokens.count
        // Without a backslash both settings read the same.
        let mayDiffer = !isConforming && bytes.contains(UInt8(ascii: "\\"))
        let alike = mayDiffer ? Self.alike(tokens, Lexer.tokens(text, isConforming: false), bytes) : tokens.count
        isAmbiguous = alike < tokens.count
        sure = min(whole, alike)
    }

    /// Lexes to its end, and in one way.
    var isWhole: Bool { sure == tokens.count && unterminated == nil }

    /// What is refused under one of the settings is read in one way.
    private static func alike(_ tokens: [Token], _ others: [Token], _ bytes: [UInt8]) -> Int {
        zip(tokens, others).prefix { token, other in
            // U&'...'
            let isRefused =
                other.kind == .broken && token.kind == .string && bytes[token.start] | 0x20 == UInt8(ascii: "u")
            return token.range == other.range && (token.kind == other.kind || isRefused)
        }.count
    }
}

extension SQL {
    /// Whether a text has other tokens with standard_conforming_strings off than with it on.
    public static func readsDifferently(_ text: String) -> Bool {
        Reading(text).isAmbiguous
    }
}
