/// Fills btree leaves as CREATE INDEX does: tuples in order, equal keys joined into posting lists.
struct LeafFill {
    /// Per cent.
    var fillFactor: Double

    /// BTMaxPostingSize of a build: a tenth of a page, aligned, without its line pointer; tuples are aligned to 8.
    private static let postingLimit = 808.0
    private static let linePointer = 4.0
    /// Page less header, special space and the line pointer of the high key.
    private static let capacity = 8192.0 - 24 - 16 - 4

    /// Rows that a leaf holds on average.
    ///
    /// - Parameters:
    ///   - tuple: bytes of a tuple of one row, aligned.
    ///   - groups: rows with equal keys, group after group; repeated without end.
    func rowsPerPage(tuple: Double, groups: [Double]) -> Double {
        // One long group is the same tuple over and over.
        let perList = max(1, ((Self.postingLimit - tuple) / 6).rounded(.down))
        var tuples: [(bytes: Double, rows: Double)] = []
        for group in groups {
            let lists = min(64, (group / perList).rounded(.down))
            for _ in 0..<max(0, Int(saturating: lists)) { tuples.append((Self.posting(tuple, perList), perList)) }
            let rest = group < 64 * perList ? group - lists * perList : 0
            if rest >= 1.5 {
                tuples.append((Self.posting(tuple, rest), rest))
            } else if rest > 0 {
                tuples.append((tuple, rest))
            }
        }
        return average(tuples, tuple: tuple)
    }

    private static func posting(_ tuple: Double, _ rows: Double) -> Double {
        ((tuple + 6 * rows) / 8).rounded(.up) * 8
    }

    /// Follows _bt_buildadd over enough pages for an average. A page is full when the next tuple, with a row's place in the
    /// high key, does not fit, or when less is free than the fill factor leaves; its last tuple then moves to the next page,
    /// its key becomes the high key.
    private func average(_ tuples: [(bytes: Double, rows: Double)], tuple: Double) -> Double {
        guard !tuples.isEmpty else { return 1 }
        let reserve = 8192 * (100 - fillFactor) / 100
        var (free, onPage, pages, rows) = (Self.capacity, 0, 0, 0.0)
        var last = (bytes: 0.0, rows: 0.0)
        var position = 0
        while pages < 24, position < 100_000 {
            let next = tuples[position % tuples.count]
            position += 1
            let space = free - Self.linePointer
            // What the high key will not need of the last tuple: its posting list.
            let surplus = max(0, last.bytes - tuple)
            if onPage > 1, space < next.bytes + 8 || space + surplus < reserve {
                pages += 1
                rows -= last.rows
                free = Self.capacity - last.bytes - Self.linePointer
                rows += last.rows
                onPage = 1
            }
            free -= next.bytes + Self.linePointer
            rows += next.rows
            onPage += 1
            last = next
        }
        let partial = (Self.capacity - free) / Self.capacity
        return max(1, rows / (Double(pages) + partial))
    }
}
