/// What a window could not see, in sentences.
extension Window {
    func losses(since first: Snapshot) -> [String] {
        let losses = [
            serverRestart(since: first), statementsReset(since: first), databaseReset(since: first), evictions(),
            restarts(), vanished(),
        ]
        return losses.compactMap(\.self) + unreadAtStart()
    }

    private func serverRestart(since first: Snapshot) -> String? {
        guard let before = first.value(.server, "started_at")?.real, let now = last.value(.server, "started_at")?.real,
            before != now
        else { return nil }
        return "the server was restarted within the window"
    }

    private func statementsReset(since first: Snapshot) -> String? {
        guard Restarts.sections(from: first, to: last).contains(SectionShape.statementEntries.name) else { return nil }
        return "pg_stat_statements was reset within the window: figures of statements are lower bounds"
    }

    private func databaseReset(since first: Snapshot) -> String? {
        guard Restarts.sections(from: first, to: last).contains(SectionShape.tableStatistics.name) else { return nil }
        return "the statistics of the database were reset within the window:"
            + " usage of tables and indexes is a lower bound"
    }

    private func evictions() -> String? {
        guard let delta = deltas[SectionShape.statementsInfo.name], delta.section.count > 0,
            let evictions = delta.section[0, "evictions"].integer, evictions > 0
        else { return nil }
        return "pg_stat_statements threw out entries \(Format.plural(Int(evictions), "time")) for lack of room:"
            + " their work is lost"
    }

    private func restarts() -> String? {
        guard let delta = deltas[SectionShape.statementEntries.name] else { return nil }
        let count = delta.continuity.count { $0 == .restarted }
        guard count > 0 else { return nil }
        return "of \(Format.plural(delta.section.count, "entry", "entries")) of pg_stat_statements"
            + " \(Format.count(count)) began anew, evicted or reset: their figures are lower bounds"
    }

    private func vanished() -> String? {
        guard let delta = deltas[SectionShape.statementEntries.name], delta.vanished > 0 else { return nil }
        return "of the entries of pg_stat_statements at the start \(Format.count(delta.vanished)) are gone:"
            + " their work is lost"
    }

    /// Some sections are kept as counters are, yet count nothing: nobody misses their change.
    private func unreadAtStart() -> [String] {
        last.sections.values.filter { section in
            section.shape.storage == .counters && deltas[section.shape.name] == nil
                && section.shape.columns.contains { $0.role == .counter }
        }
        .map(\.shape.name).sorted().map { "\($0) was not read at the start of the window: its change is unknown" }
    }
}
