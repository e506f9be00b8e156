import Model

/// Chooses indexes exactly: solves the integer programme over what is known, plans what its choice rests on but nobody
/// has planned yet, and solves again, until the bound meets the best choice.
///
/// One selector answers for many budgets: what one search learnt of the statements serves the next.
struct Selector: Sendable {
    private var problem: SelectionProblem
    private let costs: CostTable
    private let solver: any IntegerSolver
    private var trees: [PlanTree] = []
    /// What sets of indexes cost beyond what the trees say, as a planner that is not monotone has it.
    private var excesses: [Excess] = []
    /// Cost of each planning unit today.
    private(set) var today: [Double] = []
    /// Seconds since some moment.
    private let now: @Sendable () -> Double
    /// Gap of the first solutions.
    private static let roughest = 0.01

    /// Plans every unit with all indexes and with those of today: two planner calls a unit.
    ///
    /// - Throws: what the planner throws; `PlanFailure` where a unit cannot be planned: leave such units out before.
    init(
        _ problem: SelectionProblem, costs: CostTable, solver: any IntegerSolver = CBCSolver(),
        now: @escaping @Sendable () -> Double = Self.stopwatch()
    ) async throws {
        self.now = now
        self.problem = problem
        self.costs = costs
        self.solver = solver
        let all = Set(problem.indexes.indices)
        today = try await plans { _ in problem.present }.map(\.cost)
        let best = try await plans { Set(problem.classes[$0].keys).intersection(all) }
        let rises = try await risesByTable(best)
        trees = zip(best, rises).map { PlanTree(best: $0, indexes: problem.indexes, riseByTable: $1) }
    }

    /// By how much the cost of each unit rises without any index of a table, where its best plan reads those of several.
    private func risesByTable(_ best: [PlanCost]) async throws -> [[Int64: Double]] {
        let asked = best.enumerated().flatMap { unit, plan -> [(unit: Int, table: Int64)] in
            let tables = Set(plan.used.map { problem.indexes[$0].table })
            return tables.count > 1 ? tables.sorted().map { (unit, $0) } : []
        }
        let answers = try await costs.answers(
            to: asked.map { unit, table in
                CostTable.Question(
                    unit: unit, present: Set(problem.classes[unit].keys.filter { problem.indexes[$0].table != table }))
            })
        var rises = [[Int64: Double]](repeating: [:], count: best.count)
        for ((unit, table), answer) in zip(asked, answers) {
            rises[unit][table] = try answer.get().cost - best[unit].cost
        }
        return rises
    }

