import Glibc

/// What an execution takes by the work of its plan, on the machine that the window was measured on.
///
/// A short statement takes a fixed time, the less the more often it runs (its code and its pages are then still in the
/// processor's caches), and some for each block that it asks for: both are read off the workload's own short statements. The
/// processor's rate is a statement's own as far as another plan keeps the cost: the planner errs about functions, widths and waiting.
struct TimeModel: Sendable, Equatable {
    /// Milliseconds of an execution whatever its plan, of a statement that runs once a second.
    var fixed: Double
    /// Milliseconds for a block asked for, most of which are in shared buffers.
    var perBlock: Double
    /// Milliseconds that an execution which changes a row takes on top: WAL, entries of indexes, constraints.
    var ofWriting: Double

    /// Where too few statements were measured: the five sample workloads on PostgreSQL 15, two cores, two connections.
    static let standard = TimeModel(fixed: 0.03, perBlock: 0.002, ofWriting: 0.02)

    /// Milliseconds for a planner unit of rows and conditions: scripts/bench/plan-cost.
    private static let perUnit = 0.002
    /// The least that a statement's own unit is taken for; below, the planner errs about the plan of today alone.
    private static let leastPerUnit = 0.0003
    /// To begin with each further index takes so much of the fixed time: partitions have theirs opened one by one.
    private static let perIndex = 0.4
    /// A row more than expected takes as many blocks as the expected ones do, up to so many.
    private static let mostBlocksOfRow = 4.0
    /// The fixed time falls with this power of the executions a second, from the first to the thousandth.
    private static let power = -0.25
    /// Planner units of rows and conditions of which half is a statement's own rate.
    private static let manyRows = 100.0
    /// A plan that reads so many times the blocks that it is to read waits for an early end that does not come.
    private static let wild = 20.0
    /// How far the blocks that were asked for are taken to say that another plan will ask for more, or fewer, than expected.
    private static let carried = 0.2...10
    /// From this share on a plan counts as reading whole tables, about which the planner errs little.
    private static let scanning = 0.3

    init(fixed: Double, perBlock: Double, ofWriting: Double) {
        self.fixed = fixed
        self.perBlock = perBlock
        self.ofWriting = ofWriting
    }

    /// A statement as it was measured, each figure of one execution.
    struct Measured: Sendable, Equatable {
        var milliseconds: Double
        /// Asked for, wherever they were found.
        var blocks: Double
        /// Executions.
        var perSecond: Double
        /// Share of the executions that change a row, 0 to 1.
        var writes = 0.0
        /// That came; nil where they are not the rows of a SELECT.
        var rows: Double?
        /// Whether the rows that came are those that the conditions leave: no LIMIT, no grouping.
        var rowsAreAll = false
    }

    // MARK: Prediction

    /// Milliseconds of an execution with another plan, all that it reads in memory.
    ///
    /// - Parameters:
    ///   - measured: with the plan of today.
    ///   - before: what the planner expects of that plan.
    ///   - after: what it expects of the other.
    func milliseconds(_ measured: Measured, before: PlanWork, after: PlanWork) -> Double {
        guard measured.milliseconds > 0, before.cost > 0 else { return measured.milliseconds }
        let share = rowShare(measured, before)
        let (before, after) = (before.withRows(share), after.withRows(share))
        let start = min(measured.milliseconds, fixed(measured))
        let processor = max(0, measured.milliseconds - start - perBlock * measured.blocks)
        let own = max(Self.leastPerUnit, processor / max(0.01, before.processor))
        guard after.cost < before.cost else {
            let more = max(0, after.processor - before.processor) * own
            return measured.milliseconds + more + perBlock * max(0, Self.blocks(after) - Self.blocks(before))
        }
        let kept = after.cost / before.cost
        let excess = measured.blocks / max(1, Self.blocks(before))
        let isWild = excess > Self.wild
        // What is odd about a scan, or a walk, is gone with it; what is odd about the rows looked up is not.
        let leaves = isWild || (before.wholeShare > Self.scanning && before.searches < 2)
        let carried = pow(min(max(excess, Self.carried.lowerBound), Self.carried.upperBound), leaves ? kept : 1)
        // Rows that came and that the planner does not expect have to be fetched too.
        let surplus = max(0, (measured.rows ?? 0) - after.rows) * Self.blocksOfRow(after)
        // Many rows take what they took: the same functions and widths. A few take what few rows take.
        let like = max(kept, after.processor / (after.processor + Self.manyRows))
        let rate = isWild ? Self.perUnit : exp(like * log(own) + (1 - like) * log(Self.perUnit))
        let beginning = start + Self.perIndex * fixed * Self.warmth(measured) * max(0, after.indexes - 1)
        let time = beginning + perBlock * (Self.blocks(after) * carried + surplus) + rate * after.processor
        return min(measured.milliseconds, time)
    }

    /// Of the rows that a plan is to return, those that come.
    private func rowShare(_ measured: Measured, _ before: PlanWork) -> Double {
        guard measured.rowsAreAll, let rows = measured.rows, rows < before.rows else { return 1 }
        return max(1, rows) / max(1, before.rows)
    }

    /// Milliseconds that the statement takes whatever its plan.
    private func fixed(_ measured: Measured) -> Double {
        fixed * Self.warmth(measured) + measured.writes * ofWriting
    }

    static func warmth(_ measured: Measured) -> Double {
        pow(min(max(measured.perSecond, 1), 1_000), power)
    }

    /// Blocks that a plan is to ask for. The planner takes to be free those above the leaf, one or two for each search, and that
    /// of the visibility map, once for a scan.
    private static func blocks(_ work: PlanWork) -> Double { work.pages + work.searches + work.indexes }

    private static func blocksOfRow(_ work: PlanWork) -> Double {
        min(max(1, blocks(work) / max(1, work.rows)), mostBlocksOfRow)
    }

    /// The part of a time that went into reading blocks from outside of shared buffers, and what another plan makes of it.
    struct Reading: Sendable, Equatable {
        /// Milliseconds of an execution, as measured; nil: what its work in memory does not explain.
        var milliseconds: Double?
        /// Shares of the blocks that are not in shared buffers, 0 to 1: of this statement and of short ones.
        var missShare: Double
        var missShareOfShort: Double

        /// What the other plan reads, for each block that the plan of today reads. A scan of a table larger than the memory
        /// misses time and again what a few looked-up blocks do not: as a plan asks for less, it misses as short ones do.
        ///
        /// - Parameter blocks: that the other plan asks for, for each that the plan of today asks for.
        func factor(blocks: Double) -> Double {
            guard blocks < 1, missShare > 0 else { return blocks }
            let short = max(1e-6, min(missShare, missShareOfShort))
            return blocks * pow(short / missShare, 1 - blocks)
        }
    }

    /// Milliseconds of an execution with another plan, a part of which is reading.
    func milliseconds(_ measured: Measured, before: PlanWork, after: PlanWork, reading: Reading) -> Double {
        let explained = fixed(measured) + perBlock * measured.blocks + Self.perUnit * before.processor
        let part = min(
            measured.milliseconds, reading.milliseconds ?? max(0, measured.milliseconds - explained))
        var rest = measured
        rest.milliseconds -= part
        let blocks = before.pages > 0 ? after.pages / before.pages : 1
        return milliseconds(rest, before: before, after: after) + part * reading.factor(blocks: blocks)
    }
}
