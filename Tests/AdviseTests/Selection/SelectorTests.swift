import Model
import Synchronization
import Testing

@testable import Advise

@Suite struct SelectorTests {
    /// A problem of twelve indexes, two of which exist, and six statements with plans of one to three indexes.
    private struct Case {
        var planner: TablePlanner
        var problem: SelectionProblem

        init(seed: UInt64, writes: Bool = false) {
            var dice = Dice(state: seed)
            let indexes = (0..<12).map { number in
                SelectionProblem.Index(
                    table: Int64(number % 3), bytes: Double(Int.random(in: 1...20, using: &dice)) * 1e6,
                    writeCost: writes ? Double(Int.random(in: 0...60, using: &dice)) : 0, exists: number >= 10)
            }
            let plans = (0..<6).map { _ in
                [TablePlanner.Plan(needs: [], cost: 1_000)]
                    + (0..<8).map { _ in
                        TablePlanner.Plan(
                            needs: Set(
                                (0..<Int.random(in: 1...3, using: &dice)).map { _ in
                                    Int.random(in: 0..<12, using: &dice)
                                }),
                            cost: Double(Int.random(in: 10...990, using: &dice)))
                    }
            }
            planner = TablePlanner(plans: plans, candidateCount: 10)
            problem = SelectionProblem(
                indexes: indexes, weights: [1, 2, 1, 0.5, 3, 1],
                classes: plans.map { Relevance(Set($0.flatMap { Array($0.needs) })).classes })
        }

        func selector(_ solver: any IntegerSolver = CBCSolver(), families: [IndexFamily?] = []) async throws -> Selector
        {
            let units = problem.classes.enumerated().map { position, classes in
                PlanningUnit(
                    statement: position, variant: .asWritten, text: String(position),
                    relevance: Relevance(Set(classes.keys)))
            }
            let costs = CostTable(planner: planner, units: units, candidateCount: 10, existing: [100, 101])
            return try await Selector(problem, costs: costs, solver: solver, families: families)
        }

        func cost(of chosen: Set<Int>) -> Double {
            problem.weights.indices.reduce(problem.writeCost(of: chosen)) {
                $0 + problem.weights[$1] * planner.cost(of: $1, with: chosen)
            }
        }

        /// By trying all 4,096 sets.
        func optimum(_ limits: SelectionLimits) -> Double {
            let sets = (0..<4_096).map { bits in Set((0..<12).filter { bits >> $0 & 1 == 1 }) }
            return sets.filter { keeps($0, limits) }.map(cost).min() ?? .infinity
        }

        func keeps(_ chosen: Set<Int>, _ limits: SelectionLimits) -> Bool {
            if let budget = limits.budget, problem.growth(of: chosen) > budget { return false }
            if let most = limits.indexesPerTable {
                let new = chosen.filter { !problem.indexes[$0].exists }
                let byTable = Dictionary(grouping: new) { problem.indexes[$0].table }
                if byTable.values.contains(where: { $0.count > most }) { return false }
            }
            return problem.weights.indices.allSatisfy {
                planner.cost(of: $0, with: chosen)
                    <= planner.cost(of: $0, with: problem.present) * (1 + limits.maximumRegression)
            }
        }
    }

    /// With indexes of one table set apart together as well: what goes along costs rounds and no truth.
    @Test(arguments: 1...12, [false, true]) func theChoiceIsTheBestOfAllSets(seed: Int, inGroups: Bool) async throws {
        let example = Case(seed: UInt64(seed), writes: seed % 2 == 0)
        let families = IndexGroupsTests.families((0..<12).map { $0 < 10 ? ["a", "b", "c"][$0 % 3] : nil })
        var selector = try await example.selector(families: inGroups ? families : [])
        for limits in [
            SelectionLimits(budget: 0, gap: 0), SelectionLimits(budget: 15e6, gap: 0),
            SelectionLimits(budget: 40e6, gap: 0),
            SelectionLimits(gap: 0), SelectionLimits(indexesPerTable: 1, gap: 0),
            SelectionLimits(maximumRegression: 10, gap: 0),
        ] {
            let selection = try await selector.select(limits)
            let optimum = example.optimum(limits)
            #expect(example.keeps(selection.chosen, limits))
            #expect(abs(selection.costAfter - example.cost(of: selection.chosen)) < 1e-6)
            // What breaks ties between equal choices may cost a hundred-thousandth.
            #expect(selection.costAfter <= optimum * 1.0001)
            #expect(selection.lowerBound <= optimum * 1.0001)
            #expect(selection.gap < 0.001)
        }
    }

