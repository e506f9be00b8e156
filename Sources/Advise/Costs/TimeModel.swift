import Glibc

/// What an execution takes by the cost of its plan in memory (`MemoryCosts`), on the machine that the window was measured on.
///
/// Short statements take a fixed time and one that grows with the cost; both are read off the workload's own short ones. What
/// a long statement takes for a unit of cost is its own affair: it waits for the processor, its rows are wider, the planner
/// errs about it. So a statement keeps its own rate as far as it keeps its cost, and comes near the short ones' as that falls.
struct TimeModel: Sendable, Equatable {
    /// Milliseconds of an execution whatever its plan.
    var fixed: Double
    /// Milliseconds that one which writes takes on top: WAL, entries of indexes, constraints.
    var ofWriting: Double
    /// Milliseconds for a planner unit.
    var perUnit: Double

    /// A statement as it was measured.
    struct Observation: Sendable, Equatable {
        /// Of one execution.
        var milliseconds: Double
        var cost: Double
        /// Share of the executions that change a row, 0 to 1.
        var writes: Double
    }

    /// Where too few statements were measured: scripts/bench/plan-cost on PostgreSQL 15, an idle machine.
    static let standard = TimeModel(fixed: 0.004, ofWriting: 0.02, perUnit: 0.002)

    /// Up to this cost a statement is short.
    static let shortCost = 100.0
    private static let fewest = 5
    /// Share of the statements that lie below the line.
    private static let low = 0.4
    /// Up to so many times the rate of the short ones a statement's own is a matter of waiting for the processor and of wide
    /// rows; beyond, of the plan of today, about which the planner errs.
    private static let plausible = 30.0

    init(fixed: Double, ofWriting: Double, perUnit: Double) {
        self.fixed = fixed
        self.ofWriting = ofWriting
        self.perUnit = perUnit
    }

    /// Read off statements as they were measured. The number of steps grows with the third power of theirs.
    init(_ observations: [Observation]) {
        self = .standard
        let short = observations.filter { $0.milliseconds > 0 && $0.cost > 0 && $0.cost < Self.shortCost }
        let reads = short.filter { $0.writes == 0 }
        if reads.count >= Self.fewest { (fixed, perUnit) = Self.fit(reads) }
        let surplus = short.filter { $0.writes > 0.5 }.map {
            ($0.milliseconds - fixed - perUnit * $0.cost) / $0.writes
        }.sorted()
        if surplus.count >= Self.fewest { ofWriting = max(0, surplus[surplus.count / 2]) }
    }

    /// The line whose times are wrong by the least factors in all: statements that the planner errs about do not bend it. It lies
    /// a little low, since what is odd about a statement, a wait or an early end that did not come, makes it slower.
    private static func fit(_ observations: [Observation]) -> (fixed: Double, perUnit: Double) {
        let fixed = Set(observations.map(\.milliseconds)).sorted().flatMap { [$0 / 2, $0] }
        let rates = Set(observations.map { $0.milliseconds / $0.cost }).sorted().flatMap { [$0 / 4, $0 / 2, $0] }
        var best = (error: Double.infinity, fixed: standard.fixed, perUnit: standard.perUnit)
        for fixed in fixed {
            for rate in rates {
                let error = observations.reduce(0) { sum, observation in
                    let off = log(observation.milliseconds / (fixed + rate * observation.cost))
                    return sum + (off > 0 ? low * off : (low - 1) * off)
                }
                if error < best.error { best = (error, fixed, rate) }
            }
        }
        return (best.fixed, best.perUnit)
    }

    /// Milliseconds of an execution with another plan.
    ///
    /// - Parameters:
    ///   - measured: ms of an execution with the plan of today.
    ///   - before: cost of that plan, above 0.
    ///   - after: cost of the other.
    ///   - writes: share of the executions that change a row.
    func milliseconds(measured: Double, before: Double, after: Double, writes: Double) -> Double {
        let fixed = min(measured, self.fixed + writes * ofWriting)
        let own = (measured - fixed) / before
        guard after < before else { return measured + max(own, perUnit) * (after - before) }
        guard own > 0 else { return measured }
        // What is odd about a plan is soon gone with it.
        let kept = pow(after / before, max(1, own / (Self.plausible * perUnit)))
        let rate = exp(kept * log(own) + (1 - kept) * log(perUnit))
        return min(measured, fixed + rate * after)
    }

    /// The part of a time that went into reading blocks from outside of shared buffers, and what another plan makes of it.
    struct Reading: Sendable, Equatable {
        /// Milliseconds of an execution, as measured; nil: what its cost in memory does not explain.
        var milliseconds: Double?
        /// Blocks that the other plan asks for, for each that the plan of today asks for.
        var blocks: Double
        /// Shares of the blocks that are not in shared buffers, 0 to 1: of this statement and of short ones.
        var missShare: Double
        var missShareOfShort: Double

        /// What the other plan reads, for each block that the plan of today reads. A scan of a table larger than the memory
        /// misses time and again what a few looked-up blocks do not: as a plan asks for less, it misses as short ones do.
        var factor: Double {
            guard blocks < 1, missShare > 0 else { return blocks }
            let short = max(1e-6, min(missShare, missShareOfShort))
            return blocks * pow(short / missShare, 1 - blocks)
        }
    }

    /// Milliseconds of an execution with another plan, a part of which is reading.
    func milliseconds(measured: Double, before: Double, after: Double, writes: Double, reading: Reading) -> Double {
        let unexplained = max(0, measured - fixed - writes * ofWriting - perUnit * before)
        let part = min(measured, reading.milliseconds ?? unexplained)
        return milliseconds(measured: measured - part, before: before, after: after, writes: writes)
            + part * reading.factor
    }
}
