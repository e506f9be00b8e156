import Model

/// GiST indexes that lead with ordinary columns, as btree_gist allows: of one tenant the nearest, of one room the bookings
/// that overlap.
enum CombinedGistCandidates {
    static func proposals(_ need: TableNeed, _ options: CandidateOptions) -> [Proposal] {
        guard need.combinesInGist, options.allows("gist"), options.maximumColumns >= 2 else { return [] }
        return need.searches.filter { $0.method == "gist" }.compactMap { search in
            let front = need.equalities.map(\.key).filter { $0.isPlain && $0.subject != search.key.subject }
                .prefix(options.maximumColumns - 1)
            guard !front.isEmpty, let operatorClass = search.operatorClasses.first,
                !options.isPlain || operatorClass == nil
            else { return nil }
            var key = search.key.ascending
            key.operatorClass = operatorClass
            return Proposal(
                definition: IndexDefinition(
                    relation: need.table.oid, schema: need.table.schema, table: need.table.name, method: "gist",
                    keys: front + [key]))
        }
    }
}
