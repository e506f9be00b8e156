/// Where some statement has too many candidates to tell apart soon: one search buys plans for all budgets, and what is left of the
/// time goes into showing how good the choices are.
extension Choices {
    /// Shares of the time after which the search ends, and the proofs. The rest is for what is worth recommending of each choice.
    private func ends(_ seconds: Double) -> (search: Double, proof: Double) {
        budgets.count == 1 ? (0.65 * seconds, 0.9 * seconds) : (0.65 * seconds, 0.8 * seconds)
    }

    func searched(
        _ costs: CostTable, narrow: Set<Int>, until deadline: ContinuousClock.Instant
    ) async throws -> [Choice] {
        let now = Selector.stopwatch()
        let ends = ends(max(1, (deadline - ContinuousClock.now) / .seconds(1)))
        let today = try await costs.plans(of: problem) { _ in problem.present }
        let limits = budgets.map { self.limits($0, seconds: 1) }
        var search = PlanSearch(
            problem, costs, limits, solver: CBCSolver(), today: today, narrow: narrow, now: now)
        try await search.search(until: ends.search)
        let selections = try await proven(search, limits, costs, today: today, now: now, until: ends.proof)
        var choices: [Choice] = []
        for (place, selection) in selections.enumerated() {
            try await add(selection, budgets[place], limits[place], costs, today.map(\.cost), to: &choices)
        }
        return choices
    }

    /// What the search found, with how far from the best it can be: as little as the time allows to show.
    private func proven(
        _ search: PlanSearch, _ limits: [SelectionLimits], _ costs: CostTable, today: [PlanCost],
        now: @escaping @Sendable () -> Double, until deadline: Double
    ) async throws -> [Selection] {
        var selections = search.best.map { search.selection(of: $0) }
        guard now() < deadline, search.ideal != nil else { return selections }
        var selector = try await Selector(problem, costs: costs, now: now, until: now() + (deadline - now()) / 3)
        for place in limits.indices where now() < deadline {
            var limits = limits[place]
            limits.seconds = (deadline - now()) / Double(search.best.count - place)
            selections[place] = try await selector.select(limits, known: search.best[place])
        }
        return selections
    }
}

extension PlanSearch {
    /// A choice as one that time ended the search for.
    fileprivate func selection(of found: Found) -> Selection {
        let cost = problem.reads(found.plans.map(\.cost)) + problem.writeCost(of: found.chosen)
        return Selection(
            chosen: found.chosen, costBefore: before + problem.writeCost(of: problem.present), costAfter: cost,
            lowerBound: min(cost, ideal.map { problem.reads($0) } ?? 0), growth: problem.growth(of: found.chosen),
            isCutShort: true)
    }
}