    /// What was planned for one budget shows more of the others too, and never more than is true.
    @Test(arguments: 1...8) func whatWasLearntLaterBoundsEarlierChoices(seed: Int) async throws {
        let example = Case(seed: UInt64(seed))
        var selector = try await example.selector()
        let budgets = [5e6, 15e6, 40e6].map { SelectionLimits(budget: $0, gap: 0) }
        var early: [Selection] = []
        for var limits in budgets {
            limits.seconds = 0
            early.append(try await selector.select(limits))
        }
        _ = try await selector.select(budgets[1])
        for (limits, selection) in zip(budgets, early) {
            let bounded = try selector.bounded(selection, limits, seconds: 60)
            #expect(bounded.lowerBound >= selection.lowerBound)
            #expect(bounded.lowerBound <= example.optimum(limits) * 1.0001)
            #expect(bounded.chosen == selection.chosen && bounded.costAfter == selection.costAfter)
        }
        let known = try selector.bounded(early[1], budgets[1], seconds: 60)
        #expect(abs(known.lowerBound - example.optimum(budgets[1])) <= 0.001 * example.optimum(budgets[1]))
    }

    /// Takes a second for each plan, by a clock of its own.
    private final class SlowPlanner: Planner {
        let table: TablePlanner
        private let spent = Mutex(0.0)
        var unusable: [Int: UnusableCandidate] { [:] }
        var now: Double { spent.withLock { $0 } }

        init(_ table: TablePlanner) { self.table = table }

        func plan(_ requests: [PlanRequest]) async throws -> [Result<PlannedStatement, PlanFailure>] {
            spent.withLock { $0 += Double(requests.count) }
            return try await table.plan(requests)
        }
    }

    /// Solves nothing in less than ten seconds.
    private struct UnhurriedSolver: IntegerSolver {
        func solve(_ programme: IntegerProgramme, start: [Bool]?, limits: SolverLimits) throws(AdviseError)
            -> ProgrammeSolution
        {
            guard limits.seconds >= 10 else {
                throw AdviseError(code: .noSolution, message: "Too slow", remedy: "Wait")
            }
            return try CBCSolver().solve(programme, start: start, limits: limits)
        }
    }

    /// Forty statements, each with twelve indexes that do nearly the same: what they cost without any takes 480 plans to find out,
    /// more than there is time for. Some index for each is better than none.
    @Test func aSearchThatRunsOutOfTimeHasFoundSomething() async throws {
        let sets = (0..<40).map { unit in (0..<12).map { unit * 12 + $0 } }
        let planner = SlowPlanner(
            TablePlanner(
                plans: sets.map { numbers in
                    [.init(needs: [], cost: 1_000)]
                        + numbers.enumerated().map { .init(needs: [$1], cost: Double(10 + $0)) }
                }, candidateCount: 480))
        let problem = SelectionProblem(
            indexes: sets.enumerated().flatMap { unit, numbers in
                numbers.map { _ in .init(table: Int64(unit), bytes: 1e6, writeCost: 1, exists: false) }
            }, weights: sets.map { _ in 1 }, classes: sets.map { Relevance(Set($0)).classes })
        let units = sets.enumerated().map { position, numbers in
            PlanningUnit(
                statement: position, variant: .asWritten, text: String(position), relevance: Relevance(Set(numbers)))
        }
        var selector = try await Selector(
            problem, costs: CostTable(planner: planner, units: units, candidateCount: 480),
            solver: UnhurriedSolver(), now: { planner.now })
        let selection = try await selector.select(SelectionLimits(seconds: 200))
        #expect(selection.chosen.count == 40)
        #expect(selection.costAfter <= 40 * 12)
        #expect(selection.lowerBound <= selection.costAfter)
    }

    /// Finds nothing.
    private struct SlowSolver: IntegerSolver {
        func solve(_ programme: IntegerProgramme, start: [Bool]?, limits: SolverLimits) throws(AdviseError)
            -> ProgrammeSolution
        { throw AdviseError(code: .noSolution, message: "Too slow", remedy: "Wait") }
    }

