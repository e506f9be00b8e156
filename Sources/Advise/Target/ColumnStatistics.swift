import JSONTape
import Model
import Postgres

/// pg_stats by table and column; of a partitioned table those of the whole tree.
struct ColumnStatistics {
    private let section: Section
    private var rows: [Key: Int] = [:]

    private struct Key: Hashable {
        var relation: Int64
        var column: String
        var inherited: Bool
    }

    init(_ section: Section) {
        self.section = section
        for row in 0..<section.count {
            guard let oid = section[row, "relation_oid"].integer, let column = section[row, "column"].text else {
                continue
            }
            rows[Key(relation: oid, column: column, inherited: section[row, "inherited"].boolean ?? false)] = row
        }
    }

    /// nil where the column was never analysed or may not be read.
    ///
    /// - Parameter isArray: what the numbers of its elements mean depends on that.
    func of(_ table: TargetTable, column: String, isArray: Bool) -> TargetColumn.Statistics? {
        // A partitioned table that was never analysed as a whole: its largest partitions look like it.
        let keys =
            [Key(relation: table.oid, column: column, inherited: table.isPartitioned)]
            + table.leaves.map { Key(relation: $0, column: column, inherited: false) }
        guard let row = keys.lazy.compactMap({ rows[$0] }).first else { return nil }
        let nullFraction = Possible.share(section[row, "null_fraction"].real ?? 0)
        let stored = section[row, "distinct"].real ?? 0
        let shares = (section[row, "common_frequencies"].text.flatMap(JSONTape.numbers) ?? []).map(Possible.share)
        let common = values(row, "common_values")
        let counted = max(1, Possible.rows(stored >= 0 ? stored : -stored * table.rows))
        let histogram = values(row, "histogram")
        let estimate = DistinctEstimate(
            rows: table.rows * (1 - nullFraction), counted: counted, common: Double(shares.count),
            commonShare: Possible.share(shares.reduce(0, +) / max(1e-9, 1 - nullFraction)),
            target: Double(max(100, histogram.count - 1, shares.count)))
        return TargetColumn.Statistics(
            nullFraction: nullFraction, width: Possible.width(Double(section[row, "average_width"].integer ?? 8)),
            counted: counted, distinct: max(1, Possible.rows(estimate.value)),
            correlation: section[row, "correlation"].real.map { Possible.within($0, -1...1) },
            common: common.count == shares.count ? zip(common, shares).map { ($0, $1) } : [], commonShares: shares,
            histogram: histogram,
            elements: values(row, "common_elements"), elementShares: elementShares(row, isArray: isArray),
            elementsPerRow: section[row, "average_elements"].real.map(Possible.width))
    }

    /// Behind the shares of the elements stand the least and the greatest of them, and of arrays the share of those that hold
    /// a null (pg_statistic.h).
    private func elementShares(_ row: Int, isArray: Bool) -> [Double] {
        let numbers = section[row, "element_frequencies"].text.flatMap(JSONTape.numbers) ?? []
        return numbers.dropLast(isArray ? 3 : 2).map(Possible.share)
    }

    private func values(_ row: Int, _ column: String) -> [String] {
        section[row, column].text.flatMap { ArrayLiteral.elements(of: $0) }?.compactMap { $0 } ?? []
    }
}
