import Foundation

/// Things that chance draws equally often on average, of which only those are known that it drew most often.
struct CutPoisson {
    /// How often one is drawn on average.
    let mean: Double
    /// How many were drawn less often than all that are known.
    let unseen: Double

    /// - Parameters:
    ///   - counts: how often the known ones were drawn; those far above the least are of another kind.
    ///   - drawn: of all that could be drawn, 0 to 1. Things that are all there equally often spread by the square root of the
    ///     rest as much; where how often they are there is chance too, by all of it. Half way between is taken.
    init?(counts: [Double], drawn: Double = 0) {
        guard let last = counts.min() else { return nil }
        let least = max(1, last.rounded())
        let alike = counts.filter { $0 <= least + 4 * least.squareRoot() }
        let spread = (1 + (1 - drawn).squareRoot()) / 2
        let excess = alike.reduce(0) { $0 + $1 - least } / Double(alike.count) / spread
        // All equal, as no chance would have it: a third of that is as much as chance explains.
        var (low, high) = (least * 0.3, least * 1.5)
        for _ in 0..<40 {
            let middle = (low + high) / 2
            if Self.tail(middle, least).excess < excess { low = middle } else { high = middle }
        }
        mean = low
        let share = Self.tail(mean, least).share
        unseen = Double(alike.count) * (1 - share) / max(share, 1e-9)
    }

    /// The greatest mean at which not one of all is expected to be drawn more often than `most`.
    ///
    /// - Parameter draws: of all together.
    static func mean(reaching most: Double, inOneOf draws: Double) -> Double {
        var (low, high) = (most * 1e-4, most)
        for _ in 0..<40 {
            let middle = (low + high) / 2
            if tail(middle, most.rounded(.down) + 1).share * draws / middle < 1 { low = middle } else { high = middle }
        }
        return low
    }

    /// How likely `least` or more are drawn, and by how much these exceed it on average.
    private static func tail(_ mean: Double, _ least: Double) -> (share: Double, excess: Double) {
        var term = exp(least * log(mean) - mean - lgamma(least + 1))
        var (sum, moment, above) = (0.0, 0.0, 0.0)
        while above < min(10 + 12 * least.squareRoot(), 100_000) {
            sum += term
            moment += term * above
            above += 1
            term *= mean / (least + above)
        }
        return (sum, sum > 0 ? moment / sum : 0)
    }
}
