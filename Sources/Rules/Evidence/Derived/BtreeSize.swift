/// How large a btree is right after it was built.
///
/// Sources: access/nbtree/README and nbtsort.c of PostgreSQL 13 and later for the layout, itup.h for the tuple header,
/// bufpage.h for the page; the model of tuple widths is that of ioguix's pgsql-bloat-estimation.
struct BtreeSize {
    /// Entries of the index.
    var entries: Double
    /// Distinct keys among them, at most `entries`; nil where unknown: then nothing is taken to be shared.
    var distinct: Double?
    /// Bytes of the key values of an entry, nulls taking none.
    var keyWidth: Double
    /// Some entry has a null key: its tuple carries a bitmap.
    var hasNulls: Bool
    /// Percent.
    var fillFactor: Double
    /// Equal keys share one tuple: not with INCLUDE columns, and not for types whose equal values may differ in bytes.
    var deduplicates: Bool
    var pageSize: Double

    /// Page header 24, btree's special space 16.
    private static let pageOverhead = 40.0
    private static let linePointer = 4.0
    private static let rowPointer = 6.0
    /// Share of an internal page that a build fills (BTREE_NONLEAF_FILLFACTOR).
    private static let internalFill = 0.7

    /// Bytes, the meta page included.
    var bytes: Double {
        let room = pageSize - Self.pageOverhead
        // The high key of a leaf takes the room of one tuple.
        let leaves = max((entries * bytesPerEntry / max(room * fillFactor / 100 - tuple, tuple)).rounded(.up), 1)
        let fanout = max(room * Self.internalFill / (tuple + Self.linePointer), 2)
        var pages = 1 + leaves
        var level = leaves
        while level > 1 {
            level = (level / fanout).rounded(.up)
            pages += level
        }
        return pages * pageSize
    }

    /// A tuple with one row pointer: header 8 bytes, 16 with the bitmap of nulls, all aligned to 8.
    private var tuple: Double { Self.aligned((hasNulls ? 16 : 8) + keyWidth) }

    /// A leaf's bytes for one entry, its share of the key included.
    private var bytesPerEntry: Double {
        guard deduplicates, let distinct, distinct > 0, entries > distinct else { return tuple + Self.linePointer }
        // A build ends a posting list at a tenth of a page (_bt_load).
        let most = max((pageSize / 10 - tuple) / Self.rowPointer, 1)
        let shared = min(entries / distinct, most)
        guard shared >= 2 else {
            // Some keys stand alone, some in pairs: between the two there is no saving worth modelling.
            return tuple + Self.linePointer
        }
        return (Self.aligned(tuple + shared * Self.rowPointer) + Self.linePointer) / shared
    }

    private static func aligned(_ width: Double) -> Double { (width / 8).rounded(.up) * 8 }
}
