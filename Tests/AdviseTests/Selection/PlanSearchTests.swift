import Model
import Testing

@testable import Advise

@Suite struct PlanSearchTests {
    /// Statements with plans of one to three of `count` indexes each, in which some only pay together.
    private struct Case {
        var planner: TablePlanner
        var problem: SelectionProblem
        var costs: CostTable

        init(seed: UInt64, count: Int = 30, statements: Int = 12) {
            var dice = Dice(state: seed)
            let plans = (0..<statements).map { _ in
                [TablePlanner.Plan(needs: [], cost: 1_000)]
                    + (0..<8).map { _ in
                        TablePlanner.Plan(
                            needs: Set(
                                (0..<Int.random(in: 1...3, using: &dice)).map { _ in
                                    Int.random(in: 0..<count, using: &dice)
                                }),
                            cost: Double(Int.random(in: 10...990, using: &dice)))
                    }
            }
            planner = TablePlanner(plans: plans, candidateCount: count)
            problem = SelectionProblem(
                indexes: (0..<count).map { _ in
                    .init(table: 1, bytes: Double(Int.random(in: 1...20, using: &dice)) * 1e6)
                },
                weights: plans.map { _ in 1 }, classes: plans.map { Relevance(Set($0.flatMap(\.needs))).classes })
            let units = problem.classes.enumerated().map { position, classes in
                PlanningUnit(
                    statement: position, variant: .asWritten, text: String(position),
                    relevance: Relevance(Set(classes.keys)))
            }
            costs = CostTable(planner: planner, units: units, candidateCount: count)
        }

        func cost(of chosen: Set<Int>) -> Double {
            problem.weights.indices.reduce(0) { $0 + planner.cost(of: $1, with: chosen) }
        }

        func search(_ limits: SelectionLimits, now: @escaping @Sendable () -> Double = { 0 }) async throws -> PlanSearch
        {
            let today = try await costs.answers(to: problem.weights.indices.map { .init(unit: $0, present: []) })
                .map { try $0.get() }
            return PlanSearch(
                problem, costs, limits, solver: CBCSolver(), today: today, narrow: Set(0..<10), now: now)
        }
    }

    /// What is found costs what it says, keeps the budget, and is near what the exact search proves to be the best.
    @Test(arguments: 1...8, [20e6, 60e6, nil] as [Double?])
    func aGoodChoiceIsFound(seed: Int, budget: Double?) async throws {
        let example = Case(seed: UInt64(seed))
        let limits = SelectionLimits(budget: budget, gap: 0)
        let found = try await example.search(limits).best(until: 1)
        #expect(abs(found.searched - example.cost(of: found.chosen)) < 1e-6)
        if let budget { #expect(example.problem.growth(of: found.chosen) <= budget) }
        var exact = try await Selector(example.problem, costs: example.costs)
        let best = try await exact.select(limits)
        #expect(best.costAfter <= found.searched + 1e-6)
        let saving = (example.cost(of: []) - found.searched) / (example.cost(of: []) - best.costAfter)
        #expect(saving >= 0.85, "\(saving)")
    }

    /// Without any time the choice is what there is today, and nothing is wrong.
    @Test func noTimeIsNoHarm() async throws {
        let example = Case(seed: 3)
        let found = try await example.search(SelectionLimits(budget: 20e6), now: { 2 }).best(until: 1)
        #expect(found.chosen == [] && found.searched == example.cost(of: []))
    }

    /// A search that begins with it never ends with less.
    @Test(arguments: 1...6) func theExactSearchKeepsWhatIsBetter(seed: Int) async throws {
        let example = Case(seed: UInt64(seed))
        let limits = SelectionLimits(budget: 40e6, gap: 0)
        var plain = try await Selector(example.problem, costs: example.costs)
        var narrow = try await Selector(example.problem, costs: example.costs)
        let (first, second) = (try await plain.select(limits), try await narrow.select(limits, narrow: Set(0..<10)))
        #expect(abs(first.costAfter - second.costAfter) <= 0.01 * first.costAfter)
        #expect(second.lowerBound <= second.costAfter)
    }
}
