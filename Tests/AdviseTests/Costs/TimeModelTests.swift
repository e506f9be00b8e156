import Testing

@testable import Advise

/// Times from work: a machine on which a statement that runs a thousand times a second takes 0.01 ms, and 0.004 ms for each block.
@Suite struct TimeModelTests {
    private static let machine = TimeModel(fixed: 0.01 / warmth, perBlock: 0.004, ofWriting: 0.1)
    /// Of a thousand executions a second.
    private static let warmth = TimeModel.warmth(measured(1, blocks: 1))

    private static func measured(
        _ milliseconds: Double, blocks: Double, writes: Double = 0, rows: Double? = nil, rowsAreAll: Bool = false
    ) -> TimeModel.Measured {
        TimeModel.Measured(
            milliseconds: milliseconds, blocks: blocks, perSecond: 1_000, writes: writes, rows: rows,
            rowsAreAll: rowsAreAll)
    }

    private static func reads(_ blocks: [Double]) -> [TimeModel.Measured] {
        blocks.map { measured(0.01 + 0.004 * $0, blocks: $0) }
    }

    /// Reads a table of 1,000 pages.
    private static let scan = PlanWork(processor: 5_000, pages: 1_000, rows: 1, whole: 5_200)
    /// Finds one row by an index.
    private static let lookup = PlanWork(processor: 0.1, pages: 2, searches: 1, indexes: 1, rows: 1)

    private func isClose(_ one: Double, _ other: Double, within share: Double = 0.01) -> Bool {
        abs(one - other) <= share * abs(other)
    }

    // MARK: What is read off statements

    @Test func timesAreReadOffShortStatements() {
        let writes = [3.0, 5, 8, 20, 30].map { Self.measured(0.11 + 0.004 * $0, blocks: $0, writes: 1) }
        // What is odd, and what is long, does not bend them.
        let odd = [Self.measured(97, blocks: 4), Self.measured(900, blocks: 90_000)]
        let model = TimeModel(Self.reads([3, 3, 4, 4, 5, 8, 20, 60, 100, 200]) + writes + odd)
        #expect(isClose(model.fixed * Self.warmth, 0.01, within: 0.3))
        #expect(isClose(model.perBlock, 0.004, within: 0.2))
        #expect(isClose(model.ofWriting, 0.1, within: 0.2))
    }

    @Test func withoutShortStatementsItIsTheStandard() {
        #expect(TimeModel([]) == .standard)
        #expect(TimeModel(Self.reads([1_000, 2_000, 3_000, 4_000, 5_000, 6_000])) == .standard)
    }

    @Test func fewStatementsThatAreAlikeBendTheStandardALittle() {
        let model = TimeModel(Self.reads([3, 3]))
        #expect(model.fixed > TimeModel.standard.fixed / 10 && model.fixed < TimeModel.standard.fixed * 10)
        #expect(isClose(model.perBlock, TimeModel.standard.perBlock, within: 1.5))
    }

    // MARK: Another plan

    @Test func theSamePlanTakesTheSameTime() {
        for (milliseconds, blocks) in [(100.0, 1_000.0), (0.4, 1_000), (0.001, 3), (2, 5)] {
            for work in [Self.scan, Self.lookup] {
                let measured = Self.measured(milliseconds, blocks: blocks)
                let time = Self.machine.milliseconds(measured, before: work, after: work)
                #expect(isClose(time, milliseconds))
            }
        }
    }

    @Test func whatBecomesALookupTakesWhatLookupsTake() {
        func time(_ writes: Double) -> Double {
            Self.machine.milliseconds(
                Self.measured(100, blocks: 1_000, writes: writes), before: Self.scan, after: Self.lookup)
        }
        // Leaf and row; the root, and one for the scan.
        #expect(isClose(time(0), 0.01 + 4 * 0.004, within: 0.02))
        #expect(isClose(time(1), 0.11 + 4 * 0.004, within: 0.02))
        // Every second execution finds nothing to change.
        #expect(isClose(time(0.5), 0.06 + 4 * 0.004, within: 0.02))
    }

    @Test func whatRunsSeldomStartsColder() {
        var seldom = Self.measured(100, blocks: 1_000)
        seldom.perSecond = 1
        let often = Self.machine.milliseconds(
            Self.measured(100, blocks: 1_000), before: Self.scan, after: Self.lookup)
        let time = Self.machine.milliseconds(seldom, before: Self.scan, after: Self.lookup)
        #expect(isClose(time - often, 0.01 / Self.warmth - 0.01, within: 0.02))
        seldom.perSecond = 0.001
        #expect(Self.machine.milliseconds(seldom, before: Self.scan, after: Self.lookup) == time)
    }

    @Test func eachPartitionHasItsIndexToBegin() {
        let partitions = PlanWork(processor: 0.1, pages: 6, searches: 6, indexes: 6, rows: 1)
        let time = Self.machine.milliseconds(Self.measured(100, blocks: 1_000), before: Self.scan, after: partitions)
        #expect(isClose(time, 0.01 + 5 * 0.4 * 0.01 + 18 * 0.004, within: 0.02))
    }

    @Test func aRowMoreThanExpectedTakesWhatTheExpectedTake() {
        func time(_ rows: Double) -> Double {
            Self.machine.milliseconds(
                Self.measured(100, blocks: 1_000, rows: rows), before: Self.scan, after: Self.lookup)
        }
        #expect(isClose(time(11) - time(1), 10 * 4 * 0.004))
    }

