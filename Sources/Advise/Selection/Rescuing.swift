/// What to choose when the time is over before the search is: until much is planned, bounds say that anything may cost little, and what
/// is chosen by them is worth nothing.
extension Selector {
    /// The best choice by the plans that were made alone; where even that is not found in time, what the statements that could
    /// save most want.
    ///
    /// - Returns: nil where that breaks a limit.
    func rescue(_ limits: SelectionLimits, seconds: Double) async throws -> Selection? {
        let planned = zip(trees, plansOfToday).map { $0.plannedOnly(today: $1) }
        let master = SelectionProgramme(problem, trees: planned, limits: limits, today: today)
        let solution = try solution(
            of: master, limits: SolverLimits(gap: limits.acceptableGap, seconds: max(0.5, seconds)))
        let chosen = solution.map { master.chosen(in: $0.values) } ?? wanted(limits)
        let costs = try await plans(chosen).map(\.cost)
        return keepsLimits(costs, limits) ? selection(of: chosen, costs: costs) : nil
    }

    /// What exists and all that the best plans read, of those statements first that could save most, as far as the limits allow.
    func wanted(_ limits: SelectionLimits) -> Set<Int> {
        let savings = trees.indices.map { unit -> Double in
            problem.weights[unit] * (today[unit] - trees[unit].regions[0].bound)
        }
        var chosen = problem.present
        for unit in trees.indices.sorted(by: { (-savings[$0], $0) < (-savings[$1], $1) }) {
            let more = chosen.union(trees[unit].regions[0].needed)
            let price = problem.writeCost(of: more) + threshold(more, limits)
            if savings[unit] > price - problem.writeCost(of: chosen) - threshold(chosen, limits),
                problem.allows(more, limits)
            {
                chosen = more
            }
        }
        return chosen
    }
}

extension SelectionProblem {
    /// Whether a set that holds all that exists keeps the limits on bytes and numbers.
    fileprivate func allows(_ chosen: Set<Int>, _ limits: SelectionLimits) -> Bool {
        if let budget = limits.budget, growth(of: chosen) > budget { return false }
        let new = chosen.filter { !indexes[$0].exists }
        if let most = limits.indexesPerTable,
            Dictionary(grouping: new, by: { indexes[$0].table }).values.contains(where: { $0.count > most })
        {
            return false
        }
        return limits.allowsRedundancy || new.allSatisfy { chosen.isDisjoint(with: indexes[$0].wider) }
    }
}
