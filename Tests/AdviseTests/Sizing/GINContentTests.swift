import Testing

@testable import Advise

/// How many keys there are, from what little of them is known.
@Suite struct GINContentTests {
    // MARK: Chance

    @Test func aCutSampleTellsHowManyWereDrawn() throws {
        // A Poisson distribution with a mean of 3 of 10,000 things: so many of them are drawn 6 times, 7 times ...
        let drawn = [(6.0, 504), (7, 216), (8, 81), (9, 27), (10, 8), (11, 2)]
        let level = try #require(CutPoisson(counts: drawn.flatMap { Array(repeating: $0.0, count: $0.1) }))
        #expect(abs(level.mean - 3) < 0.2)
        #expect(abs(level.unseen / 9162 - 1) < 0.2)
    }

    @Test func thingsFarAboveTheRestDoNotCount() throws {
        let drawn = [(6.0, 504), (7, 216), (8, 81), (9, 27), (10, 8), (11, 2)]
        let counts = drawn.flatMap { Array(repeating: $0.0, count: $0.1) }
        let level = try #require(CutPoisson(counts: counts + Array(repeating: 4000, count: 90)))
        #expect(level.mean == CutPoisson(counts: counts)?.mean)
    }

    @Test func equalCountsAreNoChance() throws {
        let level = try #require(CutPoisson(counts: Array(repeating: 5, count: 1000)))
        #expect(level.mean > 1 && level.mean < 5)
    }

    @Test func whatIsNeverDrawnOftenIsRare() {
        // Drawn once or twice at the most, 100,000 times: a mean of 1 would have drawn some of them eight times.
        let mean = CutPoisson.mean(reaching: 2, inOneOf: 100_000)
        #expect(mean < 0.05)
        #expect(CutPoisson.mean(reaching: 5, inOneOf: 100_000) > mean)
    }

    // MARK: Forms

    @Test func numbersLieBetweenTheExtremes() {
        let form = ValueForm(stride(from: 5, through: 9_995, by: 90).map(String.init))
        #expect(form.possible >= 9_990 && form.possible < 10_500)
    }

    @Test func textsOfOneFormAreCountedByTheirDigits() {
        let form = ValueForm([
            "AB-012-x", "AB-123-x", "AB-234-x", "AB-345-x", "AB-456-x", "AB-567-x", "AB-678-x",
            "AB-789-x", "AB-890-x", "AB-901-x",
        ])
        #expect(form.possible == 1000)
    }

    @Test(arguments: [["7"], ["3", "9"], ["a", "b"]])
    func fewValuesShowNoForm(values: [String]) {
        #expect(ValueForm(values).possible == .infinity)
    }

    @Test func hashesHaveNoLimitWorthMentioning() {
        let digits = Array("0123456789abcdef")
        let hashes = (0..<50).map { number in
            let places: [Int] = (0..<32).map { place in number * (31 + place) + place * 7 }
            return String(places.map { digits[$0 % 16] })
        }
        #expect(ValueForm(hashes).possible > 1e9)
    }

    // MARK: Ranks

    @Test func ranksGiveOutAllPostings() {
        let groups = RankedKeys.all(1000, postings: 200_000, rows: 10_000)
        let postings = groups.reduce(0) { $0 + $1.keys * $1.rows }
        #expect(abs(postings / 200_000 - 1) < 0.01)
        #expect(groups.reduce(0) { $0 + $1.keys } == 1000)
        #expect(groups.allSatisfy { $0.rows <= 10_000 })
    }

    @Test func behindTheKnownOnesSharesFallUntilOnePostingEach() {
        let groups = RankedKeys.behind(100, last: 30, power: 1, postings: 20_000)
        #expect(abs(groups.reduce(0) { $0 + $1.keys * $1.rows } - 20_000) < 2)
        #expect(zip(groups, groups.dropFirst()).allSatisfy { $0.rows >= $1.rows })
        #expect(groups.last?.rows == 1)
    }

    // MARK: Elements

    private static func column(
        _ type: String, shares: [Double], width: Double, perRow: Double? = nil, histogram: [String] = []
    ) -> TargetColumn {
        var statistics = TargetColumn.Statistics(
            nullFraction: 0, width: width, counted: 50_000, distinct: 50_000, common: [], commonShares: [],
            histogram: histogram)
        statistics.elementShares = shares
        statistics.elementsPerRow = perRow
        return TargetColumn(
            name: "c", type: type, typeName: type, category: type.hasPrefix("_") ? "A" : "U", notNull: true,
            statistics: statistics)
    }

    @Test func whatRowsHoldInAllIsKnownOrAmongTheRest() throws {
        let column = Self.column("_int4", shares: [0.9, 0.6], width: 40, perRow: 3)
        let content = try #require(GINElements(column, rows: 100_000))
        let postings = content.groups.reduce(0) { $0 + $1.keys * $1.rows }
        #expect(abs(postings / 300_000 - 1) < 0.01)
    }

    /// All of them in five rows each, the table read as a whole.
    @Test func equalSharesLeaveNoMoreKeysThanPostings() throws {
        let shares = Array(repeating: 5.0 / 20_000, count: 1000)
        let content = try #require(
            GINElements(Self.column("_uuid", shares: shares, width: 56, perRow: 2), rows: 20_000))
        #expect(content.groups.reduce(0) { $0 + $1.keys * $1.rows } < 41_000)
    }

    @Test func aListThatHoldsAllElementsLeavesNothing() throws {
        let column = Self.column("_int4", shares: [0.9, 0.6], width: 40, perRow: 1.5)
        #expect(try #require(GINElements(column, rows: 100_000)).groups.count == 2)
    }

    @Test func noMoreNumbersThanTheirRangeHolds() throws {
        let arrays = stride(from: 0, to: 500, by: 5).map { "{\($0)}" }
        let free = try #require(GINElements(Self.column("_int4", shares: [], width: 28, perRow: 1), rows: 100_000))
        let bound = try #require(
            GINElements(Self.column("_int4", shares: [], width: 28, perRow: 1, histogram: arrays), rows: 100_000))
        #expect(free.groups.reduce(0) { $0 + $1.keys } > 10_000)
        #expect(bound.groups.reduce(0) { $0 + $1.keys } < 550)
    }

    @Test func otherTypesHaveNoElements() {
        #expect(GINElements(Self.column("jsonb", shares: [], width: 40), rows: 1000) == nil)
    }
}
