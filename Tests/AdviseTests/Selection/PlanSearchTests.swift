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

        /// - Parameter leftOut: what is not to be chosen, though plans were made with it.
        func search(
            _ limits: [SelectionLimits], leavingOut leftOut: Set<Int> = [],
            now: @escaping @Sendable () -> Double = { 0 }
        ) async throws -> PlanSearch {
            let today = try await costs.answers(to: problem.weights.indices.map { .init(unit: $0, present: []) })
                .map { try $0.get() }
            return PlanSearch(
                problem.leavingOut(leftOut), costs, limits, solver: CBCSolver(), today: today, narrow: Set(0..<10),
                now: now)
        }
    }

    /// What is found costs what it says, keeps the budget, and is near what the exact search proves to be the best.
    @Test(arguments: 1...8, [20e6, 60e6, nil] as [Double?])
    func aGoodChoiceIsFound(seed: Int, budget: Double?) async throws {
        let example = Case(seed: UInt64(seed))
        let limits = SelectionLimits(budget: budget, gap: 0)
        var search = try await example.search([limits])
        try await search.search(until: 1)
        let found = search.best[0]
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
        var search = try await example.search([SelectionLimits(budget: 20e6)], now: { 2 })
        try await search.search(until: 1)
        let found = search.best[0]
        #expect(found.chosen == [] && found.searched == example.cost(of: []))
    }

    /// Of many budgets each gets a choice that keeps it, and none a worse one than in a search of its own by more than a little.
    @Test(arguments: 1...6) func plansBoughtForOneBudgetServeAll(seed: Int) async throws {
        let budgets = [10e6, 20e6, 40e6, 80e6]
        let limits = budgets.map { SelectionLimits(budget: $0, gap: 0) }
        let example = Case(seed: UInt64(seed))
        var together = try await example.search(limits)
        try await together.search(until: 1)
        for (place, limits) in limits.enumerated() {
            let found = together.best[place]
            #expect(abs(found.searched - example.cost(of: found.chosen)) < 1e-6)
            #expect(example.problem.growth(of: found.chosen) <= budgets[place])
            var alone = try await Case(seed: UInt64(seed)).search([limits])
            try await alone.search(until: 1)
            #expect(found.searched <= alone.best[0].searched * 1.1)
        }
    }

    /// What is left out, because a plan with it was found to rest on luck, is not chosen for the sake of that plan.
    @Test(arguments: 1...8) func nothingLeftOutIsChosen(seed: Int) async throws {
        let example = Case(seed: UInt64(seed))
        let limits = [20e6, nil].map { SelectionLimits(budget: $0, gap: 0) }
        var first = try await example.search(limits)
        try await first.search(until: 1)
        let leftOut = Set(first.best[0].chosen.sorted().prefix(3))
        var second = try await example.search(limits, leavingOut: leftOut)
        try await second.search(until: 1)
        for found in second.best { #expect(found.chosen.isDisjoint(with: leftOut)) }
    }

    /// Everything that may serve a unit still does; what it did not pick itself is stood for by what it did.
    @Test(arguments: 1...8) func whatAUnitDidNotPickIsStoodFor(seed: Int) {
        let example = Case(seed: UInt64(seed))
        let families = IndexGroupsTests.families((0..<30).map { $0 % 7 == 0 ? nil : ["a", "b", "c"][$0 % 3] })
        let picked = example.problem.classes.map { Set($0.keys.sorted().prefix(4)) }
        let proposing = example.problem.proposing(picked, beginning: families)
        for unit in picked.indices {
            #expect(proposing.members(ofUnit: unit) == example.problem.members(ofUnit: unit))
            for (number, members) in proposing.classes[unit] where !picked[unit].contains(number) {
                let family = families[number]
                let hasStandIn = picked[unit].contains { families[$0] == family && family != nil }
                #expect(!hasStandIn && members == [number])
            }
        }
    }

    /// A proof that begins with it never ends with less.
    @Test(arguments: 1...6) func theExactSearchKeepsWhatIsBetter(seed: Int) async throws {
        let example = Case(seed: UInt64(seed))
        let limits = SelectionLimits(budget: 40e6, gap: 0)
        var plain = try await Selector(example.problem, costs: example.costs)
        var search = try await example.search([limits])
        try await search.search(until: 1)
        var later = try await Selector(example.problem, costs: example.costs)
        let (first, second) = (
            try await plain.select(limits), try await later.select(limits, known: search.best[0])
        )
        #expect(abs(first.costAfter - second.costAfter) <= 0.01 * first.costAfter)
        #expect(second.costAfter <= search.best[0].searched + 1e-6)
        #expect(second.lowerBound <= second.costAfter)
    }
}
