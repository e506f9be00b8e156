import Model

/// Summing the entries of a statement.
private struct EntrySums {
    let section: Section

    func integer(_ name: String) -> Column<StatementGroup> {
        let values = section.integers(name)
        return .integer(name) { group in
            let known = group.entries.compactMap { values[$0] }
            return known.isEmpty ? nil : known.reduce(0, &+)
        }
    }

    func real(_ name: String) -> Column<StatementGroup> {
        let sum = sum(name)
        return .real(name, sum)
    }

    func sum(_ name: String) -> (StatementGroup) -> Double? {
        let reals = section.reals(name)
        let integers = section.integers(name)
        return { group in
            let known = group.entries.compactMap { reals[$0] ?? integers[$0].map(Double.init) }
            return known.isEmpty ? nil : known.reduce(0, +)
        }
    }
}

extension WindowEvidence {
    /// `statements`.
    func statementsTable() -> Section {
        let sums = EntrySums(section: statements.section)
        let columns: [[Column<StatementGroup>]] = [
            identityColumns(), textColumns(), timeColumns(sums), previousColumns(),
            [
                "calls", "rows", "plans", "shared_blocks_hit", "shared_blocks_read", "shared_blocks_dirtied",
                "shared_blocks_written", "local_blocks_written", "temp_blocks_read", "temp_blocks_written",
                "wal_records",
                "wal_bytes", "wal_full_page_images", "jit_functions", "workers_planned", "workers_launched",
            ].map(sums.integer),
            ["total_exec_time", "total_plan_time", "block_read_time", "block_write_time", "jit_time"].map(sums.real),
        ]
        return Section(.statements, statements.groups, columns.flatMap(\.self))
    }

    private func identityColumns() -> [Column<StatementGroup>] {
        let toplevel = statements.section.booleans("toplevel")
        let users = statements.section.integers("user_oid")
        let roles = section(.roles)
        let names = roles.texts("name")
        let roleRows = roles.positions(by: "oid")
        let continuity = statements.continuity
        let isLifetime = window.isLifetime
        return [
            .text("id") { $0.id },
            .text("fingerprint") { $0.fingerprint },
            .boolean("toplevel") { $0.entries.contains { toplevel[$0] ?? true } },
            .text("users") { group in
                let oids = Set(group.entries.compactMap { users[$0] })
                return oids.map { oid in roleRows[oid].flatMap { names[$0] } ?? String(oid) }.sorted().joined(
                    separator: ", ")
            },
            .integer("entries") { Int64($0.entries.count) },
            .boolean("is_new") { group in
                !isLifetime && group.entries.allSatisfy { continuity[$0] == .appeared }
            },
            .boolean("restarted") { group in group.entries.contains { continuity[$0] == .restarted } },
        ]
    }

    private func textColumns() -> [Column<StatementGroup>] {
        [
            .text("text") { $0.text },
            .text("kind") { $0.facts.kind.rawValue },
            .text("command") { $0.facts.command },
            .text("parse_error") { $0.facts.parseError },
            .integer("relation_count") { Int64($0.facts.relations.count) },
            .integer("limit_value") { $0.facts.limit },
            .integer("offset_value") { $0.facts.offset },
        ]
    }

    private func timeColumns(_ sums: EntrySums) -> [Column<StatementGroup>] {
        let (calls, time, rows) = (sums.sum("calls"), sums.sum("total_exec_time"), sums.sum("rows"))
        let maxima = statements.section.reals("max_exec_time")
        let deviations = statements.section.reals("stddev_exec_time")
        let entryCalls = statements.section.integers("calls")
        let (days, total) = (window.days(of: .statementEntries), statements.totalTime)
        func ratio(_ value: Double?, _ by: Double?) -> Double? {
            guard let value, let by, by > 0 else { return nil }
            return value / by
        }
        return [
            .real("mean_exec_time") { ratio(time($0), calls($0)) },
            .real("max_exec_time") { group in group.entries.compactMap { maxima[$0] }.max() },
            .real("stddev_exec_time") { group in
                group.entries.max { (entryCalls[$0] ?? 0) < (entryCalls[$1] ?? 0) }.flatMap { deviations[$0] }
            },
            .real("calls_per_day") { ratio(calls($0), days) },
            .real("ms_per_day") { ratio(time($0), days) },
            .real("share") { ratio(time($0), total) ?? 0 },
            .real("rows_per_call") { ratio(rows($0), calls($0)) },
        ]
    }

    /// The same entries in the window before, where it is known.
    private func previousColumns() -> [Column<StatementGroup>] {
        guard let previous = window.previousStatements?.section, let seconds = window.previousSeconds, seconds > 0
        else {
            return [.real("previous_mean_exec_time") { _ in nil }, .real("previous_calls_per_day") { _ in nil }]
        }
        let section = statements.section
        let rows = Dictionary((0..<previous.count).map { (previous.key(of: $0), $0) }) { first, _ in first }
        let (calls, times) = (previous.integers("calls"), previous.reals("total_exec_time"))
        func sums(_ group: StatementGroup) -> (calls: Double, time: Double) {
            group.entries.reduce(into: (0, 0)) { sums, entry in
                guard let row = rows[section.key(of: entry)] else { return }
                sums.calls += Double(calls[row] ?? 0)
                sums.time += times[row] ?? 0
            }
        }
        return [
            .real("previous_mean_exec_time") { group in
                let sums = sums(group)
                return sums.calls > 0 ? sums.time / sums.calls : nil
            },
            .real("previous_calls_per_day") { group in
                let sums = sums(group)
                return sums.calls > 0 ? sums.calls / seconds * 86_400 : nil
            },
        ]
    }
}
