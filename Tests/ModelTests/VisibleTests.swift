import Model
import Testing

@Suite struct VisibleTests {
    @Test func allThatUnicodeCallsIgnorableOrControlIsDangerous() {
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value), value != 0x09, value != 0x0A else { continue }
            let isOdd: Bool =
                switch scalar.properties.generalCategory {
                case .control, .lineSeparator, .paragraphSeparator: true
                default: scalar.properties.isDefaultIgnorableCodePoint
                }
            if isOdd { #expect(Visible.isHazard(scalar), "U+\(String(value, radix: 16))") }
        }
    }

    @Test func lettersOfAllScriptsStay() {
        let text = "Größe 漢字 Ω עברית العربية हिन्दी 😀 «x»\n\t—"
        #expect(Visible.text(text) == text)
        #expect(!Visible.holdsHazard(text))
    }

    @Test(arguments: [
        ("a\u{1B}[31mb", #"a\u{1B}[31mb"#), ("\u{1B}]8;;http://x\u{7}y", #"\u{1B}]8;;http://x\u{7}y"#),
        ("a\r\nb\rc", "a\nb\\u{D}c"), ("x\u{202E}y\u{2066}", #"x\u{202E}y\u{2066}"#), ("\u{9B}2K", #"\u{9B}2K"#),
        ("a\u{200B}b\u{FEFF}", #"a\u{200B}b\u{FEFF}"#), ("\u{E0041}", #"\u{E0041}"#), ("e\u{301}", "e\u{301}"),
        ("s\u{AD}t\u{85}u\u{2028}v", #"s\u{AD}t\u{85}u\u{2028}v"#), ("\u{0}", #"\u{0}"#),
    ])
    func dangerousOnesStandByNumber(text: String, shown: String) {
        #expect(Visible.text(text) == shown)
        #expect(Visible.text(shown) == shown, "showing twice changes nothing")
    }

    @Test func aLineHasNoBreak() {
        #expect(Visible.line("a\n\n  b\tc\u{2029}d\u{B}") == #"a b c\u{2029}d\u{B}"#)
    }
}
