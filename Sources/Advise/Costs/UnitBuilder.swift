import Model

/// The texts to plan for a workload: of each statement one for each kind of values, and the look-ups that its foreign keys do.
struct UnitBuilder {
    let schema: TargetSchema
    let candidates: CandidateSet
    /// Numbers of the existing indexes that may be dropped, by table.
    let droppable: [Int64: [Int]]

    func units(_ statements: [ReadStatement]) -> [PlanningUnit] {
        statements.enumerated().flatMap { position, read in
            variants(of: read, at: position) + foreignKeyLookups(of: read, at: position)
        }
    }

    private func variants(of read: ReadStatement, at position: Int) -> [PlanningUnit] {
        let relevance = relevance(to: read.needs)
        return ParameterValues(statement: read.statement, facts: read.facts, schema: schema).variants.map {
            PlanningUnit(
                statement: position, variant: $0.variant, text: $0.text, role: read.statement.role,
                searchPath: read.statement.searchPath, relevance: relevance)
        }
    }

    private func relevance(to needs: [TableNeed]) -> Relevance {
        var relevance = candidates.relevance(to: needs)
        for number in needs.flatMap({ droppable[$0.table.oid] ?? [] }) where relevance.classes[number] == nil {
            relevance.add(number, standsFor: number)
        }
        relevance.tidy()
        return relevance
    }

    /// Deleting a row looks for rows that refer to it, table by table; EXPLAIN does not show that.
    private func foreignKeyLookups(of read: ReadStatement, at position: Int) -> [PlanningUnit] {
        read.foreignKeyNeeds(schema).map { need in
            let conditions = need.equalities.enumerated().map { "\(Quote.identifier($1.key.subject)) = $\($0 + 1)" }
            return PlanningUnit(
                statement: position, variant: .foreignKey,
                text:
                    "SELECT 1 FROM \(need.table.isPartitioned ? "" : "ONLY ")\(need.table.qualifiedName) x WHERE \(conditions.joined(separator: " AND "))",
                relevance: relevance(to: [need]), repeats: max(1, read.statement.rowsPerCall ?? 1))
        }
    }
}

extension ReadStatement {
    /// What the foreign keys that refer to a table look up when its rows are deleted: a need for each key.
    func foreignKeyNeeds(_ schema: TargetSchema) -> [TableNeed] {
        facts.relations.filter { $0.role == .delete }.compactMap(\.oid).compactMap(schema.table).flatMap { parent in
            schema.foreignKeys.filter { $0.parent == parent.oid }.compactMap { key in
                guard let child = schema.table(key.child) else { return nil }
                var need = TableNeed(table: child)
                need.equalities = key.columns.map { NeedKey(key: IndexDefinition.Key(column: $0), share: 0.01) }
                need.used = Set(key.columns)
                return need
            }
        }
    }
}
