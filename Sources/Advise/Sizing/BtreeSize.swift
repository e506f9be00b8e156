import Foundation
import Model

/// The size of a btree, from what CREATE INDEX does (nbtsort.c and nbtdedup.c of PostgreSQL 13 to 18).
struct BtreeSize {
    private let table: TargetTable
    private let definition: IndexDefinition
    private let rows: Double
    private let parts: Double

    init(_ definition: IndexDefinition, _ table: TargetTable, rows: Double) {
        self.definition = definition
        self.table = table
        self.rows = rows
        parts = Double(max(1, table.leaves.count))
    }

    var size: IndexSize {
        guard rows >= 1 else { return IndexSize(pages: parts, entries: 0) }
        let leaves = max(1, leafPages / parts)
        var (pages, height, level) = (leaves, 0, leaves)
        while level > 1 {
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
                guard let name = key.column, let column = table.column(name) else { return true }
                return TypeStorage.of(column.typeName).isDeduplicated
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
        let columns = definition.keys.map { $0.column.flatMap(table.column) }
        guard columns.count == 1, let column = columns[0], let statistics = column.statistics else {
            return [Group(rows: rows, sizes: GroupSizes.of(rows: rows, cells: cells(columns)))]
        }
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

    /// Combinations of keys that the rows fall into.
    private func cells(_ columns: [TargetColumn?]) -> Double {
        let names = Set(columns.compactMap { $0?.name })
        if names.count == columns.count, table.indexes.contains(where: { $0.isUniqueOver(names) }) { return .infinity }
        return columns.reduce(1) { product, column in
            product * (column.map { $0.distinct(rows: table.rows) } ?? max(200, rows / 10))
        }
    }
}

extension ExistingIndex {
    /// No two rows are equal in these columns.
    fileprivate func isUniqueOver(_ columns: Set<String>) -> Bool {
        isUnique && definition.predicate == nil
            && definition.keys.allSatisfy { $0.column.map(columns.contains) ?? false }
    }
}

/// Sizes of groups when rows fall at random into cells.
enum GroupSizes {
    /// A sequence whose mean and spread are those of the groups that are not empty; [1] where all rows differ.
    static func of(rows: Double, cells: Double) -> [Double] {
        let mean = rows / max(1, cells)
        if mean < 0.001 { return [1] }
        if mean > 20 { return [mean] }
        return (0..<64).map { quantile((Double($0) + 0.5) / 64, mean) }.shuffledEvenly
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
