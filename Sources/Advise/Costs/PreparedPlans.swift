/// Which plan the executions of a prepared statement follow: after five of them PostgreSQL takes the generic plan for all values,
/// where planning each anew would not pay (choose_custom_plan). What that plan costs for a common value is then another thing than
/// what the best plan for that value would.
enum PreparedPlans {
    /// What planning costs in PostgreSQL's own reckoning, for one table.
    private static let planning = 5.0

    /// For each text the position of the one whose plan its executions follow: its own, or the generic text of its statement.
    ///
    /// - Parameter costs: of the texts' own plans; nil for what cannot be planned.
    static func followed(_ units: [PlanningUnit], costs: [Double?]) -> [Int] {
        var followed = Array(units.indices)
        let byStatement = Dictionary(grouping: units.indices) { units[$0].statement }
        for positions in byStatement.values {
            let custom = positions.filter { [.hot, .median, .rare].contains(units[$0].variant) }
            let customCosts = custom.compactMap { costs[$0] }
            guard let generic = positions.first(where: { units[$0].variant == .generic }), let cost = costs[generic],
                !customCosts.isEmpty,
                cost < customCosts.reduce(0, +) / Double(customCosts.count) + planning
            else { continue }
            for position in custom { followed[position] = generic }
        }
        return followed
    }
}
