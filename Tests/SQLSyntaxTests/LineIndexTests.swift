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
}
