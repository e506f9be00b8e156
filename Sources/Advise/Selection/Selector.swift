import Model

/// Chooses indexes exactly: solves the integer programme over what is known, plans what its choice rests on but nobody
/// has planned yet, and solves again, until the bound meets the best choice.
///
/// One selector answers for many budgets: what one search learnt of the statements serves the next.
struct Selector: Sendable {
    var problem: SelectionProblem
    let costs: CostTable
    private let solver: any IntegerSolver
    var trees: [PlanTree] = []
    /// What trees set apart together.
    var groups: IndexGroups
    /// What sets of indexes cost beyond what the trees say, as a planner that is not monotone has it.
    var excesses: [Excess] = []
    /// What programmes have chosen, the latest first: the next one, which differs little, begins with the best of them.
    private var earlier: [Set<Int>] = []
    /// Plan of each planning unit today.
    let plansOfToday: [PlanCost]
    let today: [Double]
    /// Seconds since some moment.
    let now: @Sendable () -> Double
    /// Gap of the first solutions.
    private static let roughest = 0.01
    private static let mostEarlier = 12
    /// Share of the time that the search leaves for a choice by what is known then.
    private static let kept = 0.2

    /// Plans every unit with all indexes and with those of today: two planner calls a unit.
    ///
    /// - Parameters:
    ///   - families: of each index, where those of one are to be set apart together.
    ///   - deadline: by `now`; no more is asked then but what the search cannot do without.
    /// - Throws: what the planner throws; `PlanFailure` where a unit cannot be planned: leave such units out before.
    init(
        _ problem: SelectionProblem, costs: CostTable, solver: any IntegerSolver = CBCSolver(),
        families: [IndexFamily?] = [], now: @escaping @Sendable () -> Double = Self.stopwatch(),
        until deadline: Double = .infinity
    ) async throws {
        self.now = now
        self.problem = problem
        self.costs = costs
        self.solver = solver
        groups = IndexGroups(families: families, indexes: problem.indexes)
        let all = Set(problem.indexes.indices)
        plansOfToday = try await costs.plans(of: problem) { _ in problem.present }
        today = plansOfToday.map(\.cost)
        let best = try await costs.plans(of: problem) { Set(problem.classes[$0].keys).intersection(all) }
        let rises = try await risesByTable(best, until: deadline)
        trees = problem.weights.indices.map { unit in
            PlanTree(
                best: best[unit], indexes: problem.indexes, riseByTable: rises[unit],
                groups: groups.groups(of: problem.classes[unit].keys, unit: unit))
        }
    }

    /// By how much the cost of each unit rises without any index of a table, where its best plan reads those of several.
    private func risesByTable(_ best: [PlanCost], until deadline: Double) async throws -> [[Int64: Double]] {
        let asked = best.enumerated().flatMap { unit, plan -> [(unit: Int, table: Int64)] in
            let tables = Set(plan.used.map { problem.indexes[$0].table })
            return tables.count > 1 ? tables.sorted().map { (unit, $0) } : []
        }
        var rises = [[Int64: Double]](repeating: [:], count: best.count)
        for start in stride(from: 0, to: asked.count, by: Self.batch) where now() < deadline {
            let part = asked[start..<min(start + Self.batch, asked.count)]
            let answers = try await costs.answers(to: part.map { without($0.table, unit: $0.unit) })
            for ((unit, table), answer) in zip(part, answers) {
                rises[unit][table] = try answer.get().cost - best[unit].cost
            }
        }
        return rises
    }

    private func without(_ table: Int64, unit: Int) -> CostTable.Question {
        CostTable.Question(
            unit: unit, present: Set(problem.classes[unit].keys.filter { problem.indexes[$0].table != table }))
    }

    static func stopwatch() -> @Sendable () -> Double {
        let start = ContinuousClock.now
        return { (ContinuousClock.now - start) / .seconds(1) }
    }

