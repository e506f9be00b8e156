import Model

/// GiST and GIN indexes that lead with ordinary columns, as btree_gist and btree_gin allow: of one tenant the nearest, of one room
/// the bookings that overlap, of one account the documents that hold something.
enum CombinedCandidates {
    static func proposals(_ need: TableNeed, _ options: CandidateOptions) -> [Proposal] {
        guard options.maximumColumns >= 2 else { return [] }
        return need.searches.filter { options.allows($0.method) && $0.missingExtension == nil }.compactMap { search in
            let front = need.equalities.map(\.key).filter {
                $0.isPlain && $0.subject != search.key.subject && combines($0, search.method, need)
            }.prefix(options.maximumColumns - 1)
            guard !front.isEmpty, let operatorClass = search.operatorClasses.first,
                !options.isPlain || operatorClass == nil
            else { return nil }
            var key = search.key.ascending
            key.operatorClass = operatorClass
            return Proposal(
                definition: IndexDefinition(
                    relation: need.table.oid, schema: need.table.schema, table: need.table.name, method: search.method,
                    keys: front + [key]))
        }
    }

    private static func combines(_ key: IndexDefinition.Key, _ method: String, _ need: TableNeed) -> Bool {
        switch method {
        case "gist": need.combinesInGist
        case "gin": key.column.map(need.combinesInGin.contains) ?? false
        default: false
        }
    }
}