    /// The best choice within the limits.
    ///
    /// - Throws: `AdviseError` where no choice keeps the limits; what the planner throws.
    mutating func select(_ limits: SelectionLimits) async throws -> Selection {
        let deadline = now() + limits.seconds
        var rounds = 0
        var best = selection(of: problem.present, costs: today)
        // The search minimises the cost with what each new index must save at least added to it.
        var searched = best.costAfter
        var bound = 0.0
        // While much is still to be planned, a rough solution says as well where to look.
        var roughness = Self.roughest
        while true {
            let left = deadline - now()
            let master = SelectionProgramme(problem, trees: trees, excesses: excesses, limits: limits, today: today)
            guard
                let solution = try solution(
                    of: master.programme, limits: SolverLimits(gap: roughness, seconds: max(0.5, left)))
            else {
                best.isCutShort = true
                break
            }
            let chosen = master.chosen(in: solution.values)
            let plans = try await plans { _ in chosen }
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
        best.lowerBound = best.costAfter - max(0, searched - bound)
        return best
    }

    /// nil where the time was too short for any: what exists today keeps all limits, so there is always a solution.
    private func solution(of programme: IntegerProgramme, limits: SolverLimits) throws -> ProgrammeSolution? {
        do {
            return try solver.solve(programme, start: nil, limits: limits)
        } catch let error where error.code == .noSolution {
            return nil
        }
    }

    /// Plans the regions that hold `chosen`, in each tree down to the one whose bound is near the true cost, as far as time allows.
    ///
    /// - Returns: how many regions were planned.
    private mutating func explore(
        _ chosen: Set<Int>, _ plans: [PlanCost], _ limits: SelectionLimits, slack: Double, until: Double
    ) async throws -> Int {
        var planned = 0
        repeat {
            let steps = steps(chosen, plans, limits, slack)
            if steps.isEmpty { break }
            try await plan(steps)
            planned += steps.count
        } while now() < until
        return planned
    }

    /// Of each tree the region that holds `chosen`, where it is not planned and its bound misleads.
    private func steps(
        _ chosen: Set<Int>, _ plans: [PlanCost], _ limits: SelectionLimits, _ slack: Double
    ) -> [(unit: Int, region: Int)] {
        trees.indices.compactMap { unit in
            let position = trees[unit].region(of: problem.representatives(of: chosen, unit: unit))
            let region = trees[unit].regions[position]
            guard region.plan == nil, isFar(plans[unit], from: region, unit, limits, slack) else { return nil }
            return (unit, position)
        }
    }

    private mutating func plan(_ steps: [(unit: Int, region: Int)]) async throws {
        let questions = steps.map { step in
            CostTable.Question(
                unit: step.unit,
                present: Set(problem.classes[step.unit].keys).subtracting(
                    trees[step.unit].regions[step.region].excluded))
        }
        for (step, answer) in zip(steps, try await costs.answers(to: questions)) {
            trees[step.unit].plan(step.region, as: try answer.get())
            excesses.removeAll { $0.unit == step.unit }
        }
    }

    static func stopwatch() -> @Sendable () -> Double {
        let start = ContinuousClock.now
        return { (ContinuousClock.now - start) / .seconds(1) }
    }

    /// Where an index costs more than the one that stands for it, it stands for itself from now on.
    ///
    /// - Returns: for how many planning units that was done.
    private mutating func tellApart(
        _ chosen: Set<Int>, _ plans: [PlanCost], _ limits: SelectionLimits, slack: Double
    ) async throws -> Int {
        var changed: [Int] = []
        for unit in trees.indices {
            let position = trees[unit].region(of: problem.representatives(of: chosen, unit: unit))
            let region = trees[unit].regions[position]
            guard isFar(plans[unit], from: region, unit, limits, slack) else { continue }
            let stoodFor = region.needed.subtracting(chosen).reduce(into: Set<Int>()) { sum, number in
                sum.formUnion(chosen.intersection(problem.classes[unit][number] ?? []))
            }
            guard !stoodFor.isEmpty else { continue }
            problem.tellApart(stoodFor, unit: unit)
            changed.append(unit)
        }
        let answers = try await costs.answers(
            to: changed.map { CostTable.Question(unit: $0, present: Set(problem.classes[$0].keys)) })
        for (unit, answer) in zip(changed, answers) {
            trees[unit].restart(best: try answer.get())
            excesses.removeAll { $0.unit == unit }
        }
        return changed.count
    }

    /// Where the trees are right for more indexes than were chosen and wrong for just these, that is noted of just these.
    ///
    /// - Returns: for how many planning units.
    private mutating func note(
        _ chosen: Set<Int>, _ plans: [PlanCost], _ limits: SelectionLimits, slack: Double
    ) -> Int {
        let new = trees.indices.compactMap { unit -> Excess? in
            let region = trees[unit].regions[trees[unit].region(of: problem.representatives(of: chosen, unit: unit))]
            guard isFar(plans[unit], from: region, unit, limits, slack) else { return nil }
            let present = chosen.intersection(problem.members(ofUnit: unit))
            guard !excesses.contains(where: { $0.unit == unit && $0.present == present }) else { return nil }
            return Excess(
                unit: unit, present: present, cost: plans[unit].cost - region.bound,
                isBarred: plans[unit].cost > limits.ceiling(today[unit]))
        }
        excesses += new
        return new.count
    }

    /// Whether the true plan costs so much more than its region's bound that the bound misleads.
    private func isFar(
        _ plan: PlanCost, from region: PlanTree.Region, _ unit: Int, _ limits: SelectionLimits, _ slack: Double
    ) -> Bool {
        if problem.weights[unit] * (plan.cost - region.bound) > slack { return true }
        let ceiling = limits.ceiling(today[unit])
        return plan.cost > ceiling && region.bound <= ceiling
    }

    /// The plan of each unit with the indexes that `present` names for it.
    private func plans(_ present: (Int) -> Set<Int>) async throws -> [PlanCost] {
        let questions = problem.weights.indices.map { CostTable.Question(unit: $0, present: present($0)) }
        return try await costs.answers(to: questions).map { try $0.get() }
    }

    private func selection(of chosen: Set<Int>, costs: [Double]) -> Selection {
        Selection(
            chosen: chosen, costBefore: objective(problem.present, costs: today),
            costAfter: objective(chosen, costs: costs), lowerBound: 0, growth: problem.growth(of: chosen),
            isCutShort: false)
    }

    private func objective(_ chosen: Set<Int>, costs: [Double]) -> Double {
        zip(problem.weights, costs).reduce(problem.writeCost(of: chosen)) { $0 + $1.0 * $1.1 }
    }

    /// What all new indexes must save at least.
    private func threshold(_ chosen: Set<Int>, _ limits: SelectionLimits) -> Double {
        guard limits.minimumSaving > 0 else { return 0 }
        let new = chosen.filter { !problem.indexes[$0].exists }
        return limits.minimumSaving * zip(problem.weights, today).reduce(0) { $0 + $1.0 * $1.1 } * Double(new.count)
    }

    /// A planner is not quite monotone, so the true costs of a choice can break a limit that the programme kept.
    private func keepsLimits(_ costs: [Double], _ limits: SelectionLimits) -> Bool {
        zip(today, costs).allSatisfy { $1 <= limits.ceiling($0) }
    }
}
