import Foundation
import Model

/// The keys that GIN finds in the values of a column, and in how many rows each.
struct GINContent {
    /// Keys that about equally many rows hold.
    struct Group: Equatable {
        var keys: Double
        /// Rows that hold one of the keys.
        var rows: Double
    }

    private(set) var groups: [Group] = []
    /// Bytes of a key on average.
    private(set) var keyWidth: Double

    /// Entries of all lists together.
    var postings: Double { groups.reduce(0) { $0 + $1.keys * $1.rows } }
    var keys: Double { groups.reduce(0) { $0 + $1.keys } }

    /// - Parameter rows: of the index, those without a value among them.
    init(_ key: IndexDefinition.Key, _ table: TargetTable, rows: Double) {
        let column = key.column.flatMap(table.column)
        let source = column ?? key.expression.flatMap { GINTokens.source(of: $0, table) }
        let kind = GINTokens.Kind(key, column)
        let nulls = source?.statistics?.nullFraction ?? 0
        let filled = rows * (1 - nulls)
        keyWidth = kind.keyWidth ?? 10
        if let column, let elements = GINElements(column, rows: filled) {
            groups = elements.groups
            keyWidth = elements.keyWidth
        } else if let documents = source?.statistics.flatMap({ GINDocuments($0, kind, rows: filled) }) {
            groups = documents.groups
            keyWidth = kind.keyWidth ?? documents.keyWidth
        } else {
            guess(kind, width: source.map { $0.width + ($0.statistics?.outside ?? 0) } ?? 60, rows: filled)
        }
        // Rows without a value share one key.
        if nulls > 0 { groups.append(Group(keys: 1, rows: rows * nulls)) }
    }

    /// Where no values may be seen: texts as English documentation has them (4 MB of Perl's and Debian's were counted).
    private mutating func guess(_ kind: GINTokens.Kind, width: Double, rows: Double) {
        switch kind {
        case .trigrams:
            let postings = rows * max(1, min(0.87 * width, 5.2 * pow(width, 0.63)))
            groups = RankedKeys.all(min(13_000, postings), postings: postings, rows: rows)
        case .words:
            let postings = rows * max(1, 0.5 * pow(width, 0.77))
            groups = RankedKeys.all(min(30 * postings.squareRoot(), postings), postings: postings, rows: rows)
        case .parts, .paths:
            // A name and a value for each 20 bytes or so. Nothing tells whether a value comes back in other rows: of three
            // one never does.
            let pairs = max(1, width / 20)
            groups.append(Group(keys: rows * pairs / 3, rows: 1))
            let others = rows * pairs * (kind == .paths ? 2.0 / 3 : 5.0 / 3)
            let keys = max(1, min(20 * rows.squareRoot(), others))
            groups.append(Group(keys: keys, rows: others / keys))
        }
    }
}
