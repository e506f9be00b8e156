import Model

/// What everything that is recommended does to each statement.
struct Effects {
    let advisor: IndexAdvisor
    /// Cost of each unit with the indexes of today.
    let today: [Double]
    /// Cost of each unit with those chosen.
    let after: [Double]
    let chosen: Set<Int>

    /// By position of the statement; nil where it costs the same.
    func all(_ times: inout StatementTimes) async throws -> [StatementEffect?] {
        let (old, new) = (advisor.perExecution(today, like: today), advisor.perExecution(after, like: today))
        let changed = advisor.statements.indices.filter {
            old[$0] > 0 && abs(old[$0] - new[$0]) > 1e-6 * old[$0]
        }
        let predicted = try await times.perDay(changed, with: chosen)
        var effects = [StatementEffect?](repeating: nil, count: advisor.statements.count)
        for position in changed {
            let statement = advisor.statements[position].statement
            let spent = statement.millisecondsPerDay
            effects[position] = StatementEffect(
                id: statement.id, text: statement.text, calls: statement.callsPerDay, millisecondsPerDay: spent,
                costBefore: old[position], costAfter: new[position],
                timeRatio: predicted[position].flatMap { time in spent.map { time / max($0, 1e-9) } })
        }
        return effects
    }
}
