/// What a locked relation is to the statement that locks it.
enum LockRole: String, Sendable, CaseIterable, Comparable {
    /// What the statement names.
    case table
    case index
    /// Its foreign keys point here.
    case referenced
    /// Foreign keys here point to the table.
    case referencing
    /// The partitioned table, or the one inherited from.
    case parent
    /// The partition, or the child.
    case partition
    /// Another partition of the same parent.
    case sibling
    case defaultPartition = "default partition"
    case view

    static func < (one: LockRole, other: LockRole) -> Bool {
        let all = Self.allCases
        return all.firstIndex(of: one) ?? 0 < all.firstIndex(of: other) ?? 0
    }
}

/// What one form of statement did on a real server; all of them stand in TracedLocks.
struct LockTrace: Sendable, Equatable {
    var form: TracedForm
    /// The strongest mode in which relations of each role were locked; relations that the statement makes are left out.
    var locks: [LockRole: LockMode]
    /// Whose rows were all written to a new file, or thrown away.
    var rewrites: Set<LockRole> = []
    /// What got an index built, or built anew, without being rewritten.
    var builds: Set<LockRole> = []
    /// What was read from one end to the other.
    var scans: Set<LockRole> = []
}
