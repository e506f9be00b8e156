import Model

/// pg_stats by relation and column. Of a table with partitions or children, the statistics of the whole tree win.
struct ColumnStatistics {
    struct Entry {
        var nullFraction: Double
        /// Bytes.
        var width: Double
        /// n_distinct: above 0 a count, below 0 minus the share of the rows.
        var distinct: Double
        fileprivate var inherited: Bool

        /// Distinct values as a count; nil where it depends on an unknown number of rows.
        func distinctValues(rows: Double?) -> Double? {
            if distinct >= 0 { return distinct > 0 ? distinct : nil }
            return rows.map { -distinct * $0 }
        }
    }

    private var entries: [Int64: [String: Entry]] = [:]

    init(_ section: Section) {
        let relations = section.integers("relation_oid")
        let columns = section.texts("column")
        let inherited = section.booleans("inherited")
        let nulls = section.reals("null_fraction")
        let widths = section.integers("average_width")
        let distincts = section.reals("distinct")
        for row in 0..<section.count {
            guard let oid = relations[row], let column = columns[row] else { continue }
            let entry = Entry(
                nullFraction: nulls[row] ?? 0, width: Double(widths[row] ?? 0), distinct: distincts[row] ?? 0,
                inherited: inherited[row] ?? false)
            if let other = entries[oid]?[column], other.inherited { continue }
            entries[oid, default: [:]][column] = entry
        }
    }

    subscript(relation: Int64?, column: String?) -> Entry? {
        guard let relation, let column else { return nil }
        return entries[relation]?[column]
    }

    /// Bytes of a row's values, nulls taking none; nil without statistics.
    func rowWidth(_ relation: Int64) -> Double? {
        entries[relation].map { $0.values.reduce(0) { $0 + $1.width * (1 - $1.nullFraction) } }
    }
}
