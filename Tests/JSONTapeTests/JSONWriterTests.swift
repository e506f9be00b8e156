import JSONTape
import Model
import Testing

@Suite struct JSONWriterTests {
    private func sample(pretty: Bool) -> String {
        var writer = JSONWriter(pretty: pretty)
        writer.object { writer in
            writer.member("name", "a\"b")
            writer.member("count", 3)
            writer.member("nothing", String?.none)
            writer.memberArray("list") { writer in
                writer.value(1.5)
                writer.object { _ in }
                writer.array { $0.value(true) }
            }
            writer.memberObject("empty") { _ in }
        }
        return writer.text
    }

    @Test func compact() {
        #expect(sample(pretty: false) == #"{"name":"a\"b","count":3,"nothing":null,"list":[1.5,{},[true]],"empty":{}}"#)
    }

    /// A CI server takes `##vso[` and `##[` for commands of its own wherever they stand; a program reads the true text.
    @Test(arguments: ["x##vso[a]b", "##[error]", "####[x", "a#b##", "#", "é##\u{301}[x"])
    func noTwoSignsStandTogether(text: String) throws {
        var writer = JSONWriter(pretty: true)
        writer.object { writer in
            writer.member(text, text)
            writer.memberArray("##") { $0.value(text) }
        }
        #expect(!writer.text.unicodeScalars.map(String.init).joined(separator: "|").contains("#|#"), "\(writer.text)")
        let read = try JSONTape(writer.text).root
        #expect(read[text]?.string == text && read["##"]?.elements.map(\.string) == [text])
    }

    @Test func pretty() {
        #expect(
            sample(pretty: true) == """
                {
                  "name": "a\\"b",
                  "count": 3,
                  "nothing": null,
                  "list": [
                    1.5,
                    {},
                    [
                      true
                    ]
                  ],
                  "empty": {}
                }
                """)
    }

    @Test(arguments: [
        (0.1 + 0.2, "0.30000000000000004"), (3, "3"), (-0.0, "-0.0"), (1e300, "1e+300"), (Double.nan, "null"),
        (Double.infinity, "null"), (-12, "-12"), (1e15, "1000000000000000"), (1e17, "1e+17"), (5e-324, "5e-324"),
    ])
    func doubles(value: Double, text: String) throws {
        var writer = JSONWriter()
        writer.value(value)
        #expect(writer.text == text)
        if value.isFinite { #expect(try JSONTape(writer.bytes).root.double == value) }
    }

    @Test(arguments: ["", "plain", "\"\\/", "\u{0}\u{1}\u{1f}\n\r\t\u{7f}", "ü€😀", "a\u{2028}b"])
    func stringsReadBack(text: String) throws {
        var writer = JSONWriter()
        writer.value(text)
        #expect(try JSONTape(writer.bytes).root.string == text)
    }

    @Test func invalidUTF8IsRepaired() {
        var writer = JSONWriter()
        writer.value(utf8: [0x61, 0xC3, 0x28][...])
        #expect(writer.text == "\"a\u{FFFD}(\"")
    }

    @Test func rawIsTakenAsItIs() {
        var writer = JSONWriter()
        writer.array { writer in
            writer.raw("{ }".utf8)
            writer.value(Int.min)
        }
        #expect(writer.text == "[{ },-9223372036854775808]")
    }
}

@Suite struct DangerousCharacterTests {
    @Test func areEscapedAndStayEqual() throws {
        let text = "a\u{1B}[0m\u{7F}\u{9B}\u{202E}\u{200B}\u{FEFF}\u{E0041}\u{AD}\u{2028}漢é😀\u{61C}"
        var writer = JSONWriter()
        writer.object { $0.member(text, text) }
        #expect(!writer.text.unicodeScalars.contains { Visible.isHazard($0) })
        #expect(writer.text.contains("漢é😀") && writer.text.contains(#"\udb40\udc41"#))
        let (key, value) = try #require(JSONTape(writer.text).root.members.first { _ in true })
        #expect(key.string == text && value.string == text)
    }
}
