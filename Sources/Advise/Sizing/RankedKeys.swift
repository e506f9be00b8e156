import Foundation

/// Words of a language, and what is like them: in how many rows each is falls as a power of its rank (Zipf).
enum RankedKeys {
    /// Keys that together have so many postings, and none more than there are rows.
    static func all(_ keys: Double, postings: Double, rows: Double) -> [GINContent.Group] {
        func groups(first: Double) -> [GINContent.Group] {
            var (rank, groups) = (1.0, [GINContent.Group]())
            while rank <= min(keys, 1e18) {
                let each = max(1, min(rows, first / (rank * 1.5)))
                groups.append(GINContent.Group(keys: min(rank, keys - rank + 1), rows: each))
                rank *= 2
            }
            return groups
        }
        // What the first ones cannot hold is left to the others.
        var (low, high) = (1.0, max(2, postings * 1.5))
        for _ in 0..<40 {
            let middle = (low * high).squareRoot()
            let sum = groups(first: middle).reduce(0) { $0 + $1.keys * $1.rows }
            if sum < postings { low = middle } else { high = middle }
        }
        return groups(first: low)
    }

    /// Keys behind `known` more frequent ones, until the postings are given out; from where a key would have less than one, each
    /// has one.
    ///
    /// - Parameter last: postings of the last known one.
    static func behind(_ known: Double, last: Double, power: Double, postings: Double) -> [GINContent.Group] {
        var (rank, left, groups) = (known, postings, [GINContent.Group]())
        while left >= 1 {
            let each = last * pow(known / (rank * 1.5), power)
            let keys = each <= 1 ? left : min(rank, left / each)
            groups.append(GINContent.Group(keys: keys, rows: max(1, each)))
            left -= keys * max(1, each)
            rank *= 2
        }
        return groups
    }
}
