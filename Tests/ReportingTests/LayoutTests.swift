import Model
import Testing

@testable import Reporting

@Suite struct LayoutTests {
    @Test(arguments: [
        ("abc", 3), ("", 0), ("é", 1), ("e\u{301}", 1), ("漢字", 4), ("한", 2), ("ｱ", 1), ("Ａ", 2), ("😀", 2), ("👩‍👩‍👧", 2),
        ("🇩🇪", 2), ("❤️", 2), ("❤", 1), ("👍🏽", 2), ("a\u{200B}b", 2), ("…", 1), ("─", 1), ("→", 1),
    ])
    func displayWidth(text: String, width: Int) { #expect(DisplayWidth.of(text) == width) }

    @Test func truncation() {
        #expect("abcdef".truncated(4) == "abc…")
        #expect("abcd".truncated(4) == "abcd")
        // A wide character does not fit into the one column left.
        #expect("漢字漢字".truncated(4) == "漢…")
        #expect("abc".truncated(0) == "")
        #expect("漢".padded(4) == "漢  ")
        #expect("漢".rightAligned(4) == "  漢")
    }

    @Test func wrapping() {
        #expect(Canvas.wrapped("one two three four", width: 9) == ["one two", "three", "four"])
        #expect(Canvas.wrapped("abcdefghijkl", width: 8) == ["abcdefgh", "ijkl"])
        #expect(Canvas.wrapped("", width: 8) == [""])
        #expect(Canvas.wrapped("a\n\nb", width: 8) == ["a", "", "b"])
    }

    @Test func nothingReachesTheTerminalThatMovesTheCursor() {
        #expect("a\u{1B}[31mb\u{7}\u{202E}c\td\n".printable == "a\\u{1B}[31mb\\u{7}\\u{202E}c    d\n")
    }

    @Test func figuresGiveWayToText() {
        var table = Table(columns: ["share", "time", "calls"], last: "statement")
        table.rows = [["50%", "3.2 h", "12k", "SELECT something very long from somewhere"]]
        #expect(table.lines(width: 80)[1].contains("12k"))
        let narrow = table.lines(width: 40)
        #expect(!narrow[1].contains("12k"))
        #expect(narrow.allSatisfy { DisplayWidth.of($0) <= 40 })
    }

    @Test func markdownIsEscaped() {
        #expect(Markdown.escaped("a_b|<c>*`") == "a\\_b\\|&lt;c&gt;\\*\\`")
        #expect(Markdown.code("a`b|c") == "``a`b\\|c``")
        #expect(Markdown.code("`x`") == "`` `x` ``")
        #expect(Markdown.fence(around: "x ``` y") == "````")
        #expect(Markdown.fence(around: "x") == "```")
    }
}
