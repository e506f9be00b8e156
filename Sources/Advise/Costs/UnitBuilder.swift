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
                searchPath: read.statement.searchPath, relevance: relevance, share: $0.share)
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

    private func foreignKeyLookups(of read: ReadStatement, at position: Int) -> [PlanningUnit] {
        ForeignKeyLookups(schema: schema).lookups(of: read.facts).map { lookup in
            let table = lookup.need.table
            let conditions = lookup.need.equalities.enumerated().map {
                "\(Quote.identifier($1.key.subject)) = $\($0 + 1)"
            }.joined(separator: " AND ")
            return PlanningUnit(
                statement: position, variant: .foreignKey,
                text: "SELECT 1 FROM \(table.isPartitioned ? "" : "ONLY ")\(table.qualifiedName) x WHERE \(conditions)",
                relevance: relevance(to: [lookup.need]),
                repeats: max(1, read.statement.rowsPerCall ?? 1) * lookup.perRow)
        }
    }
}
