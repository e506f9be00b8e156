import Foundation
import Model

/// The size of a GIN index: each key once, with its rows as a list of gaps packed into bytes of seven bits (ginpostinglist.c).
struct GINSize {
    let size: IndexSize

    /// GinMaxItemSize: a third of a page; longer lists have pages of their own.
    private static let longestTuple = 2704.0
    /// Bytes of a list's page, 8,100; CREATE INDEX leaves less than a segment of some 256 free.
    private static let listPage = 8100 * 0.97
    /// Of a page of entries: half where all keys come in their order once, since a page is split in the middle, and more the
    /// oftener maintenance_work_mem makes CREATE INDEX begin anew.
    private static let fill = 0.55

    init(_ definition: IndexDefinition, _ table: TargetTable, rows: Double) {
        let parts = Double(max(1, table.leaves.count))
        let pages = max(1, table.pages / parts)
        var (bytes, lists) = (0.0, 0.0)
        for content in definition.keys.map({ GINContent($0, table, rows: rows / parts) }) {
            for group in content.groups {
                let (tuple, own) = Self.space(max(1, group.rows), pages, keyWidth: content.keyWidth)
                bytes += tuple * group.keys
                lists += own * group.keys
            }
        }
        size = IndexSize(
            pages: ((bytes / (IndexSize.pageBytes * Self.fill)).rounded(.up) + lists.rounded(.up) + 2) * parts,
            entries: rows)
    }

    /// Bytes of the entry of one key, and the pages that its list has for itself.
    ///
    /// - Parameter pages: blocks of the table, or of one of its parts.
    private static func space(_ postings: Double, _ pages: Double, keyWidth: Double) -> (tuple: Double, pages: Double) {
        // The first of a list is whole: six bytes, and two that say how long it is.
        let list = 8 + max(0, postings - 1) * gap(postings, pages)
        let tuple = ((8 + keyWidth + list) / 8).rounded(.up) * 8 + 4
        guard tuple > longestTuple else { return (tuple, 0) }
        // A tree: leaves, and above more than one a root.
        let leaves = (list / listPage).rounded(.up)
        return (8 + keyWidth + 12, leaves > 1 ? leaves + 1 : 1)
    }

    /// Bytes of a gap. A row's place is its block and its position there, 11 bits of it: 2,048 values a page. Rows of the same
    /// page are a byte apart, those of the next one two.
    private static func gap(_ postings: Double, _ pages: Double) -> Double {
        postings >= pages
            ? 1 + pages / postings : max(1, log2(pages * 2048 / max(1, postings)) / 7).rounded(.up)
    }
}
