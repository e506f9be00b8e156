import Testing

@testable import Advise

@Suite struct SelectionProgrammeTests {
    /// Two units over three indexes; 0 stands for 2 in the first unit.
    private static let problem = SelectionProblem(
        indexes: [
            .init(table: 1, bytes: 1e6, writeCost: 3), .init(table: 2, bytes: 2e6, writeCost: 5),
            .init(table: 1, bytes: 4e6, writeCost: 7),
        ], weights: [1, 2], classes: [[0: [0, 2], 1: [1]], [2: [2]]])

    private static var trees: [PlanTree] {
        var first = PlanTree(best: PlanCost(cost: 10, used: [0, 1]), indexes: problem.indexes)
        first.plan(first.regions[0].children[0], as: PlanCost(cost: 40, used: [0]))
        first.plan(first.regions[0].children[1], as: PlanCost(cost: 90, used: []))
        var second = PlanTree(best: PlanCost(cost: 20, used: [2]), indexes: problem.indexes)
        second.plan(1, as: PlanCost(cost: 50, used: []))
        return [first, second]
    }

    private static func programme(budget: Double? = nil, excesses: [Excess] = []) -> SelectionProgramme {
        SelectionProgramme(
            problem, trees: trees, excesses: excesses, limits: SelectionLimits(budget: budget), today: [90, 50])
    }

    @Test(arguments: [[], [0], [1], [2], [0, 1], [1, 2], [0, 1, 2]] as [Set<Int>])
    func aSetOfIndexesIsASolutionThatCostsWhatTheTreesSay(chosen: Set<Int>) throws {
        let excesses = [Excess(unit: 0, present: [0], cost: 1_000, isBarred: false)]
        let master = Self.programme(excesses: excesses)
        let values = try #require(master.solution(choosing: chosen))
        #expect(master.chosen(in: values) == chosen)
        let first = chosen.isDisjoint(with: [0, 2]) ? 90.0 : chosen.contains(1) ? 10 : 40
        let second = chosen.contains(2) ? 20.0 : 50
        let writes = chosen.reduce(0) { $0 + Self.problem.indexes[$1].writeCost }
        let excess = chosen == [0] ? 1_000.0 : 0
        let expected = first + 2 * second + writes + excess
        // What breaks ties is at most a hundred-thousandth.
        #expect(abs(master.programme.cost(of: values) - expected) < 0.01, "\(chosen)")
    }

    @Test func whatBreaksALimitIsNoSolution() {
        #expect(Self.programme(budget: 3e6).solution(choosing: [0, 1]) != nil)
        #expect(Self.programme(budget: 3e6).solution(choosing: [1, 2]) == nil)
    }

    @Test func aSolverBeginsWithASolutionAndFindsTheSameOptimum() throws {
        let master = Self.programme(budget: 6e6)
        let limits = SolverLimits(gap: 0)
        let alone = try CBCSolver().solve(master.programme, start: nil, limits: limits)
        for chosen: Set<Int> in [[], [0], [1, 2]] {
            let start = try #require(master.solution(choosing: chosen))
            let solution = try CBCSolver().solve(master.programme, start: start, limits: limits)
            #expect(master.chosen(in: solution.values) == master.chosen(in: alone.values))
            #expect(abs(solution.cost - alone.cost) < 1e-6 && abs(solution.lowerBound - alone.cost) < 1e-6)
        }
    }

    /// 1 and 2 did what 0 does until they were told apart: beside 0 they decide nothing.
    @Test func whatWasToldApartIsLeftOutBesideWhatStoodForIt() {
        var problem = SelectionProblem(
            indexes: [1e6, 3e6, 5e6].map { .init(table: 1, bytes: $0) }, weights: [1], classes: [[0: [0, 1, 2]]])
        #expect(problem.decisive(without: [], unit: 0) == [0])
        problem.tellApart([2], unit: 0)
        #expect(problem.classes[0] == [0: [0, 1], 2: [2]])
        #expect(problem.decisive(without: [], unit: 0) == [0])
        #expect(problem.decisive(without: [0], unit: 0) == [2])
        problem.tellApart([1], unit: 0)
        #expect(problem.decisive(without: [2], unit: 0) == [0])
        #expect(problem.decisive(without: [0], unit: 0) == [1, 2])
    }
}
