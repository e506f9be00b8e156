import Model
import Testing

@Suite struct FormatTests {
    @Test(
        arguments: [
            (0, "0 B"), (640, "640 B"), (999.4, "999 B"), (999.6, "1 kB"), (1.4e9, "1.4 GB"), (14e9, "14 GB"),
            (999.7e6, "1 GB"), (2.5e18, "2,500 PB"), (-1.4e9, "-1.4 GB"), (.nan, "? B"),
        ] as [(Double, String)])
    func bytes(value: Double, text: String) { #expect(Format.bytes(value) == text) }

    @Test(
        arguments: [
            (4_194_304, "4MB"), (1_572_864, "1536kB"), (1_073_741_824, "1GB"), (8_192, "8kB"), (1_000, "1 kB"),
            (5_000, "5 kB"), (0, "0 B"), (0x1p70, "1,180,592 PB"),
        ] as [(Double, String)])
    func memory(value: Double, text: String) { #expect(Format.memory(value) == text) }

    @Test(
        arguments: [
            (0, "0 ms"), (0.0421, "0.042 ms"), (0.42, "0.42 ms"), (3.21, "3.2 ms"), (850, "850 ms"), (999.7, "1 s"),
            (12_300, "12 s"), (90_000, "1.5 min"), (11_520_000, "3.2 h"), (36 * 3_600_000, "36 h"),
            (5 * 86_400_000, "5 days"),
        ] as [(Double, String)])
    func duration(value: Double, text: String) { #expect(Format.duration(milliseconds: value) == text) }

    @Test(
        arguments: [
            (0, "0"), (0.5, "0.5"), (1, "1"), (9.96, "10"), (999, "999"), (12_345, "12,345"),
            (1_234_567.8, "1,234,568"),
            (-12_345, "-12,345"), (-0.000_1, "0"),
        ] as [(Double, String)])
    func count(value: Double, text: String) { #expect(Format.count(value) == text) }

    @Test(
        arguments: [(950, "950"), (1_000, "1k"), (12_345, "12k"), (3.4e6, "3.4M"), (999_600, "1M"), (0.5, "0.5")]
            as [(Double, String)])
    func compactCount(value: Double, text: String) { #expect(Format.compactCount(value) == text) }

    @Test(
        arguments: [
            (0, "0%"), (0.034, "3.4%"), (0.000_2, "<0.1%"), (0.5, "50%"), (0.999, "99.9%"), (0.999_9, "100%"),
            (1, "100%"),
            (12.5, "1,250%"),
        ] as [(Double, String)])
    func percent(share: Double, text: String) { #expect(Format.percent(share) == text) }

    @Test(arguments: [(1, "1 day"), (12.3, "12 days"), (0.42, "0.42 days"), (400, "400 days")] as [(Double, String)])
    func days(value: Double, text: String) { #expect(Format.days(value) == text) }

    @Test(arguments: [
        (Impact(value: 11_520_000, unit: .millisecondsPerDay), "3.2 h/day"),
        (Impact(value: 111_600_000, unit: .millisecondsPerDay), "31 h/day"),
        (Impact(value: 1.4e9, unit: .bytes), "1.4 GB"), (Impact(value: 12, unit: .daysUntil), "in 12 days"),
        (Impact(value: -1, unit: .daysUntil), "now"), (Impact(value: 7, unit: .none), ""),
    ])
    func impact(impact: Impact, text: String) { #expect(Format.impact(impact) == text) }

    @Test func plural() {
        #expect(Format.plural(1, "index", "indexes") == "1 index")
        #expect(Format.plural(12_345, "finding") == "12,345 findings")
    }

    @Test func factor() {
        #expect(Format.factor(1_200) == "1,200x")
        #expect(Format.factor(3.24) == "3.2x")
    }

    @Test func hugeValuesSurvive() {
        #expect(Format.count(1e300) == "1e+300")
        #expect(Format.count(Int.min).hasPrefix("-9,223"))
    }
}

@Suite struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (1_795_428_000, "2026-11-23T10:00:00Z"),
        (951_782_399.5, "2000-02-28T23:59:59.500Z"),
        (951_782_400, "2000-02-29T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
        (.nan, "?"),
    ])
    func timestamp(seconds: Double, text: String) { #expect(Format.timestamp(seconds) == text) }

    @Test func minute() { #expect(Format.minute(1_795_428_059) == "2026-11-23 10:00") }
}
