/// Where some statement has too many candidates to tell apart soon: one search buys plans for all budgets, and what is left of the
/// time goes into showing how good the choices are.
extension Choices {
    /// Shares of the time after which the search ends, and the proofs. The rest is for what is worth recommending of each choice.
    private func ends(_ seconds: Double) -> (search: Double, proof: Double) {
        budgets.count == 1 ? (0.5 * seconds, 0.9 * seconds) : (0.55 * seconds, 0.78 * seconds)
    }

    /// For one budget at the end of the proofs.
    private static let boundingSeconds = 0.5

    func searched(
        _ costs: CostTable, narrow: Set<Int>, until deadline: ContinuousClock.Instant
    ) async throws -> [Choice] {
        let now = Selector.stopwatch()
        let ends = ends(max(1, (deadline - ContinuousClock.now) / .seconds(1)))
        let today = try await costs.plans(of: problem) { _ in problem.present }
        let limits = budgets.map { self.limits($0, seconds: 1) }
        var search = PlanSearch(
            proposing, costs, limits, solver: CBCSolver(), today: today, narrow: narrow, now: now)
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
        var place = 0
        for group in groups where now() < deadline && search.ideal != nil {
            // Indexes that no budget of the group can pay for would have to be set apart one by one.
            var selector = try await Selector(
                problem.leavingOut(tooLarge(for: group[group.count - 1])), costs: costs, families: families, now: now,
                until: now() + (deadline - now()) / Double(3 * (limits.count - place)) * Double(group.count))
            let places = place..<place + group.count
            for place in places where now() < deadline {
                var limits = limits[place]
                limits.seconds = (deadline - now()) / Double(search.best.count - place)
                selections[place] = try await selector.select(limits, known: search.best[place])
            }
            for place in places {
                selections[place] = try selector.bounded(
                    selections[place], limits[place], seconds: Self.boundingSeconds)
            }
            place = places.upperBound
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
