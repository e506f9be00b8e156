import Model
import Testing

@Suite struct SaturationTests {
    @Test func timeoutsFitIntoPostgreSQL() {
        #expect(Duration.seconds(5).timeoutMilliseconds == 5_000)
        #expect(Duration.zero.timeoutMilliseconds == 1)
        #expect(Duration.seconds(-3).timeoutMilliseconds == 1)
        #expect(Duration.seconds(Int64.max).timeoutMilliseconds == Int(Int32.max))
    }

    @Test(arguments: [
        (0.0, Int64(0)), (-0.0, 0), (1.9, 1), (-1.9, -1), (1e19, .max), (-1e19, .min), (.infinity, .max),
        (-.infinity, .min), (.nan, 0), (9.3e18, .max), (4_611_686_018_427_387_904, 1 << 62), (5e-324, 0),
    ])
    func everyNumberHasANearestInteger(value: Double, nearest: Int64) {
        #expect(Int64(saturating: value) == nearest)
    }

    @Test func everyTypeHasItsOwnEnds() {
        #expect(UInt8(saturating: 300) == 255 && UInt8(saturating: -1) == 0)
        #expect(Int32(saturating: 1e10) == .max && Int32(saturating: -1e10) == .min)
    }

    @Test func sumsStayWithinTheType() {
        #expect(Int64.max.saturatingSum(1) == .max && Int64.min.saturatingSum(-1) == .min)
        #expect(Int64.max.saturatingSum(-1) == .max - 1 && Int64(2).saturatingSum(3) == 5)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e308, -1e308, 12.5])
    func boundedFiguresStayFinite(value: Double) {
        #expect((value.bounded * value.bounded).isFinite)
        #expect(abs(value) > 1e100 || value.isNaN || value.bounded == value)
    }

    @Test func durations() {
        #expect(Duration.seconds(bounded: 1.5) == .milliseconds(1_500))
        for value in [Double.nan, -1, 1e300, .infinity] {
            #expect(Duration.seconds(bounded: value) >= .zero)
            #expect(ContinuousClock.now + .seconds(bounded: value) >= ContinuousClock.now - .seconds(60))
        }
    }
}

@Suite struct YAMLBoundsTests {
    @Test(arguments: [
        String(repeating: "[", count: 10_000), String(repeating: "{a: ", count: 10_000),
        String(repeating: "- ", count: 10_000) + "x", String(repeating: "? ", count: 10_000),
        (0..<1_000).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n"),
        "a: &a [x, x]\n" + (0..<40).map { "b\($0): [*a, *a]" }.joined(separator: "\n"),
    ])
    func whatAParserWouldNotSurvive(text: String) { #expect(YAMLBounds.complaint(text) != nil) }

    @Test(arguments: [
        "", "a: [1, 2]\nb: {c: d}", "x: |\n  SELECT count(*), a *b FROM t\n" + String(repeating: "-", count: 80),
        "base: &base {a: 1}\nother: *base\n",
        (0..<5_000).map { "key\($0):\n  - a: {b: [1, 2]}\n    c: d" }.joined(separator: "\n"),
    ])
    func ordinaryTexts(text: String) { #expect(YAMLBounds.complaint(text) == nil) }

    @Test func itSaysWhere() {
        #expect(YAMLBounds.complaint("a: 1\nb: " + String(repeating: "[", count: 400))?.line == 2)
    }
}
