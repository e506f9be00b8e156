import Model

/// Indexes of other methods than btree for one need.
enum OtherCandidates {
    /// BRIN pays from about 80 MB on, where rows lie in the order of the column.
    private static let brinPages = 10_000.0
    private static let brinCorrelation = 0.9
    /// Texts from this width on make a hash index smaller than a btree.
    private static let hashWidth = 32.0

    static func proposals(_ need: TableNeed, _ options: CandidateOptions) -> [Proposal] {
        var found: [Proposal] = []
        func add(_ method: String, _ key: IndexDefinition.Key, _ operatorClass: String?) {
            guard options.allows(method), !options.isPlain || operatorClass == nil && key.column != nil else { return }
            var key = key.ascending
            key.operatorClass = operatorClass
            let table = need.table
            found.append(
                Proposal(
                    definition: IndexDefinition(
                        relation: table.oid, schema: table.schema, table: table.name, method: method, keys: [key])))
        }
        for search in need.searches where search.missingExtension == nil || options.allowsNewExtensions {
            for operatorClass in search.operatorClasses { add(search.method, search.key, operatorClass) }
        }
        if need.table.pages / Double(max(1, need.table.leaves.count)) >= brinPages {
            for range in need.ranges where range.key.operatorClass == nil {
                let column = range.key.column.flatMap(need.table.column)
                if abs(column?.statistics?.correlation ?? 0) >= brinCorrelation { add("brin", range.key, nil) }
            }
        }
        for equality in need.equalities {
            let column = equality.key.column.flatMap(need.table.column)
            if let column, column.width >= hashWidth, equality.share < 0.001 { add("hash", equality.key, nil) }
        }
        return found
    }
}
