/// What an index must bring to be recommended, and how much of the possible saving the shortest list keeps.
///
/// All are the project's own decisions (CONTRIBUTING.md), shares from 0 to 1.
struct FrugalityRules: Sendable {
    /// Whether the choice is to be the least that buys nearly all; with a budget it is what the budget pays for.
    var isFrugal: Bool
    /// Of the workload's time, what each index saves at least.
    var share: Double
    /// Of the possible saving, what is kept.
    var keptShare = 0.98
    /// Of what an index saves, what an INCLUDE list, a condition or a further key adds at least.
    var additionShare = 0.1
    /// A plainer index takes at most so many times the bytes.
    var plainGrowth = 2.0
    /// An index is small beside another that takes this share of its bytes at most.
    var smallShare = 0.5
    /// Bytes of all tables.
    var dataBytes: Double

    /// Of the workload's time, what an index as large as all tables must save.
    private static let rentOfAll = 0.02
    /// Below, room costs nothing worth counting.
    private static let leastData = 1e9

    /// What the bytes of an index must save at least, in the unit of `reads`.
    func rent(bytes: Double, reads: Double) -> Double {
        Self.rentOfAll * reads * bytes / max(dataBytes, Self.leastData)
    }
}
