import Model
import Testing

/// What CI servers act on, by the words of their agents: GitHub's runner looks for `##[` anywhere and for `::` behind white space,
/// Azure's agent for `##vso[` and `##[`, TeamCity for `##teamcity[`, Travis for its folds.
@Suite struct ServerCommandTests {
    @Test(arguments: [
        ("CREATE INDEX \"x##vso[task.prependpath]/tmp\"", "CREATE INDEX \"x\\u{23}#vso[task.prependpath]/tmp\""),
        ("t##[set-output name=a;]b", "t\\u{23}#[set-output name=a;]b"), ("###[x]", "\\u{23}\\u{23}#[x]"),
        ("a ###vso[x]", "a #\\u{23}#vso[x]"), ("a##teamcity[buildStatus]", "a\\u{23}#teamcity[buildStatus]"),
        ("::error::x", "\\u{3A}:error::x"), (" \u{A0}\u{3000}\t::x", " \u{A0}\u{3000}\t\\u{3A}:x"),
        ("a\r\n::x", "a\r\n\\u{3A}:x"), ("a\n\n  ##x", "a\n\n  \\u{23}#x"),
        ("travis_fold:start:x", "\\u{74}ravis_fold:start:x"), ("a##[\u{301}x", "a\\u{23}#[\u{301}x"),
        ("::\u{301}x", "\\u{3A}:\u{301}x"), ("--- x", "--\\u{2D} x"),
        ("a\n+++ x\n~~~\tx", "a\n++\\u{2B} x\n~~\\u{7E}\tx"),
        ("x\r--- x", "x\r--\\u{2D} x"), ("^^^ +++", "^^\\u{5E} +++"), ("--- ", "--\\u{2D} "),
        ("---\r\n", "--\\u{2D}\r\n"),
    ])
    func aSignHasANumber(text: String, shown: String) {
        #expect(
            Visible.uncommanded(text).unicodeScalars.elementsEqual(shown.unicodeScalars), "\(Visible.uncommanded(text))"
        )
        #expect(Visible.uncommanded(shown) == shown, "showing twice changes nothing")
    }

    @Test(arguments: [
        "a::int", "x ## y", "a ## ARRAY[1]", "# [x]", "#[x]", "a ##\n[x]", "std::vector", "a travis_fold:x",
        "a ## x [y]", "---", "---\n+++\n", "---x", " --- x", "---- x", "-- x", "a --- x", "~~~sql", "+++1", "--\n- x",
        "| --- |",
        "", ":",
        "#", "a: :b", "SELECT a  :: int",
    ])
    func othersStay(text: String) {
        #expect(Visible.uncommanded(text) == text)
    }

    @Test func whatBeginsLinesByRightStays() {
        for own in [Visible.LineStart.headings, .commands] {
            #expect(Visible.uncommanded("--- x", keeping: own) == "--\\u{2D} x")
        }
        #expect(!Visible.holdsCommand("--- x"))
        let text = "## Indexes\n::warning file=a::b ##[c]\n"
        #expect(Visible.uncommanded(text, keeping: .headings) == "## Indexes\n\\u{3A}:warning file=a::b \\u{23}#[c]\n")
        #expect(
            Visible.uncommanded(text, keeping: .commands) == "## Indexes\n::warning file=a::b \\u{23}#[c]\n")
    }

    /// Whatever the signs are mixed with, none is left.
    @Test func noneIsLeftInMixtures() {
        var random = SystemRandomNumberGenerator()
        let pieces = [
            "#", "#", "[", ":", ":", "vso", " ", "\n", "\r", "\u{301}", "\u{3000}", "é", "travis_fold:", "\\u{23}", "漢",
            "---", "+++", "~~~", "^^^", "-", "\t",
        ]
        for _ in 0..<5_000 {
            let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            let shown = Visible.uncommanded(text)
            // By scalars, as a server reads it.
            let scalars = shown.unicodeScalars.map(String.init)
            #expect(!Self.holdsSign(scalars), "\(text.debugDescription): \(shown.debugDescription)")
            #expect(
                Visible.uncommanded(shown).unicodeScalars.elementsEqual(shown.unicodeScalars),
                "\(text.debugDescription)")
        }
    }

    private static func holdsSign(_ scalars: [String]) -> Bool {
        let word = scalars.indices.contains { start in
            guard scalars[start...].starts(with: ["#", "#"]) else { return false }
            let rest = scalars[(start + 2)...].drop { $0.utf8.count == 1 && ($0.first?.isLetter ?? false) }
            return rest.first == "["
        }
        let lines = scalars.split { $0 == "\n" || $0 == "\r" }
        let begins = lines.contains { line in
            let text = line.drop { $0 == " " || $0 == "\u{3000}" || $0 == "\t" }
            return text.starts(with: [":", ":"]) || text.starts(with: ["#", "#"])
                || text.joined().hasPrefix("travis_fold:")
        }
        let isRule = lines.contains { line in
            line.count > 3 && ["-", "+", "~", "^"].contains(line.first) && Set(line.prefix(3)).count == 1
                && [" ", "\t"].contains(line.dropFirst(3).first)
        }
        return word || begins || isRule
    }
}
