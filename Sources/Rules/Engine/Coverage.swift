import Model

extension WindowEvidence {
    /// How many statements an analysis names at most.
    private static let summaryLimit = 500

    /// What was examined and what was not.
    func coverage(_ judge: Judge) -> Coverage {
        let groups = statements.groups
        let unparsed = groups.filter { $0.facts.parseError != nil }
        let places = places
        func left(_ id: String, _ reason: String) -> Skipped {
            Skipped(statement: id, reason: reason, share: places[id]?.share, id: id, rank: places[id]?.rank)
        }
        let skipped =
            unparsed.map { left($0.id, "not parsed: \($0.facts.parseError ?? "")") }
            + plans.entries.compactMap { entry in entry.error.map { left(entry.statement, $0) } }
        var notes = window.notes + judge.expired + [window.last.superuserWarning].compactMap { $0 }
        if statements.withoutText > 0 {
            notes.append(
                "\(Format.plural(statements.withoutText, "entry", "entries")) of pg_stat_statements could not be examined: "
                    + "their text may not be read")
        }
        return Coverage(
            rules: judge.outcomes, statementsTotal: groups.count, statementsParsed: groups.count - unparsed.count,
            statementsPlanned: plans.entries.count { $0.plan != nil },
            statementsWithoutPlan: groups.count { $0.facts.kind == .utility },
            skipped: skipped.sorted(by: Skipped.byTime),
            unreadable: window.last.unreadable, suppressed: judge.suppressed, notes: notes)
    }

    /// Of each statement its place by time, and its share of all time.
    private var places: [String: (rank: Int, share: Double)] {
        let times = statements.section.reals("total_exec_time")
        let spent = statements.groups.map { group in
            (id: group.id, time: group.entries.reduce(0) { $0 + (times[$1] ?? 0) })
        }
        let ranked = spent.sorted { ($0.time, $1.id) > ($1.time, $0.id) }.enumerated()
        let total = statements.totalTime
        return Dictionary(ranked.map { ($1.id, ($0 + 1, total > 0 ? $1.time / total : 0)) }) { first, _ in first }
    }

    /// The statements that took most time, most expensive first.
    func summaries() -> [StatementSummary] {
        let section = statements.section
        let (calls, times, rows) = (
            section.integers("calls"), section.reals("total_exec_time"), section.integers("rows")
        )
        let total = statements.totalTime
        return statements.groups.map { group in
            let count = group.entries.reduce(0) { $0 + Double(calls[$1] ?? 0) }
            let time = group.entries.reduce(0) { $0 + (times[$1] ?? 0) }
            return StatementSummary(
                id: group.id, text: group.text, calls: count, totalMilliseconds: time,
                meanMilliseconds: count > 0 ? time / count : 0,
                rows: group.entries.reduce(0) { $0 + Double(rows[$1] ?? 0) }, share: total > 0 ? time / total : 0)
        }
        .sorted { ($0.totalMilliseconds, $1.id) > ($1.totalMilliseconds, $0.id) }
        .prefix(Self.summaryLimit).map { $0 }
    }
}
