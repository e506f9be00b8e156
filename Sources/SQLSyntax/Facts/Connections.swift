/// Which items of one FROM are tied together by conditions: sets of bits, merged as conditions are met.
struct Connections {
    private var groups: [UInt64] = []
    /// Sources that a condition narrows by a value: `id = $1`.
    var narrowed: UInt64 = 0

    mutating func connect(_ sources: UInt64) {
        var merged = sources
        groups.removeAll { group in
            guard group & merged != 0 else { return false }
            merged |= group
            return true
        }
        groups.append(merged)
    }

    /// Whether conditions tie all these sources to each other.
    func connectsAll(_ sources: UInt64) -> Bool {
        guard sources.nonzeroBitCount > 1 else { return true }
        return groups.contains { $0 & sources == sources }
    }
}
