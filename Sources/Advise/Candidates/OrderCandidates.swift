import Model

/// Btrees for orders other than the statement's own ORDER BY: those of windows, of DISTINCT and of sub-queries. Two for each:
/// what is compared for equality and then the order, and the same with all that the statement reads.
enum OrderCandidates {
    /// INCLUDE columns at most, and the widest of them in bytes.
    private static let mostIncluded = 4
    private static let widestIncluded = 64.0

    static func proposals(_ need: TableNeed, _ options: CandidateOptions) -> [Proposal] {
        guard options.allows("btree") else { return [] }
        return need.otherOrders.flatMap { order -> [Proposal] in
            let keys = keys(order, need, options)
            guard !keys.isEmpty else { return [] }
            var definition = IndexDefinition(
                relation: need.table.oid, schema: need.table.schema, table: need.table.name, keys: keys)
            let narrow = Proposal(definition: definition)
            guard !options.isPlain, let included = included(beside: keys, need) else { return [narrow] }
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

    /// What an index-only scan needs besides the keys; nil where that is nothing, or too much to carry along.
    private static func included(beside keys: [IndexDefinition.Key], _ need: TableNeed) -> [String]? {
        let missing = need.used.subtracting(keys.compactMap(\.column)).sorted()
        let isNarrow = missing.allSatisfy { need.table.column($0).map { $0.width <= widestIncluded } ?? false }
        return !missing.isEmpty && missing.count <= mostIncluded && isNarrow ? missing : nil
    }
}
