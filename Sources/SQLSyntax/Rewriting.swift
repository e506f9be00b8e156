extension SQL {
    /// A text with some of its tokens replaced and without its comments. Never fails.
    ///
    /// From where nobody knows what is a literal and what is not (a quote that is never closed, a token that the other setting
    /// of standard_conforming_strings reads otherwise) one string takes the place of all the rest.
    ///
    /// - Parameters:
    ///   - isConforming: the text is known to have been written with standard_conforming_strings on.
    ///   - replacement: what stands for a token; nil leaves it as it is.
    public static func rewriting(
        _ text: String, isConforming: Bool = false, _ replacement: (Token) -> String?
    ) -> String {
        let reading = Reading(text, isConforming: isConforming)
        var output: [UInt8] = []
        output.reserveCapacity(reading.bytes.count)
        var end = 0
        for (position, token) in reading.tokens.enumerated() {
            output += withoutComments(reading.bytes[end..<token.start])
            end = token.end
            guard position < reading.sure else {
                output += (replacement(Token(kind: .string, start: token.start, end: token.end)) ?? "").utf8
                return String(decoding: output, as: UTF8.self)
            }
            if let replacement = replacement(token) {
                output += replacement.utf8
            } else {
                output += reading.bytes[token.range]
            }
        }
        output += withoutComments(reading.bytes[end...])
        return String(decoding: output, as: UTF8.self)
    }

    /// White space as it is; a gap with a comment in it is one blank.
    private static func withoutComments(_ gap: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        gap.allSatisfy(Lexer.isSpace) ? gap : [0x20]
    }
}
