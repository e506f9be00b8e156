/// Finds a good choice fast where there are too many indexes for a proof to begin with: buys plans, chooses by those alone, has
/// the choice planned, and buys the plans that indexes would have to be cheap enough for.
///
/// A programme over plans that were made promises hardly anything that it cannot keep, so each round's choice is about as good as
/// it says or better. The recipe with figures: reference/search-at-scale.md. Nothing here ranks indexes by what they bring for their size.
struct PlanSearch: Sendable {
    let problem: SelectionProblem
    /// Of each unit the indexes that may serve it; what is wider without doing more for it is left out.
    private let representatives: [Set<Int>]
    /// Of each unit all indexes that may serve it.
    private let members: [Set<Int>]
    private let costs: CostTable
    private let limits: [SelectionLimits]
    private let solver: any IntegerSolver
    /// Cost of each unit today.
    private let today: [PlanCost]
    /// What the statements cost today, weighted.
    let before: Double
    /// Indexes with one key, which are tried first: what they bring together is found with few plans.
    private let narrow: Set<Int>
    private let now: @Sendable () -> Double

    /// The best so far for each of the limits.
    private(set) var best: [Found]
    /// Cost of each unit with all that could serve it; nil where nobody has asked yet.
    private(set) var ideal: [Double]?
    /// Where the plans that were made say less than a choice then cost, as with a planner that is not monotone.
    private var excesses: [Excess] = []

    /// Rounds without a better choice after which the search for some limits ends.
    private static let mostIdleRounds = 5
    /// What is tried in turn for the price of a byte while nothing better is found: dearer bytes leave a plan only the indexes that
    /// it needs most, cheaper ones show it more.
    private static let factors = [1.0, 0.5, 2, 0.25, 4]
    /// Of a unit's cost, what a plan without an index must lose for the index to be missed.
    private static let hardlyMissed = 0.001
    /// Of what all statements cost, an error that a choice may rest on.
    private static let hardlyWrong = 1e-4

    struct Found: Sendable {
        var chosen: Set<Int>
        var plans: [PlanCost]
        /// Objective with what each new index must save at least.
        var searched: Double
    }

    /// - Parameter limits: in ascending order of their budgets; plans that are bought for one serve all.
    init(
        _ problem: SelectionProblem, _ costs: CostTable, _ limits: [SelectionLimits], solver: any IntegerSolver,
        today: [PlanCost], narrow: Set<Int>, now: @escaping @Sendable () -> Double
    ) {
        self.problem = problem.toldApart
        representatives = problem.classes.map { Set($0.keys) }
        let members = problem.weights.indices.map(problem.members(ofUnit:))
        self.members = members
        self.costs = costs
        self.limits = limits
        self.solver = solver
        self.today = today
        before = problem.reads(today.map(\.cost))
        // What is not weighed for any statement would be judged as if nothing read it.
        self.narrow = members.reduce(into: []) { $0.formUnion($1.intersection(narrow)) }
        self.now = now
        let nothing = Found(
            chosen: problem.present, plans: today, searched: before + problem.writeCost(of: problem.present))
        best = limits.map { _ in nothing }
    }

    /// Searches until nothing better is found for any of the limits.
    ///
    /// - Parameter deadline: by `now`; what is under way then is ended.
    mutating func search(until deadline: Double) async throws {
        try await ablate(with: problem.present.union(narrow), until: now() + (deadline - now()) / 2)
        for place in limits.indices { _ = try await choose(place, until: deadline) }
        if now() < deadline {
            ideal = try await costs.plans(of: problem) { members[$0] }.map(\.cost)
        }
        try await rounds(until: deadline)
        // What was bought for some limits may be what others lacked.
        if limits.count > 1 {
            for place in limits.indices where now() < deadline { _ = try await choose(place, until: deadline) }
        }
    }

    private mutating func rounds(until deadline: Double) async throws {
        guard let ideal else { return }
        var idle = limits.map { _ in 0 }
        var latest = best
        while idle.contains(where: { $0 < Self.mostIdleRounds }), now() < deadline {
            for place in limits.indices.reversed() where idle[place] < Self.mostIdleRounds && now() < deadline {
                let rate = byteRate(latest[place], limits[place]) * Self.factors[idle[place] % Self.factors.count]
                let bought = try await buy(
                    around: latest[place], limits[place], rate: rate, ideal: ideal, until: deadline)
                let errors = excesses.count
                guard let next = try await choose(place, until: deadline) else { continue }
                let isBetter = next.searched == best[place].searched && next.searched < latest[place].searched
                latest[place] = next
                idle[place] = isBetter ? 0 : idle[place] + 1
                if bought == 0, !isBetter, excesses.count == errors, rate == 0 { idle[place] = Self.mostIdleRounds }
            }
        }
    }

    // MARK: Choosing

