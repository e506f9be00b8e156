import SQLSyntax
import Testing

@Suite struct LineIndexTests {
    private let lines = LineIndex("a\r\nä漢b\n\nlast")

    @Test func linesAreCutAtTheirEnds() {
        #expect((0..<5).map { lines.text(ofLine: $0) } == ["a", "ä漢b", "", "last", nil])
        #expect(LineIndex("").text(ofLine: 0) == "")
    }

    @Test func placesAreFound() {
        #expect([0, 2, 3, 9, 10, 99].map { lines.line(of: $0) } == [0, 0, 1, 1, 2, 3])
        #expect(lines.column(of: 8) == 2)
        #expect(lines.column(of: 99) == 4)
    }

    /// Long lines are counted in stretches.
    @Test func columnsOfLongLinesAreThoseOfTheirScalars() throws {
        let pieces = ["x", "ä", "日", "🙂", "e\u{301}", "\t"]
        var text = ""
        for number in 0..<9_000 { text += number % 4_001 == 4_000 ? "\n" : pieces[number * number % 7 % pieces.count] }
        let index = LineIndex(text)
        let bytes = Array(text.utf8)
        for offset in stride(from: 0, through: bytes.count, by: 97) {
            let start = bytes[..<offset].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
            // Within a scalar: those that begin before.
            let expected = bytes[start..<offset].count { $0 & 0xC0 != 0x80 }
            #expect(index.column(of: offset) == expected, "\(offset)")
        }
        let line = try #require(index.text(ofLine: 1))
        for limit in [0, 1, 2, 3, 500, 501, 502, 503, 100_000] {
            let cut = try #require(index.text(ofLine: 1, limit: limit))
            #expect(line.hasPrefix(cut) && cut.utf8.count <= limit && !cut.unicodeScalars.contains("\u{FFFD}"))
        }
    }
}
