import Model
import Testing

@testable import Advise

/// What an advisor says when it cannot do all that it was asked to.
@Suite struct IndexAdvisorTests {
    /// Every plan costs the same and reads no index.
    private struct EvenPlanner: Planner {
        var unusable: [Int: UnusableCandidate] { [:] }

        func plan(_ requests: [PlanRequest]) async throws -> [Result<PlannedStatement, PlanFailure>] {
            requests.map { _ in .success(PlannedStatement(cost: 100)) }
        }
    }

    private static let workload = Workload(sql: "SELECT total FROM orders WHERE customer_id = 5 AND created_at > now()")

    @Test(arguments: [(3, true), (10_000, false)]) func thatCandidatesWereLeftOut(limit: Int, isSaid: Bool) async throws
    {
        var options = AdviceOptions()
        options.candidates.limit = limit
        let advisor = try IndexAdvisor(window: Shop.window(), workload: Self.workload, options: options)
        let coverage = try await advisor.advise(planner: EvenPlanner()).coverage
        #expect(coverage.candidates <= limit)
        #expect(coverage.notes.contains { $0.contains("more than 3 possible indexes") } == isSaid, "\(coverage.notes)")
    }

    @Test func temporaryTablesAloneAreNothingToAdviseOn() throws {
        var window = Shop.window()
        var temporary = Section(.relations)
        for row in 0..<window.last[.relations].count {
            temporary.append([
                "oid": window.last[.relations][row, "oid"], "schema": .text("pg_temp_3"),
                "name": window.last[.relations][row, "name"], "kind": .text("table"), "persistence": .text("temporary"),
            ])
        }
        window.last[.relations] = temporary
        let error = try #require(throws: AdviseError.self) {
            try IndexAdvisor(window: window, workload: Workload(sql: "SELECT * FROM pg_temp_3.orders WHERE total = 5"))
        }
        #expect(error.code == .noWorkload)
        #expect(error.message.contains("temporary"), "\(error.message)")
    }
}