    @Test func aSearchThatRunsOutOfTimeSaysHowFarItCouldBeOff() async throws {
        let example = Case(seed: 3)
        var first = try await example.selector()
        let early = try await first.select(SelectionLimits(gap: 0, seconds: 0))
        #expect(early.isCutShort)
        #expect(early.costAfter <= early.costBefore && early.lowerBound <= example.optimum(SelectionLimits()))
        #expect(abs(early.costAfter - example.cost(of: early.chosen)) < 1e-6)
        // Where no programme was solved at all, nothing is known of what others would cost.
        var second = try await example.selector(SlowSolver())
        let none = try await second.select(SelectionLimits())
        #expect(none.gap == 1 && none.costAfter <= none.costBefore)
        // It was not the time that ended it.
        #expect(!none.isCutShort)
        #expect(abs(none.costAfter - example.cost(of: none.chosen)) < 1e-6)
    }

    /// Twenty statements, the last of them the heaviest, each with eight indexes that do nearly the same: bounds say that each can do
    /// without any of its own until all eight were missed. The budget pays for three. There is no time at all.
    @Test(arguments: [CBCSolver(), SlowSolver()] as [any IntegerSolver])
    func aSearchWithoutTimeTakesWhatTheHeaviestStatementsWant(solver: any IntegerSolver) async throws {
        let sets = (0..<20).map { unit in (0..<8).map { unit * 8 + $0 } }
        let planner = TablePlanner(
            plans: sets.map { numbers in
                [.init(needs: [], cost: 1_000)] + numbers.enumerated().map { .init(needs: [$1], cost: Double(10 + $0)) }
            }, candidateCount: 160)
        let problem = SelectionProblem(
            indexes: sets.enumerated().flatMap { unit, numbers in
                numbers.map { _ in .init(table: Int64(unit), bytes: 1e6, writeCost: 1) }
            }, weights: sets.indices.map { Double($0 + 1) }, classes: sets.map { Relevance(Set($0)).classes })
        let units = sets.enumerated().map { position, numbers in
            PlanningUnit(
                statement: position, variant: .asWritten, text: String(position), relevance: Relevance(Set(numbers)))
        }
        let costs = CostTable(planner: planner, units: units, candidateCount: 160)
        var selector = try await Selector(problem, costs: costs, solver: solver)
        let selection = try await selector.select(SelectionLimits(budget: 3e6, seconds: 0))
        #expect(selection.chosen == [sets[19][0], sets[18][0], sets[17][0]])
        #expect(selection.isCutShort && selection.lowerBound <= selection.costAfter && selection.gap > 0.5)
        // Today's plan and the best one of each statement, and those with what was chosen.
        #expect(await costs.plannerCalls <= 3 * 20)
    }

    @Test func planningEachRegionOnceTakesFewCalls() async throws {
        let example = Case(seed: 7)
        let units = example.problem.classes.enumerated().map { position, classes in
            PlanningUnit(
                statement: position, variant: .asWritten, text: String(position),
                relevance: Relevance(Set(classes.keys)))
        }
        let costs = CostTable(planner: example.planner, units: units, candidateCount: 10, existing: [100, 101])
        var selector = try await Selector(example.problem, costs: costs)
        for budget in stride(from: 0.0, through: 100e6, by: 5e6) {
            _ = try await selector.select(SelectionLimits(budget: budget))
        }
        // All sets would be 6 times 4,096.
        #expect(await costs.plannerCalls < 6 * 64)
    }

    @Test func anExistingIndexGoesOnlyWithWhatServesInItsPlace() async throws {
        // Index 0 is the wider candidate, 1 the existing index, which costs more to keep than anything it saves.
        let planner = TablePlanner(
            plans: [[.init(needs: [], cost: 100), .init(needs: [0], cost: 10), .init(needs: [1], cost: 10)]],
            candidateCount: 1)
        func select(budget: Double) async throws -> Set<Int> {
            let problem = SelectionProblem(
                indexes: [
                    .init(table: 1, bytes: 2e6, writeCost: 1),
                    .init(table: 1, bytes: 1e6, writeCost: 500, exists: true, replacements: [0]),
                ], weights: [1], classes: [Relevance([0, 1]).classes])
            let unit = PlanningUnit(statement: 0, variant: .asWritten, text: "0", relevance: Relevance([0, 1]))
            let costs = CostTable(planner: planner, units: [unit], candidateCount: 1, existing: [100])
            var selector = try await Selector(problem, costs: costs)
            return try await selector.select(SelectionLimits(budget: budget)).chosen
        }
        #expect(try await select(budget: 1e6) == [0])
        #expect(try await select(budget: 0) == [1])
    }