    @Test func whatThePlannerOverratesTakesLittleWithAnotherPlanToo() {
        // 5,000 units in 5 ms: conditions that cost a fifth of what the planner thinks. Half of them are left.
        let measured = Self.measured(5 + 0.01 + 4, blocks: 1_000)
        let half = Self.machine.milliseconds(measured, before: Self.scan, after: PlanWork(processor: 2_500, pages: 5))
        #expect(isClose(half, 2.5, within: 0.1))
    }

    @Test func aStatementKeepsItsOwnRateAsFarAsItKeepsItsCost() {
        func time(_ share: Double) -> Double {
            Self.machine.milliseconds(
                Self.measured(104.01, blocks: 1_000), before: Self.scan, after: Self.scan * share)
        }
        #expect(time(0.5) < 52 && time(0.5) > 10)
        #expect(isClose(time(0.99), 103, within: 0.06))
    }

    @Test func manyRowsTakeWhatTheyTook() {
        // A condition that takes ten times what the planner thinks, over a fifth of the rows; and over a few.
        let dear = Self.measured(104.01, blocks: 1_000)
        let fifth = Self.machine.milliseconds(dear, before: Self.scan, after: PlanWork(processor: 1_000, pages: 10))
        #expect(fifth > 10 && fifth < 20)
        let few = Self.machine.milliseconds(dear, before: Self.scan, after: PlanWork(processor: 10, pages: 10))
        #expect(few < 0.1)
    }

    @Test func whatIsOddAboutAPlanGoesWithIt() {
        // 97 ms and 100,000 blocks for a walk that was to end after two: an early end that did not come.
        let walk = PlanWork(processor: 0.2, pages: 2, searches: 1, rows: 1)
        let time = Self.machine.milliseconds(
            Self.measured(97, blocks: 100_000), before: walk, after: PlanWork(processor: 0.1, pages: 1, searches: 1))
        #expect(time < 0.2)
    }

    @Test func rowsThatAreLookedUpAndNotExpectedAreLookedUpAgain() {
        // Forty look-ups expected, two hundred done: columns that depend on each other.
        let loop = PlanWork(processor: 50, pages: 40, searches: 40, rows: 20, whole: 10)
        let fewer = PlanWork(processor: 5, pages: 20, searches: 40, rows: 20)
        let one = Self.machine.milliseconds(Self.measured(1, blocks: 120), before: loop, after: fewer)
        let five = Self.machine.milliseconds(Self.measured(5, blocks: 600), before: loop, after: fewer)
        #expect(isClose(five / one, 5, within: 0.2))
    }

    @Test func rowsThatDoNotComeAreNotLookedUp() {
        let many = PlanWork(processor: 500, pages: 1_000, searches: 1_000, rows: 1_000)
        func time(_ rowsAreAll: Bool) -> Double {
            Self.machine.milliseconds(
                Self.measured(50, blocks: 1_000, rows: 2, rowsAreAll: rowsAreAll), before: Self.scan + many,
                after: many)
        }
        #expect(time(true) < 0.1)
        // Under a LIMIT the rows that come say nothing.
        #expect(time(false) > 1)
    }

    @Test func noTimeIsBelowNothingOrAboveTheMeasured() {
        for milliseconds in [0.001, 0.02, 0.5, 40] {
            for share in [0.0001, 0.1, 0.999] {
                let time = Self.machine.milliseconds(
                    Self.measured(milliseconds, blocks: 10, writes: 1), before: Self.scan, after: Self.scan * share)
                #expect(time > 0 && time <= milliseconds)
            }
        }
    }

    @Test func aCostlierPlanTakesLonger() {
        let time = Self.machine.milliseconds(
            Self.measured(0.03, blocks: 4), before: Self.lookup, after: Self.lookup + PlanWork(pages: 100))
        #expect(isClose(time, 0.43))
    }

    // MARK: Reading

    private func milliseconds(after: PlanWork, _ reading: TimeModel.Reading) -> Double {
        Self.machine.milliseconds(
            Self.measured(114.01, blocks: 1_000), before: Self.scan, after: after, reading: reading)
    }

    @Test func readingFallsWithTheBlocksThatAreAskedFor() {
        let tenth = PlanWork(processor: 0.1, pages: 100)
        // 100 ms of reading; short statements miss as often as this one.
        let known = TimeModel.Reading(milliseconds: 100, missShare: 0.2, missShareOfShort: 0.2)
        #expect(isClose(milliseconds(after: tenth, known), 10 + 0.01 + 0.4, within: 0.02))
        // What was not measured is what memory does not explain.
        let guessed = TimeModel.Reading(milliseconds: nil, missShare: 0.2, missShareOfShort: 0.2)
        #expect(isClose(milliseconds(after: tenth, guessed), 10 + 0.01 + 0.4, within: 0.02))
        let same = TimeModel.Reading(milliseconds: 100, missShare: 0.2, missShareOfShort: 0.001)
        #expect(isClose(milliseconds(after: Self.scan, same), 114.01))
    }

    @Test func whatAsksForFewBlocksMissesAsShortStatementsDo() {
        let few = TimeModel.Reading(milliseconds: 100, missShare: 0.5, missShareOfShort: 0.005)
        #expect(isClose(milliseconds(after: Self.lookup, few), 0.01 + 0.016 + 0.002, within: 0.1))
        #expect(TimeModel.Reading(milliseconds: 1, missShare: 0, missShareOfShort: 0).factor(blocks: 0) == 0)
    }
}
