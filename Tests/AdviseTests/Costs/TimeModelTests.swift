import Testing

@testable import Advise

/// Times from costs: a machine on which a short statement takes 0.02 ms and 0.01 ms for each planner unit.
@Suite struct TimeModelTests {
    private static func reads(_ costs: [Double], factor: Double = 1) -> [TimeModel.Observation] {
        costs.map { TimeModel.Observation(milliseconds: (0.02 + 0.01 * $0) * factor, cost: $0, writes: 0) }
    }

    private static let machine = TimeModel(fixed: 0.02, ofWriting: 0.1, perUnit: 0.01)

    private func isClose(_ one: Double, _ other: Double, within share: Double = 0.01) -> Bool {
        abs(one - other) <= share * abs(other)
    }

    @Test func aLineIsReadOffShortStatements() {
        let writes = [1.0, 2, 3, 4, 5].map { cost in
            TimeModel.Observation(milliseconds: 0.12 + 0.01 * cost, cost: cost, writes: 1)
        }
        // What the planner errs about by a factor of thousands, and what is long, does not bend it.
        let odd = [
            TimeModel.Observation(milliseconds: 97, cost: 2, writes: 0),
            TimeModel.Observation(milliseconds: 900, cost: 9_000, writes: 0),
        ]
        let model = TimeModel(Self.reads([0.4, 0.5, 1, 2, 5, 10, 30, 60]) + writes + odd)
        #expect(isClose(model.fixed + model.perUnit * 1, 0.03, within: 0.2))
        #expect(isClose(model.fixed + model.perUnit * 60, 0.62, within: 0.2))
        #expect(isClose(model.ofWriting, 0.1, within: 0.2))
    }

    @Test func tooFewStatementsLeaveTheStandard() {
        #expect(TimeModel([]) == .standard)
        #expect(TimeModel(Self.reads([1, 2, 3])) == .standard)
        #expect(TimeModel(Self.reads([1_000, 2_000, 3_000, 4_000, 5_000, 6_000])) == .standard)
    }

    @Test func theSamePlanTakesTheSameTime() {
        for (measured, cost) in [(100.0, 1_000.0), (97, 1), (0.001, 1), (2, 5_000)] {
            let time = Self.machine.milliseconds(measured: measured, before: cost, after: cost, writes: 0)
            #expect(isClose(time, measured))
        }
    }

    @Test func whatBecomesALookupTakesWhatLookupsTake() {
        // A scan that takes 0.1 ms a unit, ten times the rate of short statements.
        let time = Self.machine.milliseconds(measured: 100, before: 1_000, after: 1, writes: 0)
        #expect(isClose(time, 0.03, within: 0.02))
        let writing = Self.machine.milliseconds(measured: 100, before: 1_000, after: 1, writes: 1)
        #expect(isClose(writing, 0.13, within: 0.02))
        // Every second execution finds nothing to change.
        let seldom = Self.machine.milliseconds(measured: 100, before: 1_000, after: 1, writes: 0.5)
        #expect(isClose(seldom, 0.08, within: 0.02))
    }

    @Test func aStatementKeepsItsOwnRateAsFarAsItKeepsItsCost() {
        let half = Self.machine.milliseconds(measured: 100.02, before: 1_000, after: 500, writes: 0)
        #expect(half < 50 && half > 5)
        let most = Self.machine.milliseconds(measured: 100.02, before: 1_000, after: 990, writes: 0)
        #expect(isClose(most, 97, within: 0.03))
    }

    @Test func whatIsOddAboutAPlanGoesWithIt() {
        // 97 ms for two units: an early end that did not come. The other plan does not rest on it.
        let time = Self.machine.milliseconds(measured: 97, before: 2, after: 1, writes: 0)
        #expect(time < 0.1)
    }

    @Test func noTimeIsBelowNothingOrAboveTheMeasured() {
        for measured in [0.001, 0.02, 0.5, 40] {
            for after in [0.1, 1, 9.99] {
                let time = Self.machine.milliseconds(measured: measured, before: 10, after: after, writes: 1)
                #expect(time > 0 && time <= measured)
            }
        }
    }

    @Test func aCostlierPlanTakesLonger() {
        let time = Self.machine.milliseconds(measured: 0.01, before: 1, after: 101, writes: 0)
        #expect(isClose(time, 1.01))
    }

    private func milliseconds(after: Double, _ reading: TimeModel.Reading) -> Double {
        Self.machine.milliseconds(measured: 110.02, before: 1_000, after: after, writes: 0, reading: reading)
    }

    @Test func readingFallsWithTheBlocksThatAreAskedFor() {
        // 100 ms of reading; short statements miss as often as this one.
        let tenth = TimeModel.Reading(milliseconds: 100, blocks: 0.1, missShare: 0.2, missShareOfShort: 0.2)
        #expect(isClose(milliseconds(after: 100, tenth), 11.02))
        // What was not measured is what memory does not explain.
        let guessed = TimeModel.Reading(milliseconds: nil, blocks: 0.1, missShare: 0.2, missShareOfShort: 0.2)
        #expect(isClose(milliseconds(after: 100, guessed), 11.02))
        let same = TimeModel.Reading(milliseconds: 100, blocks: 1, missShare: 0.2, missShareOfShort: 0.001)
        #expect(isClose(milliseconds(after: 1_000, same), 110.02))
    }

    @Test func whatAsksForFewBlocksMissesAsShortStatementsDo() {
        let few = TimeModel.Reading(milliseconds: 100, blocks: 0.001, missShare: 0.5, missShareOfShort: 0.005)
        #expect(isClose(milliseconds(after: 1, few), 0.02 + 0.01 + 0.001, within: 0.05))
        #expect(TimeModel.Reading(milliseconds: 1, blocks: 0, missShare: 0, missShareOfShort: 0).factor == 0)
    }
}
