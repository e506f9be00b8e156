import Foundation
import Model

/// The size of a hash index (hashpage.c): buckets for 307 entries of 20 bytes at 75% fill, in steps of a quarter of a power of
/// two, each a page, with overflow pages where buckets run over.
enum HashSize {
    static func size(rows: Double, parts: Double) -> IndexSize {
        let each = rows / max(1, parts)
        let wanted = max(2, each / 307)
        var power = 2.0
        while power * 2 <= wanted { power *= 2 }
        let step = power >= 512 ? power / 4 : power
        let buckets = power >= wanted ? power : power + ((wanted - power) / step).rounded(.up) * step
        // 407 entries fill a page; a bucket that holds more goes on in an overflow page.
        let load = each / buckets
        let overflow = load > 360 ? buckets * 0.3 : 0
        return IndexSize(pages: ((buckets + overflow).rounded(.up) + 2) * max(1, parts), entries: rows)
    }
}

/// The size of a BRIN index: a tuple for each range of 128 pages, a map, a metapage.
enum BRINSize {
    static func size(_ definition: IndexDefinition, _ table: TargetTable) -> IndexSize {
        let parts = Double(max(1, table.leaves.count))
        let perRange = definition.options["pages_per_range"].flatMap(Double.init) ?? 128
        let ranges = max(1, (table.pages / parts / perRange).rounded(.up))
        let values = definition.keys.reduce(0.0) { $0 + 2 * ($1.column.flatMap(table.column)?.width ?? 8) }
        let data = (ranges * (8 + values + 8 + 4) / 8128).rounded(.up)
        return IndexSize(pages: (1 + (ranges / 1360).rounded(.up) + data) * parts, entries: ranges * parts)
    }
}

/// The size of a GiST index: one entry a row in pages that are filled by splitting, about two thirds full; points are
/// sorted and packed (PostgreSQL 14 and later).
struct GiSTSize {
    let size: IndexSize

    init(_ definition: IndexDefinition, _ table: TargetTable, rows: Double) {
        let parts = Double(max(1, table.leaves.count))
        let columns = definition.keys.map { $0.column.flatMap(table.column) }
        // A point is kept as a box; a text search vector as a signature.
        let stored = ["point": 32.0, "tsvector": 124]
        let width = columns.reduce(0) { sum, column in sum + (column.map { stored[$0.typeName] ?? $0.width } ?? 24) }
        let entry = ((8 + width) / 8).rounded(.up) * 8 + 4
        let fill = columns.count == 1 && columns[0]?.typeName == "point" ? 0.9 : 0.67
        let leaves = (rows / parts * entry / (IndexSize.pageBytes * fill)).rounded(.up)
        size = IndexSize(pages: (leaves * 1.02 + 1).rounded(.up) * parts, entries: rows)
    }
}

/// The size of a GIN index: each key once, with its rows as a list of gaps packed into bytes of seven bits.
struct GINSize {
    let size: IndexSize

    init(_ definition: IndexDefinition, _ table: TargetTable, rows: Double) {
        let parts = Double(max(1, table.leaves.count))
        let content = Self.content(definition, table, rows: rows / parts)
        let pages = max(1, table.pages / parts)
        // A row's place is its block and its position there, 11 bits of it: 2,048 values a page.
        let gap = { (postings: Double) in max(1, log2(pages * 2048 / max(1, postings)) / 7).rounded(.up) }
        var bytes = 0.0
        var frequent = 0.0
        for share in content.commonShares {
            let postings = share * rows / parts
            frequent += postings
            bytes += postings * gap(postings) * 1.05 + 40
        }
        let rest = max(0, content.postings - frequent)
        let others = max(1, content.keys - Double(content.commonShares.count))
        let each = max(1, rest / others)
        // The first of a list is whole: six bytes.
        bytes += others * (content.keyWidth + 8 + 4 + 6 + 2) + max(0, rest - others) * gap(each)
        // Built in bulk: entry pages split in halves as keys come in order, posting pages are full.
        size = IndexSize(pages: ((bytes / (IndexSize.pageBytes * 0.75)).rounded(.up) + 2) * parts, entries: rows)
    }

    private struct Content {
        var keys: Double
        var postings: Double
        var keyWidth: Double
        var commonShares: [Double]
    }

    private static func content(_ definition: IndexDefinition, _ table: TargetTable, rows: Double) -> Content {
        var all = Content(keys: 0, postings: 0, keyWidth: 0, commonShares: [])
        for key in definition.keys {
            let part = content(key, table, rows: rows)
            all.keys += part.keys
            all.postings += part.postings
            all.keyWidth = max(all.keyWidth, part.keyWidth)
            all.commonShares += part.commonShares
        }
        return all
    }

    private static func content(_ key: IndexDefinition.Key, _ table: TargetTable, rows: Double) -> Content {
        let column = key.column.flatMap(table.column)
        let width = column?.width ?? 60
        if key.operatorClass?.contains("trgm") ?? false {
            // Trigrams of a text: one for each of its characters and two more, some of them twice; there are some ten
            // thousands of them in natural text.
            let each = max(1, (width + 1) * 0.85)
            return Content(
                keys: min(30_000, rows * each), postings: rows * each, keyWidth: 8,
                commonShares: [Double](repeating: min(0.5, each / 600), count: 200))
        }
        let shares = column?.statistics?.elementShares ?? []
        if column?.category == "A" || column?.typeName == "tsvector" {
            // Elements and lexemes of 8 bytes, a lexeme with two bytes of its place.
            let each = max(1, column?.category == "A" ? (width - 24) / 8 : width / 11)
            let known = shares.reduce(0, +)
            let others = max(0, each - known)
            return Content(
                keys: Double(shares.count) + max(1, min(rows * others, 100 * Double(max(10, shares.count)))),
                postings: rows * max(each, known), keyWidth: 10, commonShares: shares)
        }
        if key.column == nil {
            // Lexemes of a text, one for each seven characters.
            let each = max(1, width / 7)
            return Content(keys: min(100_000, rows * each), postings: rows * each, keyWidth: 10, commonShares: [])
        }
        // jsonb: a key and a value for each 20 bytes or so; jsonb_path_ops keeps one hash for both. How many different ones
        // there are, no statistics tell: they grow slower than the rows.
        let pairs = max(1, width / 20)
        let isPath = key.operatorClass?.contains("path") ?? false
        return Content(
            keys: min(rows * pairs, 20 * rows.squareRoot()), postings: rows * pairs * (isPath ? 1 : 2),
            keyWidth: isPath ? 4 : 10, commonShares: [])
    }
}
