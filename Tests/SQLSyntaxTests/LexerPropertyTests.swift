import Testing

@testable import SQLSyntax

/// Our lexer against PostgreSQL's own, on texts made of what scan.l decides by.
@Suite struct LexerPropertyTests {
    private static let pieces = [
        "'", "'", "'", "\"", "\"", "\\", "\\'", "''", "\"\"", "$", "$$", "$a$", "$a", "$1", "$12", "/*", "*/", "--",
        "\n", "\n",
        "\r", " ", "\t", "\u{C}", "e'", "E'", "b'", "X'", "n'", "N'", "u&'", "U&\"", "U&", " UESCAPE '!'", "uescape",
        "'\n'",
        "a", "b", "e", "x", "é", "_", "0", "1", "9", "1.", ".5", "1e5", "1e", "1e+", "..", ".", ":", "::",
        ":=", "=>", "<=", "!=", "+", "-", "*", "/", "<", ">", "=", "~", "!", "@", "#", "%", "^", "&", "|", "`", "?",
        "(", ")",
        "[", "]", ",", ";", "{", "select", "\\u0041", "\\101", "\\x41", "🐘",
    ]

    private static let statements = [
        "SELECT a, 'it''s', E'x\\'y', $$b$$ FROM t WHERE c->>'d' = $1 AND e @> '{}' -- end\n;",
        "UPDATE \"T\" SET a = a+-1, b=N'x' WHERE c<-1 OR d!~~*'x' /* c /* d */ */ RETURNING a::int8[];",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $fn$ SELECT '$$' || $q$x$q$ $fn$;",
        "INSERT INTO t VALUES (1.5e-3, .5, 'a'\n'b', U&'d\\0061t' UESCAPE '\\', X'1F', b'01', 1..2);",
    ]

    /// A made text, or a statement that was cut, doubled and spoilt.
    private static func text(_ random: inout Randomness) -> String {
        if random.number(3) > 0 {
            return (0...random.number(14)).map { _ in pieces[random.number(pieces.count)] }.joined()
        }
        var scalars = Array(statements[random.number(statements.count)].unicodeScalars)
        for _ in 0...random.number(4) {
            let place = random.number(scalars.count)
            switch random.number(4) {
            case 0: scalars.removeSubrange(place..<min(place + 1 + random.number(8), scalars.count))
            case 1: scalars.insert(contentsOf: pieces[random.number(pieces.count)].unicodeScalars, at: place)
            case 2: scalars.swapAt(place, random.number(scalars.count))
            default: scalars.removeLast(random.number(scalars.count))
            }
            if scalars.isEmpty { break }
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    @Test func theSameTokensAsPostgreSQL() {
        var random = Randomness(seed: 20_261_201)
        var (compared, unterminated) = (0, 0)
        for _ in 0..<20_000 {
            let text = Self.text(&random)
            guard !Self.hasCommentBehindQuote(text) else { continue }
            var lexer = Lexer(text)
            let tokens = lexer.rest()
            do throws(ScanReference.Failure) {
                let expected = try ScanReference.tokens(text)
                compared += 1
                #expect(Self.differs(tokens, expected, text) == nil, "\(text.debugDescription)")
                #expect(lexer.unterminated == nil, "\(text.debugDescription)")
            } catch {
                guard let kind = Self.kind(error.message) else { continue }
                unterminated += 1
                #expect(lexer.unterminated?.kind == kind, "\(text.debugDescription)")
                #expect(Self.isAt(error.offset, lexer.unterminated?.offset, text), "\(text.debugDescription)")
            }
        }
        #expect(compared > 5_000 && unterminated > 2_000, "compared \(compared), unterminated \(unterminated)")
    }

    /// Where a string goes on behind a comment, a server joins its parts and libpg_query does not: LexerServerTests.
    private static func hasCommentBehindQuote(_ text: String) -> Bool {
        text.utf8.split(separator: UInt8(ascii: "'"), omittingEmptySubsequences: false).dropFirst().contains { part in
            part.drop { Lexer.isSpace($0) }.starts(with: "--".utf8)
        }
    }

    /// What goes wrong, in words; nil where all is the same.
    private static func differs(_ tokens: [Token], _ expected: [Range<Int>], _ text: String) -> String? {
        let bytes = Array(text.utf8)
        var rest = expected[...]
        for token in tokens {
            guard let first = rest.popFirst() else { return "one too many: \(token)" }
            guard first.lowerBound == token.start else { return "\(token) begins at \(first.lowerBound)" }
            var end = first.upperBound
            let prefix = bytes[first.lowerBound] | 0x20
            // The server's scanner has NCHAR, and behind U&'...' its UESCAPE clause, by themselves.
            while let next = rest.first, next.lowerBound < token.end {
                (end, rest) = (next.upperBound, rest.dropFirst())
            }
            // libpg_query gives the end of no token with U&.
            let isUnicode = prefix == UInt8(ascii: "u") && token.kind != .word
            if end != token.end, !isUnicode { return "\(token) ends at \(end)" }
            let isSplit = expected.count - rest.count > 1 && prefix != UInt8(ascii: "n") && !isUnicode
            if isSplit, first.upperBound != token.end { return "\(token) is several tokens" }
        }
        return rest.first.map { "nothing at \($0)" }
    }

    private static func kind(_ message: String) -> UnterminatedText.Kind? {
        guard message.hasPrefix("unterminated ") else { return nil }
        if message.hasPrefix("unterminated /*") { return .comment }
        if message.hasPrefix("unterminated dollar") { return .dollarString }
        return message.hasPrefix("unterminated quoted identifier") ? .identifier : .string
    }

    /// Of N'... the server's string begins at the quote. What stands at fault in a name with U& is told by another place.
    private static func isAt(_ characters: Int?, _ offset: Int?, _ text: String) -> Bool {
        guard let characters, let offset else { return false }
        let bytes = text.unicodeScalars.prefix(characters).reduce(0) { $0 + UTF8.width($1) }
        let isNational = Array(text.utf8)[offset] | 0x20 == UInt8(ascii: "n")
        return bytes == offset || (isNational && bytes == offset + 1)
    }
}

/// The same numbers in each run.
struct Randomness {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// Below `limit`.
    mutating func number(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }
}
