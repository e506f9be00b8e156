import Model
import Testing

@testable import Advise

/// Different combinations of columns that depend on each other.
@Suite struct CombinationsTests {
    private static func column(
        _ name: String, distinct: Double, type: String = "int4", correlation: Double = 0, histogram: [String] = []
    ) -> TargetColumn {
        TargetColumn(
            name: name, type: type, typeName: type, category: "N", notNull: true, collation: nil,
            statistics: TargetColumn.Statistics(
                nullFraction: 0, width: 4, counted: distinct, distinct: distinct, correlation: correlation, common: [],
                commonShares: [],
                histogram: histogram))
    }

    private static func table(_ columns: [TargetColumn]) -> TargetTable {
        TargetTable(
            oid: 1, schema: "public", name: "t", isPartitioned: false, leaves: [1], rows: 1_000_000, pages: 10_000,
            allVisible: 1, columns: columns, indexes: [], writes: WriteRates(), hasRowSecurity: false)
    }

    private func count(_ columns: [TargetColumn], _ evidence: Combinations.Evidence = .init()) -> Combinations.Count {
        Combinations(Self.table(columns), evidence).count(columns)
    }

    @Test func independentColumnsMultiply() {
        let count = count([Self.column("a", distinct: 100), Self.column("b", distinct: 30)])
        #expect(count.value == 3000)
        #expect(!count.isExact)
    }

    @Test func aBoundHoldsForItsColumns() {
        let columns = ["a", "b", "c"].map { Self.column($0, distinct: 1000) }
        var evidence = Combinations.Evidence()
        evidence.bounds = [
            .init(columns: ["a", "b"], count: 4000), .init(columns: ["b", "c"], count: 20_000),
            .init(columns: ["a", "d"], count: 1),
        ]
        #expect(count(Array(columns.prefix(2)), evidence).value == 4000)
        #expect(count(Array(columns.prefix(2)), evidence).isExact)
        #expect(count(columns, evidence).value == 4_000_000)
        #expect(!count(columns, evidence).isExact)
    }

    @Test func columnsInTheOrderOfTheRowsChangeByTurns() {
        let columns = [
            Self.column("a", distinct: 5000, correlation: 1), Self.column("b", distinct: 300, correlation: -0.995),
        ]
        #expect(count(columns).value == 5300)
    }

    @Test func aColumnWithoutEqualsLeavesNone() {
        #expect(count([Self.column("a", distinct: 990_000), Self.column("b", distinct: 2)]).value == .infinity)
    }

    @Test func datesThatAreComparedGoAlong() {
        let shipped = (1...9).map { "202\($0)-01-10" }
        let received = (1...9).map { "202\($0)-01-2\($0 < 5 ? 0 : 5)" }
        let columns = [
            Self.column("shipped", distinct: 3000, type: "date", histogram: shipped),
            Self.column("received", distinct: 3000, type: "date", histogram: received),
            Self.column("born", distinct: 3000, type: "date", histogram: ["1940-01-01", "2001-01-01"]),
        ]
        #expect(count(Array(columns.prefix(2))).value == 9_000_000)
        var evidence = Combinations.Evidence()
        evidence.compare("shipped", "other")
        evidence.compare("other", "received")
        evidence.compare("shipped", "born")
        #expect(count(Array(columns.prefix(2)), evidence).value == 3000 * 10)
        // Compared, but years apart: an age is no distance that repeats.
        #expect(count([columns[0], columns[2]], evidence).value == 9_000_000)
    }

    @Test(arguments: [("2024-03-01", "2024-02-28", 2), ("1970-01-01 00:00:00+00", "1969-12-31", 1)])
    func daysBetweenDates(later: String, earlier: String, days: Int) throws {
        #expect(try #require(CalendarDay.number(later)) - #require(CalendarDay.number(earlier)) == days)
    }

    @Test func whatIsNoDate() {
        for text in ["infinity", "0044-03-15 BC", "12", ""] { #expect(CalendarDay.number(text) == nil, "\(text)") }
    }

    @Test func garbledStatisticsAreNone() {
        for text in ["", "zz", "a4bf52a3", "a4bf52a301000000ffffffff00"] {
            #expect(DistinctStatistics.items(text).isEmpty, "\(text)")
        }
    }
}
