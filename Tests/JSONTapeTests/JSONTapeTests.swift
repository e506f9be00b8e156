import JSONTape
import Testing

@Suite struct JSONTapeTests {
    @Test func scalars() throws {
        #expect(try JSONTape("null").root.isNull)
        #expect(try JSONTape(" true ").root.bool == true)
        #expect(try JSONTape("false").root.bool == false)
        #expect(try JSONTape("\"a\"").root.string == "a")
        #expect(try JSONTape("\"a\"").root.int == nil)
        #expect(try JSONTape("1").root.string == nil)
        #expect(try JSONTape("1").root.bool == nil)
    }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min), ("1.0", 1),
        ("1e3", 1000),
    ])
    func integers(text: String, value: Int) throws {
        #expect(try JSONTape(text).root.int == value)
    }

    @Test(arguments: ["9223372036854775808", "1.5", "1e30"])
    func notIntegers(text: String) throws {
        #expect(try JSONTape(text).root.int == nil)
    }

    @Test(arguments: [
        "0.1", "-0.0", "123456.789", "1e-7", "1.7976931348623157e308", "5e-324", "0.000000000000000000000000001",
        "9007199254740993", "12345678901234567890123", "0.30000000000000004", "2.2250738585072011e-308",
    ])
    func doubles(text: String) throws {
        #expect(try JSONTape(text).root.double == Double(text))
    }

    @Test func doubleOutOfRangeIsNil() throws {
        #expect(try JSONTape("1e999").root.double == nil)
    }

    @Test func objects() throws {
        let root = try JSONTape(#"{"a": 1, "b": {"c": [1, 2, [3]]}, "": null, "a": 9}"#).root
        #expect(root["a"]?.int == 1)
        #expect(root["b"]?["c"]?.elements.map(\.rawText) == ["1", "2", "[3]"])
        #expect(root[""]?.isNull == true)
        #expect(root["d"] == nil)
        #expect(root.count == 4)
        #expect(root.members.map(\.key.string) == ["a", "b", "", "a"])
        #expect(root["b"]?.rawText == #"{"c": [1, 2, [3]]}"#)
        #expect(root["b"]?["c"]?[2]?[0]?.int == 3)
        #expect(root["b"]?["c"]?[3] == nil)
    }

    @Test func emptyContainers() throws {
        let root = try JSONTape("[{}, [], [{}]]").root
        #expect(root.elements.map(\.count) == [0, 0, 1])
        #expect(root["a"] == nil)
    }

    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u00e9\u20AC""#, "é€"), (#""\ud83d\ude00!""#, "😀!"),
        (#""\ud83d""#, "\u{FFFD}"), (#""\ude00x""#, "\u{FFFD}x"), (#""\ud83d\u0041""#, "\u{FFFD}A"),
        (#""ü😀""#, "ü😀"), (#""\u0000""#, "\u{0}"),
    ])
    func strings(text: String, value: String) throws {
        let root = try JSONTape(text).root
        #expect(root.string == value)
        #expect(root.equals(value))
        #expect(root.rawText == text)
    }

    @Test func escapedKeysAreFound() throws {
        #expect(try JSONTape(#"{"\u0061": 1}"#).root["a"]?.int == 1)
    }

    @Test func invalidUTF8IsRepaired() throws {
        #expect(try JSONTape(Array("\"a".utf8) + [0xFF] + Array("b\"".utf8)).root.string == "a\u{FFFD}b")
    }

    @Test(arguments: [
        ("", JSONError.Reason.unexpectedEnd, 0), ("  ", .unexpectedEnd, 2), ("{", .unexpectedEnd, 1),
        ("[1,", .unexpectedEnd, 3), ("[1,]", .unexpectedByte, 3), ("{,}", .unexpectedByte, 1),
        ("{\"a\"}", .unexpectedByte, 4), ("{\"a\":}", .unexpectedByte, 5), ("{1:2}", .unexpectedByte, 1),
        ("[1 2]", .unexpectedByte, 3), ("[}", .unexpectedByte, 1), ("{]", .unexpectedByte, 1),
        ("tru", .unexpectedEnd, 3), ("trux", .unexpectedByte, 3), ("nul", .unexpectedEnd, 3), ("01", .badNumber, 0),
        ("-", .badNumber, 0), ("1.", .badNumber, 0), ("1e", .badNumber, 0), (".5", .unexpectedByte, 0),
        ("1 1", .trailingBytes, 2), ("\"a", .unexpectedEnd, 2), ("\"\\x\"", .badEscape, 1),
        ("\"\\u12g4\"", .badEscape, 1), ("\"\\u12", .unexpectedEnd, 5), ("\"\n\"", .controlCharacter, 1),
        ("NaN", .unexpectedByte, 0),
    ])
    func brokenInput(text: String, reason: JSONError.Reason, offset: Int) {
        #expect(throws: JSONError.self) { try JSONTape(text) }
        do {
            _ = try JSONTape(text)
        } catch {
            #expect(error.reason == reason)
            #expect(error.offset == offset)
        }
    }

    @Test func anyDepth() throws {
        let depth = 300_000
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        var value: JSONValue? = try JSONTape(text).root
        var seen = 0
        while let current = value {
            seen += 1
            value = current[0]
        }
        #expect(seen == depth)
        #expect(throws: JSONError.self) { try JSONTape(String(repeating: "[{\"a\":", count: depth)) }
    }
}
