/// What is known in the end of how good earlier choices are: what was planned for one budget counts for all.
extension Selector {
    /// A selection with the bound that follows from all that was planned by now, where that is higher than its own.
    func bounded(_ selection: Selection, _ limits: SelectionLimits, seconds: Double) throws -> Selection {
        let master = SelectionProgramme(problem, trees: trees, excesses: excesses, limits: limits, today: today)
        let solverLimits = SolverLimits(gap: limits.gap, seconds: seconds)
        guard let solution = try solution(of: master, limits: solverLimits) else { return selection }
        var selection = selection
        let searched = selection.costAfter + threshold(selection.chosen, limits)
        let bound = selection.costAfter - max(0, searched - solution.lowerBound)
        selection.lowerBound = max(selection.lowerBound, bound)
        return selection
    }
}
