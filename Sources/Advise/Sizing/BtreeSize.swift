import Foundation
import Model

/// The size of a btree, from what CREATE INDEX does (nbtsort.c and nbtdedup.c of PostgreSQL 13 to 18).
struct BtreeSize {
    private let table: TargetTable
    private let definition: IndexDefinition
    private let rows: Double
    private let parts: Double
    private let evidence: Combinations.Evidence

    init(_ definition: IndexDefinition, _ table: TargetTable, rows: Double, evidence: Combinations.Evidence) {
        self.definition = definition
        self.evidence = evidence
        self.table = table
        self.rows = rows
        parts = Double(max(1, table.leaves.count))
    }

    var size: IndexSize {
        guard rows >= 1 else { return IndexSize(pages: parts, entries: 0) }
        let leaves = max(1, leafPages / parts)
        var (pages, height, level) = (leaves, 0, leaves)
        let fanOut = max(2, fanOut)
        // More levels than 2^64 pages would take.
        while level > 1, height < 64 {
            level = (level / fanOut).rounded(.up)
            pages += level
            height += 1
        }
        // The metapage.
        return IndexSize(pages: (pages.rounded(.up) + 1) * parts, entries: rows, height: height)
    }

    /// Pages of the lowest level, of all parts together.
    private var leafPages: Double {
        let tuple = TupleWidth(definition.keys, definition.include, table)
        let fill = LeafFill(fillFactor: definition.options["fillfactor"].flatMap(Double.init) ?? 90)
        guard isDeduplicated else { return rows / fill.rowsPerPage(tuple: tuple.size, groups: [1]) }
        return groups.reduce(0) { pages, group in
            pages + group.rows / fill.rowsPerPage(tuple: group.isNull ? 16 : tuple.size, groups: group.sizes)
        }
    }

    /// Entries of an inner page, which is filled to 70%: the least that tells two leaves apart.
    private var fanOut: Double {
        let pivot = TupleWidth(Array(definition.keys.prefix(1)), [], table).size
        return max(2, (8148 - 0.3 * 8192) / (pivot + 4))
    }

    private var isDeduplicated: Bool {
        definition.include.isEmpty
            && definition.keys.allSatisfy { key in
                table.subject(of: key).map { TypeStorage.of($0.typeName).isDeduplicated } ?? true
            }
    }

    // MARK: Rows of equal keys

    /// Rows whose keys come in groups of certain sizes.
    private struct Group {
        var rows: Double
        /// Sizes of groups as they follow each other.
        var sizes: [Double]
        var isNull = false
    }

    private var groups: [Group] {
        let columns = definition.keys.map(table.subject)
        if columns.count == 1, let statistics = columns[0]?.statistics { return groups(of: statistics) }
        let known = independent(columns.compactMap { $0 })
        let count = Combinations(table, evidence).count(known)
        guard count.value < .infinity else { return [Group(rows: rows, sizes: [1])] }
        // What nothing is known of: as many values as PostgreSQL itself guesses, or more in a large table.
        let unknown = columns.count > columns.compactMap { $0 }.count ? max(200, table.rows / 10) : 1
        return KeySpread.parts(of: known, in: table, cells: count.value * unknown).map { part in
            let rows = rows * part.share
            return Group(
                rows: rows,
                sizes: count.isExact
                    ? GroupSizes.even(rows / part.cells) : GroupSizes.random(rows: rows, cells: part.cells))
        }
    }

    private func groups(of statistics: TargetColumn.Statistics) -> [Group] {
        var groups: [Group] = []
        var left = rows
        if statistics.nullFraction > 0, definition.predicate == nil {
            groups.append(
                Group(rows: rows * statistics.nullFraction, sizes: [rows * statistics.nullFraction], isNull: true))
            left -= rows * statistics.nullFraction
        }
        for share in statistics.commonShares where share * rows >= 1 {
            groups.append(Group(rows: share * rows, sizes: [share * rows]))
            left -= share * rows
        }
        let others = max(1, statistics.distinct - Double(statistics.commonShares.count))
        // The groups of a partition are its share of them.
        if left >= 1 { groups.append(Group(rows: left, sizes: [max(1, left / others / min(parts, left / others))])) }
        return groups
    }

    /// An expression has no more values than the column in it: of all keys on one column the one with most stands for them.
    private func independent(_ columns: [TargetColumn]) -> [TargetColumn] {
        let bySource = Dictionary(grouping: columns) { ExpressionColumn.source(of: $0.name, table) }
        let most = bySource.mapValues { same in
            same.max { $0.distinct(rows: table.rows) < $1.distinct(rows: table.rows) }?.name
        }
        return columns.filter { most[ExpressionColumn.source(of: $0.name, table)] == $0.name }
    }
}

/// Sizes of groups when rows fall at random into cells.
enum GroupSizes {
    /// A sequence whose mean and spread are those of the groups that are not empty; [1] where all rows differ.
    static func random(rows: Double, cells: Double) -> [Double] {
        let mean = rows / max(1, cells)
        if mean < 0.001 { return [1] }
        if mean > 20 { return [mean] }
        return (0..<64).map { quantile((Double($0) + 0.5) / 64, mean) }.shuffledEvenly
    }

    /// Whole numbers around a mean, none below one.
    static func even(_ mean: Double) -> [Double] {
        if mean <= 1 { return [1] }
        if mean > 20 { return [mean] }
        return (0..<64).map { mean.rounded(.down) + (Double($0) < (mean - mean.rounded(.down)) * 64 ? 1 : 0) }
            .shuffledEvenly
    }

    /// Of a Poisson distribution without its zero.
    private static func quantile(_ probability: Double, _ mean: Double) -> Double {
        let empty = exp(-mean)
        var (count, term) = (1.0, empty * mean)
        var sum = term
        while sum < probability * (1 - empty), count < 100 {
            count += 1
            term *= mean / count
            sum += term
        }
        return count
    }
}

extension [Double] {
    /// The same values in an order in which every stretch looks like the whole: steps of an odd number around a ring.
    fileprivate var shuffledEvenly: [Double] { indices.map { self[$0 * 27 % count] } }
}
