/// Finds a good choice fast where there are too many indexes for a proof to begin with: buys plans, chooses by those alone, has
/// the choice planned, and buys the plans that indexes would have to be cheap enough for.
///
/// A programme over plans that were made promises nothing that it cannot keep, so each round's choice is as good as it says or
/// better. The recipe with figures: reference/search-at-scale.md. Nothing here ranks indexes by what they bring for their size.
struct PlanSearch: Sendable {
    private let problem: SelectionProblem
    /// Of each unit the indexes that may serve it; what is wider without doing more for it is left out.
    private let representatives: [Set<Int>]
    private let costs: CostTable
    private let limits: SelectionLimits
    private let solver: any IntegerSolver
    /// Cost of each unit today.
    private let today: [PlanCost]
    /// What the statements cost today, weighted.
    private let before: Double
    /// Indexes with one key, which are tried first: what they bring together is found with few plans.
    private let narrow: Set<Int>
    private let now: @Sendable () -> Double

    /// Rounds without a better choice after which the search ends.
    private static let mostIdleRounds = 4
    /// Of a unit's cost, what a plan without an index must lose for the index to be missed.
    private static let hardlyMissed = 0.001

    struct Found: Sendable {
        var chosen: Set<Int>
        var plans: [PlanCost]
        /// Objective with what each new index must save at least.
        var searched: Double
    }

    init(
        _ problem: SelectionProblem, _ costs: CostTable, _ limits: SelectionLimits, solver: any IntegerSolver,
        today: [PlanCost], narrow: Set<Int>, now: @escaping @Sendable () -> Double
    ) {
        self.problem = problem.toldApart
        representatives = problem.classes.map { Set($0.keys) }
        self.costs = costs
        self.limits = limits
        self.solver = solver
        self.today = today
        before = problem.reads(today.map(\.cost))
        self.narrow = narrow
        self.now = now
    }

    /// - Parameter deadline: by `now`; what is under way then is ended.
    func best(until deadline: Double) async throws -> Found {
        try await ablate(with: problem.present.union(narrow), until: deadline)
        let ideal = try await costs.plans(of: problem) { representatives[$0] }.map(\.cost)
        var best = found(problem.present, today)
        var idle = 0
        while idle < Self.mostIdleRounds, now() < deadline {
            guard let chosen = try await choice(startingFrom: best.chosen, until: deadline) else { break }
            let next = found(chosen, try await costs.plans(of: problem) { _ in chosen })
            let isBetter =
                next.searched < best.searched * (1 - 1e-6)
                && limits.areKept(today: today.map(\.cost), costs: next.plans.map(\.cost))
            if isBetter { best = next }
            idle = isBetter ? 0 : idle + 1
            let bought = try await buy(around: next, ideal: ideal, until: deadline)
            if bought == 0, !isBetter { break }
        }
        return best
    }

    // MARK: Choosing

    private func choice(startingFrom known: Set<Int>, until deadline: Double) async throws -> Set<Int>? {
        var trees: [PlanTree] = []
        for unit in problem.weights.indices {
            trees.append(PlanTree(only: await costs.plansMade(for: unit) + [today[unit]], indexes: problem.indexes))
        }
        let master = SelectionProgramme(problem, trees: trees, limits: limits, today: today.map(\.cost))
        let solution = try solver.solutionIfAny(
            of: master.programme, start: master.solution(choosing: known),
            limits: SolverLimits(gap: 0.002, seconds: max(0.5, min(deadline - now(), 5))))
        return solution.map { master.chosen(in: $0.values) }
    }

    private func found(_ chosen: Set<Int>, _ plans: [PlanCost]) -> Found {
        let threshold = limits.threshold(ofNew: problem.new(in: chosen).count, reads: before)
        return Found(
            chosen: chosen, plans: plans,
            searched: problem.reads(plans.map(\.cost)) + problem.writeCost(of: chosen) + threshold)
    }

    // MARK: Buying plans

    /// Plans every unit with all of `present`, then without what each plan reads, one by one, the least missed first, down to today's.
    private func ablate(with present: Set<Int>, until deadline: Double) async throws {
        var open = problem.weights.indices.map { CostTable.Question(unit: $0, present: present) }
        while !open.isEmpty, now() < deadline {
            let answers = try await costs.answers(to: open)
            var next: [CostTable.Question] = []
            for (question, answer) in zip(open, answers) {
                let plan = try answer.get()
                let missed = try await missing(from: question, plan)
                guard let least = missed.first else { continue }
                // What is hardly missed goes at once.
                let idle = missed.prefix { $0.rise < Self.hardlyMissed * plan.cost }.map(\.number)
                next.append(
                    CostTable.Question(
                        unit: question.unit, present: question.present.subtracting(idle.isEmpty ? [least.number] : idle)
                    ))
            }
            open = next
        }
    }

    /// New indexes that a plan reads, by how much the cost rises without each, the least first.
    private func missing(
        from question: CostTable.Question, _ plan: PlanCost
    ) async throws -> [(number: Int, rise: Double)] {
        let used = plan.used.filter { !problem.indexes[$0].exists }.sorted()
        let answers = try await costs.answers(
            to: used.map { CostTable.Question(unit: question.unit, present: question.present.subtracting([$0])) })
        return try zip(used, answers).map { ($0, try $1.get().cost - plan.cost) }
            .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    }

    /// Of each unit that could cost much less: a plan with the indexes whose price it could pay, and what is left of it without each.
    ///
    /// - Returns: how many units have a plan that they had not.
    private func buy(around found: Found, ideal: [Double], until deadline: Double) async throws -> Int {
        let rate = byteRate(found)
        var questions: [CostTable.Question] = []
        for unit in problem.weights.indices {
            let room = problem.weights[unit] * (found.plans[unit].cost - ideal[unit])
            guard room > 1e-4 * found.searched / Double(problem.weights.count) else { continue }
            let affordable = representatives[unit].filter {
                found.chosen.contains($0) || price($0, rate: rate) < room
            }
            questions.append(CostTable.Question(unit: unit, present: affordable.union(found.chosen)))
        }
        var bought = 0
        // The clock is looked at between batches.
        for start in stride(from: 0, to: questions.count, by: 20) where now() < deadline {
            let batch = Array(questions[start..<min(start + 20, questions.count)])
            for (question, answer) in zip(batch, try await costs.answers(to: batch)) {
                let plan = try answer.get()
                if plan.cost < found.plans[question.unit].cost * (1 - 1e-6) { bought += 1 }
                _ = try await missing(from: question, plan)
            }
        }
        return bought
    }

    private func price(_ number: Int, rate: Double) -> Double {
        let index = problem.indexes[number]
        return index.writeCost + rate * index.bytes
    }

    /// What a byte is worth where bytes are short: what the choice saves, spread over all that it may take. Half of it, for the next
    /// index is to be found that is worth more than the worst.
    private func byteRate(_ found: Found) -> Double {
        guard let budget = limits.budget, budget > 0 else { return 0 }
        return max(0, before - found.searched) / budget / 2
    }
}