    /// The best by the plans that were made, planned as a whole.
    ///
    /// - Returns: nil where no solution was found in time.
    private mutating func choose(_ place: Int, until deadline: Double) async throws -> Found? {
        let limits = limits[place]
        var trees: [PlanTree] = []
        for unit in problem.weights.indices {
            // Plans were also made with what the problem leaves out, which no choice may hold.
            let plans = await costs.plansMade(for: unit, with: members[unit])
            trees.append(PlanTree(only: plans + [today[unit]], indexes: problem.indexes))
        }
        let master = SelectionProgramme(
            problem, trees: trees, excesses: excesses, limits: limits, today: today.map(\.cost))
        let starts = best.compactMap { master.solution(choosing: $0.chosen) }
        let start = starts.min { master.programme.cost(of: $0) < master.programme.cost(of: $1) }
        let solution = try solver.solutionIfAny(
            of: master.programme, start: start,
            limits: SolverLimits(gap: 0.002, seconds: max(0.5, min(deadline - now(), 5))))
        guard let chosen = solution.map({ master.chosen(in: $0.values) }) else { return nil }
        let planned = try await costs.plans(of: problem) { _ in chosen }
        note(found(chosen, planned, limits), trees, limits)
        let read = read(chosen, by: planned)
        let next = found(read, read == chosen ? planned : try await costs.plans(of: problem) { _ in read }, limits)
        if next.searched < best[place].searched * (1 - 1e-6),
            limits.areKept(today: today.map(\.cost), costs: next.plans.map(\.cost))
        {
            best[place] = next
        }
        return next
    }

    /// A choice without new indexes that no plan reads, which nobody should build: to a planner that is not monotone they are good or bad
    /// luck, and the choice is to be judged without it.
    private func read(_ chosen: Set<Int>, by plans: [PlanCost]) -> Set<Int> {
        let read = plans.reduce(into: Set<Int>()) { $0.formUnion($1.used) }
        let replacing = problem.present.subtracting(chosen).reduce(into: Set<Int>()) {
            $0.formUnion(problem.indexes[$1].replacements)
        }
        return chosen.filter { problem.indexes[$0].exists || read.contains($0) || replacing.contains($0) }
    }

    private func found(_ chosen: Set<Int>, _ plans: [PlanCost], _ limits: SelectionLimits) -> Found {
        let threshold = limits.threshold(ofNew: problem.new(in: chosen).count, reads: before)
        return Found(
            chosen: chosen, plans: plans,
            searched: problem.reads(plans.map(\.cost)) + problem.writeCost(of: chosen) + threshold)
    }

    /// Keeps what a choice turned out to cost beyond what the plans had promised: the next programme believes it.
    private mutating func note(_ found: Found, _ trees: [PlanTree], _ limits: SelectionLimits) {
        for unit in trees.indices {
            let promised = trees[unit].regions[trees[unit].region(of: found.chosen)].bound
            let cost = found.plans[unit].cost
            let isBarred = cost > limits.ceiling(today[unit].cost)
            guard isBarred || problem.weights[unit] * (cost - promised) > Self.hardlyWrong * before else { continue }
            let present = found.chosen.intersection(members[unit])
            guard !excesses.contains(where: { $0.unit == unit && $0.present == present }) else { continue }
            excesses.append(Excess(unit: unit, present: present, cost: max(0, cost - promised), isBarred: isBarred))
        }
    }

    // MARK: Buying plans

    /// Plans every unit with all of `present`, then without what each plan reads, one by one, the least missed first, down to today's.
    private func ablate(with present: Set<Int>, until deadline: Double) async throws {
        var open = problem.weights.indices.map { CostTable.Question(unit: $0, present: present) }
        while !open.isEmpty {
            var next: [CostTable.Question] = []
            for start in stride(from: 0, to: open.count, by: Self.batch) {
                if now() >= deadline { return }
                let batch = Array(open[start..<min(start + Self.batch, open.count)])
                for (question, answer) in zip(batch, try await costs.answers(to: batch)) {
                    if let less = try await lessened(question, try answer.get()) { next.append(less) }
                }
            }
            open = next
        }
    }

    /// Planner calls, at least, between two looks at the clock.
    private static let batch = 20

    /// A question without what its plan hardly misses, or else with all but the least missed; nil where it reads nothing new.
    private func lessened(_ question: CostTable.Question, _ plan: PlanCost) async throws -> CostTable.Question? {
        let missed = try await missing(from: question, plan)
        guard let least = missed.first else { return nil }
        let idle = missed.prefix { $0.rise < Self.hardlyMissed * plan.cost }.map(\.number)
        return CostTable.Question(
            unit: question.unit, present: question.present.subtracting(idle.isEmpty ? [least.number] : idle))
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
    private func buy(
        around found: Found, _ limits: SelectionLimits, rate: Double, ideal: [Double], until deadline: Double
    ) async throws -> Int {
        let most = (limits.budget ?? .infinity) + problem.indexes.reduce(0) { $0 + ($1.exists ? $1.bytes : 0) }
        var questions: [CostTable.Question] = []
        for unit in problem.weights.indices {
            let room = problem.weights[unit] * (found.plans[unit].cost - ideal[unit])
            guard room > 1e-4 * found.searched / Double(problem.weights.count) else { continue }
            let affordable = representatives[unit].filter {
                found.chosen.contains($0) || problem.indexes[$0].bytes <= most && price($0, rate: rate) < room
            }
            questions.append(CostTable.Question(unit: unit, present: affordable.union(found.chosen)))
        }
        var bought = 0
        // The clock is looked at between batches.
        for start in stride(from: 0, to: questions.count, by: Self.batch) where now() < deadline {
            let batch = Array(questions[start..<min(start + Self.batch, questions.count)])
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
    /// index to be found is to be worth more than the worst.
    private func byteRate(_ found: Found, _ limits: SelectionLimits) -> Double {
        guard let budget = limits.budget, budget > 0 else { return 0 }
        return max(0, before - found.searched) / budget / 2
    }
}
