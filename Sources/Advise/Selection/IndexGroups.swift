import Model

/// Btrees of a table that begin with the same key.
struct IndexFamily: Hashable, Sendable {
    private let relation: Int64
    private let first: IndexDefinition.Key

    /// nil for other methods and for partial indexes, which have no family.
    init?(_ definition: IndexDefinition) {
        guard definition.method == "btree", definition.predicate == nil, let first = definition.keys.first else {
            return nil
        }
        relation = definition.relation
        self.first = first
    }
}

/// Which indexes a proof sets apart together.
///
/// A statement that has fifty wide indexes to choose from does nearly the same with each: what it costs without any of them takes fifty
/// plans to find out one by one. So a tree parts by "none of those of this family that are as large, or larger". Whoever has a larger
/// one instead of the one that was planned pays no less than the plan says, and most choices take the smallest that does. Where
/// that misleads, the group is cut.
struct IndexGroups: Sendable {
    private let families: [IndexFamily?]
    private let indexes: [SelectionProblem.Index]
    /// Of each planning unit: indexes with which a group of their own begins.
    private var cuts: [Int: Set<Int>] = [:]

    /// - Parameter families: of each index; empty: each index is a group of its own.
    init(families: [IndexFamily?] = [], indexes: [SelectionProblem.Index]) {
        self.families = families
        self.indexes = indexes
    }

    /// Of each of some indexes itself and those of them that go along with it; what stands alone is left out.
    func groups(of numbers: some Sequence<Int>, unit: Int) -> [Int: Set<Int>] {
        guard !families.isEmpty else { return [:] }
        let known = numbers.filter { families.indices.contains($0) && families[$0] != nil }
        var groups: [Int: Set<Int>] = [:]
        for family in Dictionary(grouping: known, by: { families[$0] }).values {
            var larger: Set<Int> = []
            for number in family.sorted(by: { isSmaller($1, than: $0) }) {
                larger.insert(number)
                if larger.count > 1 { groups[number] = larger }
                if cuts[unit]?.contains(number) == true { larger = [] }
            }
        }
        return groups
    }

    /// From now on what goes along with `number` for a unit ends before the smallest of `others`.
    ///
    /// - Returns: whether that is new.
    mutating func cut(before others: Set<Int>, unit: Int) -> Bool {
        guard let smallest = others.min(by: { isSmaller($0, than: $1) }) else { return false }
        return cuts[unit, default: []].insert(smallest).inserted
    }

    private func isSmaller(_ number: Int, than other: Int) -> Bool {
        (indexes[number].bytes, number) < (indexes[other].bytes, other)
    }
}
