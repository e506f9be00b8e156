import Model

extension TargetSchema {
    /// From this correlation on the rows of a value lie together, so that a sample of pages holds few values.
    private static let clustered = 0.9

    /// A column that is joined to a key of another table, or refers to one, is taken to hold no more values than that has rows.
    ///
    /// ANALYZE counts too few values where the rows of each lie together: TPC-H's l_orderkey has 1.5 million, of which it finds
    /// a quarter. Such a column is taken to hold just as many: if there are fewer, its indexes turn out smaller than predicted,
    /// which no budget minds.
    mutating func adjustDistinct(joinedBy statements: [ReadStatement]) {
        for key in foreignKeys where key.columns.count == 1 {
            if let child = tables[key.child], let parent = tables[key.parent] {
                bound(key.columns[0], of: child, by: parent)
            }
        }
        for facts in statements.map(\.facts) {
            for join in facts.joins where join.op == "=" {
                raise(join.left, by: join.right, facts)
                raise(join.right, by: join.left, facts)
            }
        }
    }

    private mutating func raise(_ column: ColumnReference, by key: ColumnReference, _ facts: StatementFacts) {
        guard let child = table(of: column, facts), let parent = table(of: key, facts), child.oid != parent.oid,
            parent.indexes.contains(where: { $0.isUniqueOver([key.column]) })
        else { return }
        bound(column.column, of: child, by: parent)
    }

    private mutating func bound(_ column: String, of child: TargetTable, by parent: TargetTable) {
        guard let position = child.columns.firstIndex(where: { $0.name == column }),
            let statistics = child.columns[position].statistics
        else { return }
        let most = max(statistics.counted, min(parent.rows, child.rows))
        // Where every value came often none was missed: a date of many rows each.
        let isClustered =
            abs(statistics.correlation ?? 0) >= Self.clustered && statistics.distinct > statistics.counted
        setDistinct(isClustered ? most : min(statistics.distinct, most), ofColumn: position, in: child.oid)
    }

    private func table(of column: ColumnReference, _ facts: StatementFacts) -> TargetTable? {
        column.relation.flatMap { facts.relations[$0].oid }.flatMap(table)
    }
}
