import Model

/// Btrees for orders other than the statement's own ORDER BY: those of windows, of DISTINCT and of sub-queries. Two for each:
/// what is compared for equality and then the order, and the same with all that the statement reads.
enum OrderCandidates {
    static func proposals(_ need: TableNeed, _ options: CandidateOptions) -> [Proposal] {
        guard options.allows("btree") else { return [] }
        return need.otherOrders.flatMap { order -> [Proposal] in
            let keys = keys(order, need, options)
            guard !keys.isEmpty else { return [] }
            var definition = IndexDefinition(
                relation: need.table.oid, schema: need.table.schema, table: need.table.name, keys: keys)
            let narrow = Proposal(definition: definition)
            guard !options.isPlain, let included = need.included(beside: keys) else { return [narrow] }
            definition.include = included
            return [narrow, Proposal(definition: definition)]
        }
    }

    private static func keys(
        _ order: [IndexDefinition.Key], _ need: TableNeed, _ options: CandidateOptions
    ) -> [IndexDefinition.Key] {
        let wanted = options.isPlain ? Array(order.map(\.ascending).prefix(while: \.isPlain)) : order
        let front = need.equalities.map(\.key).filter { !options.isPlain || $0.isPlain }
            .prefix(options.maximumColumns - 1)
        let bound = Set(front.map(\.subject))
        let rest = wanted.filter { !bound.contains($0.subject) }.withSimplestDirections
        return rest.isEmpty ? [] : Array((front + rest).prefix(options.maximumColumns))
    }
}
