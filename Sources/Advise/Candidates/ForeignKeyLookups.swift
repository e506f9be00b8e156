import Model

/// What a foreign key looks for in the table that refers, when a row referred to goes or gets another key. EXPLAIN does not
/// show it.
struct ForeignKeyLookup: Sendable {
    var need: TableNeed
    /// Look-ups for each row that the statement changes.
    var perRow: Double
}

/// The look-ups of a statement: those of the rows that it deletes or whose key it sets, and one step further those of the rows
/// that CASCADE, SET NULL and SET DEFAULT change in turn. What these set off themselves is not followed.
struct ForeignKeyLookups {
    let schema: TargetSchema

    private enum Change: Equatable {
        case deleted
        /// Columns that get new values.
        case updated(Set<String>)
    }

    func lookups(of facts: StatementFacts) -> [ForeignKeyLookup] {
        var perRow = [Double](repeating: 0, count: schema.foreignKeys.count)
        for position in facts.relations.indices {
            guard let table = facts.relations[position].oid.flatMap(schema.table) else { continue }
            for change in changes(at: position, facts) {
                for (number, next) in effects(of: change, on: table.oid) {
                    perRow[number] += 1
                    guard let next else { continue }
                    let key = schema.foreignKeys[number]
                    for (further, _) in effects(of: next, on: key.child) { perRow[further] += rowsReferring(key) }
                }
            }
        }
        return schema.foreignKeys.indices.compactMap { number in
            guard perRow[number] > 0, let need = need(schema.foreignKeys[number]) else { return nil }
            return ForeignKeyLookup(need: need, perRow: perRow[number])
        }
    }

    private func changes(at position: Int, _ facts: StatementFacts) -> [Change] {
        var changes: [Change] = facts.deletedFrom.contains(position) ? [.deleted] : []
        if [.update, .merge].contains(facts.relations[position].role) {
            let columns = facts.assigned.filter { $0.relation == position }.map(\.column)
            if !columns.isEmpty { changes.append(.updated(Set(columns))) }
        }
        return changes
    }

    /// The foreign keys, by number, that a change of a table has to look at, and what they do to the rows that refer.
    private func effects(of change: Change, on table: Int64) -> [(key: Int, next: Change?)] {
        schema.foreignKeys.indices.filter { schema.foreignKeys[$0].parent == table }.compactMap { number in
            let key = schema.foreignKeys[number]
            let action: String
            switch change {
            case .deleted: action = key.onDelete
            case .updated(let columns):
                guard !columns.isDisjoint(with: key.parentColumns) else { return nil }
                action = key.onUpdate
            }
            switch action {
            case "cascade": return (number, change == .deleted ? .deleted : .updated(Set(key.columns)))
            case "set null", "set default": return (number, .updated(Set(key.columns)))
            default: return (number, nil)
            }
        }
    }

    /// Rows that refer to a row referred to, on average.
    private func rowsReferring(_ key: TargetSchema.ForeignKey) -> Double {
        guard let child = schema.table(key.child), let parent = schema.table(key.parent) else { return 1 }
        let nulls = key.columns.compactMap { child.column($0)?.statistics?.nullFraction }.max() ?? 0
        return child.rows * (1 - nulls) / max(1, parent.rows)
    }

    private func need(_ key: TargetSchema.ForeignKey) -> TableNeed? {
        guard let child = schema.table(key.child) else { return nil }
        var need = TableNeed(table: child)
        need.equalities = key.columns.map { name in
            NeedKey(
                key: IndexDefinition.Key(column: name),
                share: child.column(name)?.equalityShare(rows: child.rows) ?? 0.01)
        }
        need.used = Set(key.columns)
        return need
    }
}
