import Model
import Testing

@testable import Advise

@Suite struct CostTableTests {
    private static func table(_ plans: [TablePlanner.Plan]) -> CostTable {
        let unit = PlanningUnit(
            statement: 0, variant: .asWritten, text: "0",
            relevance: Relevance(Set(plans.flatMap(\.needs)).union([0, 1, 2])))
        return CostTable(planner: TablePlanner(plans: [plans], candidateCount: 3), units: [unit], candidateCount: 3)
    }

    private static func cost(_ present: Set<Int>, _ table: CostTable) async throws -> Double {
        try await table.answers(to: [CostTable.Question(unit: 0, present: present)])[0].get().cost
    }

    @Test func whatReadsNothingThatIsMissingIsThePlanWithoutItToo() async throws {
        let table = Self.table([.init(needs: [], cost: 100), .init(needs: [0], cost: 10)])
        #expect(try await Self.cost([0, 1, 2], table) == 10)
        #expect(try await Self.cost([0, 2], table) == 10)
        #expect(await table.plannerCalls == 1)
    }

    /// The plan on 0 is found only while 1 is there: once that shows, nothing is concluded any more.
    @Test func ofAPlannerThatIsNotMonotoneEachAnswerIsAsked() async throws {
        let table = Self.table([
            .init(needs: [], cost: 100), .init(needs: [0], cost: 50), .init(needs: [0, 1], cost: 10, reads: [0]),
        ])
        #expect(try await Self.cost([0, 1, 2], table) == 10)
        #expect(try await Self.cost([0, 2], table) == 10, "It follows, as far as anybody knows.")
        #expect(try await Self.cost([2], table) == 100)
        _ = try await table.plans(for: [CostTable.Question(unit: 0, present: [0])])
        #expect(try await Self.cost([0, 1], table) == 10)
        #expect(await table.plannerCalls == 3)
    }

    /// What followed when it was asked no longer does when the answers beside it are there.
    @Test func whatAContradictionMakesVoidIsAskedAtOnce() async throws {
        let table = Self.table([
            .init(needs: [], cost: 100), .init(needs: [0], cost: 50), .init(needs: [2], cost: 40, reads: []),
        ])
        #expect(try await Self.cost([0, 1], table) == 50)
        let answers = try await table.answers(
            to: [[0], [2], [0, 1]].map { CostTable.Question(unit: 0, present: $0) })
        #expect(try answers.map { try $0.get().cost } == [50, 40, 50])
    }

    @Test func aContradictionMakesEarlierConclusionsVoid() async throws {
        // With 2 the planner finds less than without.
        let table = Self.table([
            .init(needs: [], cost: 100), .init(needs: [0], cost: 50), .init(needs: [0, 1], cost: 10, reads: [0]),
            .init(needs: [2], cost: 40, reads: []),
        ])
        #expect(try await Self.cost([0], table) == 50)
        #expect(try await Self.cost([0, 1], table) == 10)
        // 40 without any index: with 0 alone it could have been had.
        #expect(try await Self.cost([2], table) == 40)
        #expect(try await Self.cost([0, 2], table) == 40)
        #expect(try await Self.cost([0, 1, 2], table) == 10)
        #expect(try await Self.cost([0], table) == 50)
        #expect(try await Self.cost([], table) == 100)
    }
}
