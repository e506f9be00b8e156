import Model

/// What keeping an index current costs, from the rows that were written in the window.
struct WriteCost {
    /// Milliseconds for one entry of an index by method. scripts/bench/write-cost on PostgreSQL 15, all in memory, gave for a
    /// row inserted: btree 0.0005 (number) and 0.0028 (text of 32 bytes), hash 0.0009, gist 0.010, gin of three elements 0.0016
    /// while its pending list takes them (merging it later is put at twice that), brin too little to see. spgist is a guess.
    private static let entry = [
        "btree": 0.002, "hash": 0.001, "gist": 0.01, "spgist": 0.008, "gin": 0.005, "brin": 0.0001,
    ]

    let table: TargetTable
    /// Rows updated a day whose statement sets the column; from the workload.
    let updatesOfColumn: [String: Double]

    /// Milliseconds for an entry of such an index.
    static func perEntry(_ definition: IndexDefinition) -> Double {
        (entry[definition.method] ?? 0.005) * (1 + 0.1 * Double(definition.keys.count + definition.include.count - 1))
    }

    /// Milliseconds a day for an index.
    ///
    /// - Parameters:
    ///   - share: of the rows that it holds.
    ///   - exists: it is there today, so that what it takes of heap-only updates is in the measured figures already.
    func perDay(_ definition: IndexDefinition, share: Double = 1, exists: Bool = false) -> Double {
        let writes = table.writes
        let cost = Self.perEntry(definition)
        // A deleted row's entry is found and removed by VACUUM in bulk: about a third of the work of making it.
        var entries = writes.inserts + (writes.updates - writes.hotUpdates) + writes.deletes / 3
        entries *= share
        guard !exists, writes.updates > 0 else { return max(0, entries) * cost }
        // Updates that set one of its columns stop being heap-only: each index of the table then gets an entry.
        let lost = min(writes.hotUpdates, lostUpdates(definition)) * share
        let others = table.indexes.reduce(0) { $0 + Self.perEntry($1.definition) }
        return max(0, entries + lost) * cost + lost * others
    }

    /// Of the updates that touched no index so far, those that would touch this one. BRIN does not count from 16 on.
    private func lostUpdates(_ definition: IndexDefinition) -> Double {
        let predicate = definition.predicate ?? ""
        let columns = table.columns.map(\.name).filter { name in
            definition.include.contains(name) || predicate.contains(name)
                || definition.keys.contains { $0.column == name || ($0.expression ?? "").contains(name) }
        }
        let updates = columns.reduce(0) { max($0, updatesOfColumn[$1] ?? 0) }
        return updates * table.writes.hotUpdates / max(1, table.writes.updates)
    }
}
