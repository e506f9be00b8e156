import Model
import Testing

@testable import Reporting

/// What was not examined stands in the order of the time it takes, and first of all where it is much.
@Suite struct LeftOutTests {
    private func analysis(_ skipped: [Skipped]) -> Analysis {
        var analysis = Sample.analysis
        analysis.coverage.skipped = skipped
        return analysis
    }

    private static let top = Skipped(
        statement: "9f31c2a4d0e7b655", reason: "no plan", share: 0.62, id: "9f31c2a4d0e7b655", rank: 1)

    @Test func aTopStatementIsSaidBeforeAllFindings() throws {
        let analysis = analysis([Self.top])
        let text = Report.terminal(analysis, width: 200)
        let place = try #require(text.firstRange(of: "Not examined: statement 1 by time (62%), SELECT * FROM posts"))
        let findings = try #require(text.firstRange(of: "COSTS MOST"))
        #expect(place.lowerBound < findings.lowerBound)
        #expect(try Report.markdown(analysis).contains("> Not examined: statement 1 by time"))
        #expect(Report.json(analysis).contains("\"left_out\""))
    }

    @Test(arguments: [
        Skipped(statement: "a", reason: "no plan", share: 0.3, rank: 11),
        Skipped(statement: "a", reason: "no plan", share: 0.009, rank: 3),
        Skipped(statement: "a", reason: "a command", share: 0.3, rank: 1, isExaminable: false),
        Skipped(statement: "a", reason: "no plan"),
    ])
    func othersAreNot(skipped: Skipped) throws {
        #expect(!Report.terminal(analysis([skipped])).contains("Not examined:"))
        #expect(!(try Report.markdown(analysis([skipped]))).contains("Not examined:"))
    }

    @Test func reasonsAreOrderedByTime() {
        let gaps = Digest(
            analysis([
                Skipped(statement: "a", reason: "seldom", share: 0.001),
                Skipped(statement: "b", reason: "seldom", share: 0.001),
                Skipped(statement: "c", reason: "often", share: 0.3, rank: 30),
                Skipped(statement: "d", reason: "never"),
                Skipped(statement: "e", reason: "seldom"),
            ])
        ).gaps.filter { $0.contains("not planned") }
        #expect(
            gaps == [
                "1 statement (30% of the time) not planned: often",
                "3 statements (0.2% of the time) not planned: seldom",
                "1 statement not planned: never",
            ])
    }
}
