import Model

/// How many different combinations of values the columns of a table hold: as many as they have values each, multiplied, but
/// where something shows that they depend on each other.
struct Combinations: Sendable {
    /// No more different values in these columns together than that.
    struct Bound: Sendable, Equatable {
        var columns: Set<String>
        var count: Double
    }

    /// What is known from elsewhere than the columns themselves.
    struct Evidence: Sendable {
        var bounds: [Bound] = []
        /// Columns of one row that the workload compares with each other, directly or by way of a third.
        private(set) var compared: [Set<String>] = []

        mutating func compare(_ left: String, _ right: String) {
            var all: Set<String> = [left, right]
            compared.removeAll { group in
                if group.isDisjoint(with: all) { return false }
                all.formUnion(group)
                return true
            }
            compared.append(all)
        }

        func areCompared(_ left: String, _ right: String) -> Bool {
            compared.contains { $0.contains(left) && $0.contains(right) }
        }
    }

    private let table: TargetTable
    private let evidence: Evidence

    init(_ table: TargetTable, _ evidence: Evidence = Evidence()) {
        self.table = table
        self.evidence = evidence
    }

    struct Count {
        /// Infinite where no two rows are equal.
        var value: Double
        /// All of them are there; else rows fall at random into some of them.
        var isExact = false
    }

    func count(_ columns: [TargetColumn]) -> Count {
        let names = Set(columns.map(\.name))
        if table.indexes.contains(where: { $0.isUniqueOver(names) }) { return Count(value: .infinity) }
        if columns.contains(where: { $0.distinct(rows: table.rows) >= Self.unique * table.rows }) {
            return Count(value: .infinity)
        }
        let unbound = product(columns)
        // Bounds that leave most out first; a column counts once.
        var open = columns
        var bounded = Count(value: 1)
        while let best = tightest(open) {
            bounded = Count(value: bounded.value * best.count, isExact: best.columns == names)
            open.removeAll { best.columns.contains($0.name) }
        }
        bounded.value *= product(open).value
        return bounded.value < unbound.value ? bounded : unbound
    }

    /// Of the rows: from so many different values on they count as all different.
    private static let unique = 0.9

    private func tightest(_ columns: [TargetColumn]) -> Bound? {
        let names = Set(columns.map(\.name))
        let fitting = evidence.bounds.filter { $0.columns.isSubset(of: names) }.map { bound in
            (
                bound: bound,
                factor: product(columns.filter { bound.columns.contains($0.name) }).value / bound.count
            )
        }
        return fitting.filter { $0.factor > 1 }.max { $0.factor < $1.factor }?.bound
    }

    /// By what the columns' own statistics tell.
    private func product(_ columns: [TargetColumn]) -> Count {
        var counts: [Double] = []
        // Columns that both follow the order of the rows change by turns: a combination ends where one of them changes.
        let ordered = columns.filter { abs($0.statistics?.correlation ?? 0) >= Self.inOrder }
        if !ordered.isEmpty { counts.append(ordered.reduce(0) { $0 + $1.distinct(rows: table.rows) }) }
        var dates: [DateRange] = []
        for column in columns where !ordered.contains(where: { $0.name == column.name }) {
            let distinct = column.distinct(rows: table.rows)
            guard let range = DateRange(column) else {
                counts.append(distinct)
                continue
            }
            // Of a date that goes along with another only the distance is new.
            let distances = dates.compactMap { other in
                evidence.areCompared(other.name, range.name) ? range.distances(to: other) : nil
            }
            counts.append(min(distinct, distances.min() ?? distinct))
            dates.append(range)
        }
        return Count(value: counts.reduce(1, *), isExact: counts.count == 1)
    }

    /// pg_stats.correlation from which the rows count as ordered by a column.
    private static let inOrder = 0.99
}

/// The days that a column of dates spans, as its histogram shows them.
private struct DateRange {
    let name: String
    private let bounds: [Double]

    /// nil for other types, and where no histogram is known.
    init?(_ column: TargetColumn) {
        guard column.typeName == "date", let histogram = column.statistics?.histogram, histogram.count > 1 else {
            return nil
        }
        name = column.name
        bounds = histogram.compactMap(CalendarDay.number).map(Double.init)
        guard bounds.count == histogram.count else { return nil }
    }

    /// How many different distances there are to a date that this one goes along with; nil where it does not: where some
    /// quantile lies further off than a tenth of all the days.
    ///
    /// The quantiles of a later date are those of the earlier one moved by their mean distance. How far the distances spread
    /// shows at the ends, where the first rows have the least distance and the last ones the greatest; half of it where both
    /// dates have a distance from a third one, hence twice.
    func distances(to other: DateRange) -> Double? {
        let steps = 20
        let moves = (0...steps).map { step in quantile(step, of: steps) - other.quantile(step, of: steps) }
        let days = max(1, (bounds.last ?? 0) - bounds[0])
        guard moves.allSatisfy({ abs($0) <= days / 10 }) else { return nil }
        return max(10, 2 * abs(moves[steps] - moves[0]))
    }

    private func quantile(_ step: Int, of steps: Int) -> Double { bounds[step * (bounds.count - 1) / steps] }
}
