import Model
import Testing

@Suite struct QuoteTests {
    @Test(arguments: [
        ("posts", "posts"), ("Posts", "\"Posts\""), ("order", "\"order\""), ("a\"b", "\"a\"\"b\""), ("", "\"\""),
        ("1st", "\"1st\""), ("über", "\"über\""),
    ])
    func identifier(name: String, quoted: String) {
        #expect(Quote.identifier(name) == quoted)
    }

    @Test(arguments: [("a", "'a'"), ("it's", "'it''s'"), ("a\\b", "E'a\\\\b'")])
    func literal(text: String, quoted: String) {
        #expect(Quote.literal(text) == quoted)
    }

    /// A mark on a quote, or a joiner, makes one character of the two in Swift; the server sees the quote.
    @Test(arguments: ["\u{301}", "\u{200D}", "\u{FE0F}", "\u{20E3}"])
    func quotesUnderCombiningMarks(mark: String) {
        #expect(Quote.identifier("a\"\(mark)b").unicodeScalars.elementsEqual("\"a\"\"\(mark)b\"".unicodeScalars))
        #expect(Quote.literal("a'\(mark)b").unicodeScalars.elementsEqual("'a''\(mark)b'".unicodeScalars))
        #expect(Quote.literal("a\\\(mark)b").unicodeScalars.elementsEqual("E'a\\\\\(mark)b'".unicodeScalars))
    }
}

/// A quote and a combining mark behind it are one character to Swift, and two to PostgreSQL.
@Suite struct CombiningMarkTests {
    @Test func aQuoteIsDoubledWhateverFollowsIt() {
        func count(_ byte: Character, _ text: String) -> Int { text.utf8.count { $0 == byte.asciiValue } }
        for mark in ["\u{301}", "\u{20DD}", "\u{200D}", "\u{FE0F}", "\u{E0041}"] {
            let (name, text, path) = ("a\"" + mark, "a'" + mark, "a\\" + mark)
            #expect(count("\"", Quote.identifier(name)) == 4)
            #expect(count("'", Quote.literal(text)) == 4)
            #expect(count("\\", Quote.literal(path)) == 2)
            #expect(count("\"", Quote.visibleIdentifier(name)) == 4)
            #expect(count("'", Quote.visibleLiteral("\n" + text)) == 4)
            #expect(name.holdsScalar(of: "\""))
        }
    }
}
