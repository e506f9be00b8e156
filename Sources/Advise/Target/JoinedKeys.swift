import Model

extension TargetSchema {
    /// From this correlation on the rows of a value lie together, so that a sample of pages holds few values.
    private static let clustered = 0.9

    /// ANALYZE counts too few values where the rows of each lie together: TPC-H's l_orderkey has 1.5 million, of which it finds
    /// a quarter. Joined to a key of another table, such a column is taken to hold as many values as that has rows: if there
    /// are fewer, its indexes turn out smaller than predicted, which no budget minds.
    mutating func raiseDistinct(joinedBy statements: [ReadStatement]) {
        for facts in statements.map(\.facts) {
            for join in facts.joins where join.op == "=" {
                raise(join.left, by: join.right, facts)
                raise(join.right, by: join.left, facts)
            }
        }
    }

    private mutating func raise(_ column: ColumnReference, by key: ColumnReference, _ facts: StatementFacts) {
        guard let child = table(of: column, facts), let parent = table(of: key, facts), child.oid != parent.oid,
            parent.indexes.contains(where: { $0.isUniqueOver([key.column]) }),
            let position = child.columns.firstIndex(where: { $0.name == column.column }),
            let statistics = child.columns[position].statistics, abs(statistics.correlation ?? 0) >= Self.clustered
        else { return }
        setDistinct(max(statistics.distinct, min(parent.rows, child.rows)), ofColumn: position, in: child.oid)
    }

    private func table(of column: ColumnReference, _ facts: StatementFacts) -> TargetTable? {
        column.relation.flatMap { facts.relations[$0].oid }.flatMap(table)
    }
}