    /// The best choice within the limits.
    ///
    /// - Throws: `AdviseError` where no choice keeps the limits; what the planner throws.
    ///
    /// - Parameter known: a choice within the limits that was found otherwise; the result is no worse.
    mutating func select(_ limits: SelectionLimits, known: PlanSearch.Found? = nil) async throws -> Selection {
        // What the time that is kept for the end is for: see `rescue`.
        let end = now() + limits.seconds
        let deadline = end - Self.kept * limits.seconds
        var rounds = 0
        var isUnsolved = false
        var best = selection(of: problem.present, costs: today)
        // The search minimises the cost with what each new index must save at least added to it.
        var searched = best.costAfter
        if let known {
            best = selection(of: known.chosen, costs: known.plans.map(\.cost))
            searched = best.costAfter + threshold(known.chosen, limits)
            earlier = [known.chosen] + earlier.prefix(Self.mostEarlier - 1)
        }
        var bound = 0.0
        // While much is still to be planned, a rough solution says as well where to look.
        var roughness = Self.roughest
        while true {
            let left = deadline - now()
            let master = SelectionProgramme(problem, trees: trees, excesses: excesses, limits: limits, today: today)
            guard
                let solution = try solution(
                    of: master, limits: SolverLimits(gap: roughness, seconds: max(0.5, left)))
            else {
                (isUnsolved, best.isCutShort) = (true, now() >= deadline)
                break
            }
            let chosen = master.chosen(in: solution.values)
            earlier = [chosen] + earlier.prefix(Self.mostEarlier - 1)
            let plans = try await plans(chosen)
            let costs = plans.map(\.cost)
            let found = selection(of: chosen, costs: costs)
            let cost = found.costAfter + threshold(chosen, limits)
            bound = max(bound, solution.lowerBound)
            if cost < searched, keepsLimits(costs, limits) { (best, searched) = (found, cost) }
            best.isCutShort = now() >= deadline
            rounds += 1
            let gap = rounds < limits.patience ? limits.gap : max(limits.gap, limits.acceptableGap)
            if searched - bound <= gap * searched || best.isCutShort { break }
            let slack = (cost - solution.lowerBound) / 10 / Double(max(1, trees.count))
            // The other half of the time is for what this finds: of many statements, what a set of indexes lacks takes long.
            let until = now() + (deadline - now()) / 2
            var planned = try await explore(chosen, plans, limits, slack: slack, until: until)
            while now() < until, case let changed = try await tellApart(chosen, plans, limits, slack: slack),
                changed > 0
            {
                planned += try await changed + explore(chosen, plans, limits, slack: slack, until: until)
            }
            if planned == 0 { planned = note(chosen, plans, limits, slack: slack) }
            if planned == 0, roughness <= limits.gap / 2 { break }
            let open = (searched - bound) / max(searched, 1e-9)
            roughness = planned == 0 ? limits.gap / 2 : min(Self.roughest, max(limits.gap / 2, open / 5))
        }
        if isUnsolved || best.isCutShort, var found = try await rescue(limits, seconds: end - now()) {
            found.isCutShort = best.isCutShort
            let cost = found.costAfter + threshold(found.chosen, limits)
            if cost < searched { (best, searched) = (found, cost) }
        }
        best.lowerBound = max(0, best.costAfter - max(0, searched - bound))
        return best
    }

    /// nil where the solver found none, in time or at all: what exists today keeps all limits, so there is always a solution.
    func solution(of master: SelectionProgramme, limits: SolverLimits) throws -> ProgrammeSolution? {
        try solver.solutionIfAny(of: master.programme, start: start(of: master), limits: limits)
    }

    /// The best that earlier choices are in a programme.
    private func start(of master: SelectionProgramme) -> [Bool]? {
        let starts = earlier.compactMap { master.solution(choosing: $0) }
        return starts.min { master.programme.cost(of: $0) < master.programme.cost(of: $1) }
    }

    func plans(_ chosen: Set<Int>) async throws -> [PlanCost] { try await costs.plans(of: problem) { _ in chosen } }

    func selection(of chosen: Set<Int>, costs: [Double]) -> Selection {
        Selection(
            chosen: chosen, costBefore: objective(problem.present, costs: today),
            costAfter: objective(chosen, costs: costs), lowerBound: 0, growth: problem.growth(of: chosen),
            isCutShort: false)
    }

    private func objective(_ chosen: Set<Int>, costs: [Double]) -> Double {
        problem.writeCost(of: chosen) + problem.reads(costs)
    }

    /// What all new indexes must save at least.
    func threshold(_ chosen: Set<Int>, _ limits: SelectionLimits) -> Double {
        limits.threshold(ofNew: problem.new(in: chosen).count, reads: problem.reads(today))
    }

    func keepsLimits(_ costs: [Double], _ limits: SelectionLimits) -> Bool {
        limits.areKept(today: today, costs: costs)
    }
}
