import Testing

@testable import SQLSyntax

@Suite struct LexerTests {
    private func spellings(_ text: String, isConforming: Bool = true) -> [String] {
        Lexer.tokens(text, isConforming: isConforming).map { token in
            String(decoding: Array(text.utf8)[token.range], as: UTF8.self)
        }
    }

    /// By scan.l; `|` parts the tokens.
    @Test(arguments: [
        // Strings go on behind a line's end.
        ("SELECT 'a'\n'b' 'c'", "SELECT|'a'\n'b'|'c'"), ("'a' -- it's\n -- \n'b'", "'a' -- it's\n -- \n'b'"),
        ("'a' /* c */\n'b'", "'a'|'b'"), ("E'a'\n'\\'' x", "E'a'\n'\\''|x"), ("'a' 'b'", "'a'|'b'"),
        ("\"a\"\n\"b\"", "\"a\"|\"b\""), ("'a'\n-- c", "'a'"), ("$$a$$\n'b'", "$$a$$|'b'"),
        ("'a'\n$$b$$", "'a'|$$b$$"),
        // Prefixes stand at the quote and are no part of a longer word.
        ("e'\\'' de'x' n'y' N 'z'", "e'\\''|de|'x'|n'y'|N|'z'"), ("b'01' X'1F' U&'\\0041'", "b'01'|X'1F'|U&'\\0041'"),
        ("u&\"a\" u &'b' u& 'c'", "u&\"a\"|u|&|'b'|u|&|'c'"),
        ("U&'!0041' UESCAPE '!', 1", "U&'!0041' UESCAPE '!'|,|1"),
        ("U&\"a\"uescape e'!' x", "U&\"a\"uescape e'!'|x"), ("U&'a' uescape b'1'", "U&'a'|uescape|b'1'"),
        ("U&'a' /* c */ UESCAPE '!'", "U&'a' /* c */ UESCAPE '!'"),
        ("U&\"a\" /* c */ UESCAPE '!'", "U&\"a\"|UESCAPE|'!'"), ("U&'a' UESCAPE '!", "U&'a'|UESCAPE|'!"),
        ("U&'a'\n'b' UESCAPE '!'", "U&'a'\n'b' UESCAPE '!'"),
        ("x'1f''1f' b''", "x'1f'|'1f'|b''"),
        // Dollars.
        ("$a$ $b$ $a$ $a", "$a$ $b$ $a$|$|a"), ("a$b$c$1 $1a $12", "a$b$c$1|$1|a|$12"), ("$1$ $é$'$é$", "$1|$|$é$'$é$"),
        ("$1a$ $a1$'$a1$", "$1|a$|$a1$'$a1$"),
        // Operators.
        ("a+-b @- c @+ -1 *- -+", "a|+|-|b|@-|c|@+|-|1|*|-|-|+"), ("a<-1 a<@-1 ||- #>>-", "a|<|-|1|a|<@-|1|||-|#>>-"),
        ("a*/*c*/b", "a|*|b"), ("a@/*c*/-b", "a|@|-|b"), ("1+--c\n2", "1|+|2"), ("1<--c\n-2", "1|<|-|2"),
        ("a/ *b*/c", "a|/|*|b|*/|c"), ("a::int := b : c..d", "a|::|int|:=|b|:|c|..|d"), ("a=>b=-1", "a|=>|b|=|-|1"),
        ("-- c", ""), ("+++-", "+|+|+|-"), ("*+*-", "*+*|-"),
        // Numbers.
        ("1..2 1.5.5 .5 1. 1.e5 1e 1e+ 2E-3", "1|..|2|1.5|.5|.5|1.|1.e5|1|e|1|e|+|2E-3"),
        ("0x1F 0b1_0 0o_7 0b12 0xG 0x 1_000 1_ 1__0", "0x1F|0b1_0|0o_7|0|b12|0|xG|0|x|1_000|1|_|1|__0"),
        ("1_0.5_0e1_0 1a 0x1Fz", "1_0.5_0e1_0|1|a|0|x1Fz"),
        // Comments.
        ("/* a /* b */ c */ d --x\re", "d|e"), ("/*/ a */ */ b", "*/|b"), ("/**/a/**//***/b", "a|b"),
        ("a\u{B}b\u{C}c", "a|b|c"), ("\\ { } é", "\\|{|}|é"), ("", ""),
    ])
    func tokensOfPostgreSQL(text: String, expected: String) {
        let tokens = spellings(text)
        // The bar is an operator's character too.
        #expect(tokens.joined(separator: "|") == expected, "\(tokens)")
    }

    /// With standard_conforming_strings off a backslash escapes in plain strings too, and in no other notation.
    @Test(arguments: [
        ("'a\\' b' c", "'a\\' b'|c"), ("'a\\\\' b", "'a\\\\'|b"), ("n'a\\'' b", "n'a\\''|b"),
        ("b'\\' c x'\\' d", "b'\\'|c|x'\\'|d"), ("\"a\\\" b", "\"a\\\"|b"), ("$$\\$$ b", "$$\\$$|b"),
        ("E'\\'' b", "E'\\''|b"), ("'a'\n'\\'' b", "'a'\n'\\''|b"), ("'a\\'''b' c", "'a\\'''b'|c"),
        ("U&\"\\0041\\\" b", "U&\"\\0041\\\"|b"),
    ])
    func tokensWithEscapesInAllStrings(text: String, expected: String) {
        #expect(spellings(text, isConforming: false).joined(separator: "|") == expected)
    }

    @Test func aStringThatTheSettingForbidsIsBroken() {
        #expect(Lexer.tokens("U&'a' b", isConforming: false).map(\.kind) == [.broken, .word])
        #expect(Lexer.tokens("U&\"a\" b", isConforming: false).map(\.kind) == [.quotedWord, .word])
    }

    @Test(arguments: [
        ("SELECT 'a\\' || 'b'", true), ("SELECT 'a\\', ' OR true --'", true), ("SELECT 'a\\'", true),
        ("SELECT '\\'''", true), ("SELECT 'C:\\\\'", false), ("SELECT 'a\\b', E'\\''", false),
        ("SELECT $$\\'$$", false),
        ("SELECT U&'\\0041', 1", false), ("SELECT U&'\\' , 'b'", false), ("SELECT \"\\\"", false), ("SELECT 1", false),
        ("SELECT 'a\\'' -- '", true), ("SELECT N'\\', 'x'", true), ("/* '\\' */ SELECT '", false),
    ])
    func textsThatReadDifferently(text: String, isDifferent: Bool) {
        #expect(SQL.readsDifferently(text) == isDifferent)
    }

    /// Neither operators that are cut into single signs, nor strings that go on, nor quotes that never end take longer than the
    /// text is.
    @Test(arguments: [
        "+", "-+", "+*-", "'a'\n", "U&'a' /*", "U&''uescape", "$a", "$a$b", "'\\", "/*", "*/", "0x_", "1_", "@-",
    ])
    func muchOfOneThing(piece: String) {
        let text = String(repeating: piece, count: (1 << 18) / piece.utf8.count)
        let tokens = Lexer.tokens(text)
        #expect(tokens.allSatisfy { $0.start < $0.end && $0.end <= text.utf8.count })
        #expect(zip(tokens, tokens.dropFirst()).allSatisfy { $0.end <= $1.start })
    }
}