    /// Index 0 stands for 1, 2 and 3 in the first statement, where 1 and 2 turn out to do far less; the second wants 1 or 2.
    @Test(arguments: [2e6, 5e6, 6e6, 7e6, 12e6])
    func whatTurnsOutToDoLessIsToldApart(budget: Double) async throws {
        let planner = TablePlanner(
            plans: [
                [
                    .init(needs: [], cost: 1_000), .init(needs: [0], cost: 10), .init(needs: [1], cost: 500),
                    .init(needs: [2], cost: 510), .init(needs: [3], cost: 12),
                ],
                [.init(needs: [], cost: 1_000), .init(needs: [1], cost: 6), .init(needs: [2], cost: 5)],
            ], candidateCount: 4)
        let bytes = [1e6, 5e6, 6e6, 2e6]
        let problem = SelectionProblem(
            indexes: bytes.map { .init(table: 1, bytes: $0) }, weights: [1, 1],
            classes: [[0: [0, 1, 2, 3]], Relevance([1, 2]).classes])
        let units = [Set(0..<4), [1, 2]].enumerated().map {
            PlanningUnit(statement: $0, variant: .asWritten, text: String($0), relevance: Relevance($1))
        }
        var selector = try await Selector(problem, costs: CostTable(planner: planner, units: units, candidateCount: 4))
        let selection = try await selector.select(SelectionLimits(budget: budget, gap: 0))
        let optimum = (0..<16).map { bits in Set((0..<4).filter { bits >> $0 & 1 == 1 }) }
            .filter { $0.reduce(0) { $0 + bytes[$1] } <= budget }
            .map { planner.cost(of: 0, with: $0) + planner.cost(of: 1, with: $0) }.min()
        #expect(selection.costAfter == optimum)
        #expect(selection.gap < 0.001)
    }

    @Test func aPlannerThatIsNotMonotoneIsTakenAtItsWord() async throws {
        // Index 1 exists. Its cheap plan is found only while the candidate is about, which that plan does not read.
        let planner = TablePlanner(
            plans: [
                [
                    .init(needs: [], cost: 1_000), .init(needs: [1], cost: 500),
                    .init(needs: [0, 1], cost: 10, reads: [1]),
                ]
            ], candidateCount: 1)
        let problem = SelectionProblem(
            indexes: [.init(table: 1, bytes: 1e6), .init(table: 1, bytes: 1e6, exists: true)], weights: [1],
            classes: [Relevance([0, 1]).classes])
        let unit = PlanningUnit(statement: 0, variant: .asWritten, text: "0", relevance: Relevance([0, 1]))
        let costs = CostTable(planner: planner, units: [unit], candidateCount: 1, existing: [100])
        var selector = try await Selector(problem, costs: costs)
        let all = try await selector.select(SelectionLimits(gap: 0))
        // What no plan reads is not advised, whatever it does to the planner.
        #expect(all.chosen == [1] && all.costAfter == 500)
        #expect(all.gap < 0.001)
        let none = try await selector.select(SelectionLimits(budget: 0, gap: 0))
        #expect(none.chosen == [1] && none.costAfter == 500)
        #expect(none.gap < 0.001)
    }

    @Test func whatHardlySavesAnythingIsLeftOut() async throws {
        let planner = TablePlanner(
            plans: [[.init(needs: [], cost: 1_000), .init(needs: [0], cost: 999)]], candidateCount: 1)
        let problem = SelectionProblem(
            indexes: [.init(table: 1, bytes: 1e6)], weights: [1], classes: [Relevance([0]).classes])
        let unit = PlanningUnit(statement: 0, variant: .asWritten, text: "0", relevance: Relevance([0]))
        var selector = try await Selector(problem, costs: CostTable(planner: planner, units: [unit], candidateCount: 1))
        #expect(try await selector.select(SelectionLimits(gap: 0)).chosen == [0])
        #expect(try await selector.select(SelectionLimits(minimumSaving: 0.01, gap: 0)).chosen == [])
    }
}
