import Testing

@testable import SQLSyntax

@Suite struct UnterminatedTextTests {
    @Test(arguments: [
        ("SELECT 1; /* a", UnterminatedText.Kind.comment, 10), ("/* a /* b */", .comment, 0),
        ("SELECT 'a''", .string, 7), ("SELECT E'a\\'", .string, 7), ("SELECT \"a", .identifier, 7),
        ("SELECT $$ a $", .dollarString, 7), ("SELECT $x$ a $$", .dollarString, 7),
        ("-- a\nSELECT U&\"b", .identifier, 12), ("COPY t FROM stdin;\n1\n", .copy, 0),
    ])
    func whatNeverEndsIsTold(text: String, kind: UnterminatedText.Kind, offset: Int) {
        #expect(SQL.unterminated(in: text) == UnterminatedText(kind: kind, offset: offset))
    }

    @Test(arguments: [
        "", "SELECT 1", "-- it's", "/* it's /* \" */ */ SELECT 1", "SELECT '/*', \"'\", $$ ' /* $$, $a$ $$ $a$",
        "\\echo it's\nSELECT 1;", "COPY t FROM stdin;\n'\n\\.\nSELECT 1", "SELECT $1, a$b",
    ])
    func whatEndsIsNot(text: String) { #expect(SQL.unterminated(in: text) == nil) }

    /// Whatever statements stand before an open comment, they are read, and the comment is the one that is not.
    @Test func anOpenCommentIsAStatementThatDoesNotParse() throws {
        let text = "SELECT 1; SELECT 2 /* c; SELECT 3;"
        let script = try #require(SQL.scripts([text]) { _, _ in true }.first)
        #expect(script.statements.count == 3)
        #expect(script.statements[2].bytes == 19..<34)
        #expect(throws: SyntaxError.self) { try script.statements[2].result.get() }
    }
}
