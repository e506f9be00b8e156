import Model

/// How often columns get new values in rows that were there, which takes heap-only updates from indexes on them.
///
/// An INSERT ... ON CONFLICT DO UPDATE, and a MERGE that inserts, count the rows of both branches together. Which share of
/// them was there is what the table's counters leave: updates that no other UPDATE of the workload accounts for, against
/// inserts that no other INSERT does. All such statements of a table share alike.
struct ColumnUpdates {
    /// Rows updated a day, by table and column.
    let rates: [Int64: [String: Double]]

    init(_ statements: [ReadStatement], _ schema: TargetSchema) {
        var flows: [Int64: Flow] = [:]
        let changes = statements.flatMap { Self.changes($0, schema) }
        for change in changes { flows[change.table.oid, default: Flow()].add(change) }
        var rates: [Int64: [String: Double]] = [:]
        for change in changes {
            let share =
                change.kind == .either ? flows[change.table.oid, default: Flow()].shareOfUpdates(change.table) : 1
            for column in change.columns {
                rates[change.table.oid, default: [:]][column, default: 0] += change.rows * share
            }
        }
        self.rates = rates
    }

    private struct Change {
        enum Kind { case insert, update, either }

        var table: TargetTable
        var kind: Kind
        /// Rows a day.
        var rows: Double
        /// That get new values.
        var columns: [String]
    }

    /// What a statement does to each of its tables.
    private static func changes(_ read: ReadStatement, _ schema: TargetSchema) -> [Change] {
        let facts = read.facts
        let rows = read.statement.callsPerDay * (read.statement.rowsPerCall ?? 1)
        return facts.relations.indices.compactMap { position in
            guard let table = facts.relations[position].oid.flatMap(schema.table) else { return nil }
            let columns = facts.assigned.filter { $0.relation == position }.map(\.column)
            let written = facts.written.filter { $0.relation == position }
            let kind: Change.Kind
            switch facts.relations[position].role {
            case .insert: kind = columns.isEmpty ? .insert : .either
            case .update: kind = .update
            // A MERGE that inserts writes keys, which it assigns to no row that is there.
            case .merge: kind = written.count > columns.count ? .either : .update
            case .read, .delete, .lock: return nil
            }
            return Change(table: table, kind: kind, rows: rows, columns: columns)
        }
    }

    /// Rows a day that the workload writes into one table.
    private struct Flow {
        var inserted = 0.0
        var updated = 0.0

        mutating func add(_ change: Change) {
            switch change.kind {
            case .insert: inserted += change.rows
            case .update: updated += change.rows
            case .either: break
            }
        }

        /// Of the rows of statements that do either, those updated; 0 where the counters know of no update.
        func shareOfUpdates(_ table: TargetTable) -> Double {
            let updates = max(0, table.writes.updates - updated)
            let inserts = max(0, table.writes.inserts - inserted)
            return updates > 0 ? updates / (updates + inserts) : 0
        }
    }
}
