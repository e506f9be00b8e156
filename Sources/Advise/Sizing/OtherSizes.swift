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

/// The size of a GiST index: one entry a row in pages that are filled by splitting: half full of ranges, which overlap, else
/// about two thirds (as scripts/bench/sizes found them).
struct GiSTSize {
    let size: IndexSize

    init(_ definition: IndexDefinition, _ table: TargetTable, rows: Double) {
        let parts = Double(max(1, table.leaves.count))
        let columns = definition.keys.map { $0.column.flatMap(table.column) }
        let width = definition.keys.reduce(0) { $0 + Self.stored($1, table) }
        let entry = ((8 + width) / 8).rounded(.up) * 8 + 4
        let fill = columns.contains { $0?.category == "R" } ? 0.5 : 0.67
        let leaves = (rows / parts * entry / (IndexSize.pageBytes * fill)).rounded(.up)
        size = IndexSize(pages: (leaves * 1.02 + 1).rounded(.up) * parts, entries: rows)
    }

    /// Bytes of a value in a leaf.
    private static func stored(_ key: IndexDefinition.Key, _ table: TargetTable) -> Double {
        guard let column = key.column.flatMap(table.column) else { return 24 }
        // The trigrams themselves, three bytes each.
        if key.operatorClass?.contains("trgm") == true { return 2 + 3 * 0.87 * column.width }
        return switch column.typeName {
        // Shapes are kept as the box around them.
        case "point", "box", "circle", "polygon": 32
        // A signature.
        case "tsvector": 124
        default: column.width
        }
    }
}
