import CCbc
import Synchronization

/// COIN-OR's CBC, branch and cut on one thread: the same programme gives the same solution every time, unless the time
/// limit ends it.
public struct CBCSolver: IntegerSolver {
    /// Whether the library is there; it is loaded by the first call.
    public static var isInstalled: Bool { cbc_library_load() != nil }

    /// CBC keeps parameters of its own in variables that all models share, so one solves at a time.
    private static let turn = Mutex(())

    public init() {}

    public func solve(_ programme: IntegerProgramme, start: [Bool]?, limits: SolverLimits) throws(AdviseError)
        -> ProgrammeSolution
    {
        guard let library = cbc_library_load()?.pointee else {
            throw AdviseError(
                code: .noSolver, message: "The solver for index selection (CBC) is not installed",
                remedy: "Install it: apt-get install coinor-libcbc3")
        }
        let result = Self.turn.withLock { _ -> Result<ProgrammeSolution, AdviseError> in
            do throws(AdviseError) {
                return .success(try library.solve(programme, start: start, limits: limits))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}

extension cbc_library {
    fileprivate func solve(_ programme: IntegerProgramme, start: [Bool]?, limits: SolverLimits) throws(AdviseError)
        -> ProgrammeSolution
    {
        guard programme.isFinite else {
            throw AdviseError(
                code: .noSolution, message: "Costs or sizes of the statements and indexes are beyond all measure",
                remedy: "Check the weights of the statements (-- calls: N) and the snapshot")
        }
        let model = new_model()
        defer { delete_model(model) }
        let scale = programme.scale
        load(programme, scale, into: model)
        set_log_level(model, 0)
        set_gap(model, limits.gap)
        set_seconds(model, limits.seconds)
        if let start {
            // With a good solution to begin with, its reduced costs fix most variables at once, and preprocessing takes more
            // time than all the rest.
            set_parameter(model, "preprocess", "off")
            let columns = (0..<Int32(start.count)).map { $0 }
            set_start(model, Int32(start.count), columns, start.map { $0 ? 1 : 0 })
        }
        _ = solve(model)
        if let solution = solution(of: model, count: programme.costs.count, scale: scale, gap: limits.gap) {
            return solution
        }
        // Under a tolerance CBC ends without any solution where none is better than what it was given by enough.
        if let start, programme.isKept(by: start) {
            return ProgrammeSolution(
                values: start, cost: programme.cost(of: start), lowerBound: bound(of: model, scale: scale),
                isCutShort: is_seconds_limit_reached(model) != 0)
        }
        throw AdviseError(
            code: .noSolution,
            message: "No choice of indexes keeps all limits, or the time was too short to find one",
            remedy: "Raise the budget, the limits for each table or the time limit")
    }

    /// Hands the programme over in CBC's form: the matrix column by column.
    fileprivate func load(_ programme: IntegerProgramme, _ scale: Double, into model: UnsafeMutableRawPointer?) {
        let count = programme.costs.count
        var columns = [[(row: Int32, value: Double)]](repeating: [], count: count)
        for (number, row) in programme.rows.enumerated() {
            for term in row.terms { columns[term.variable].append((Int32(number), term.coefficient)) }
        }
        var starts: [CoinBigIndex] = [0]
        for column in columns { starts.append(starts[starts.count - 1] + CoinBigIndex(column.count)) }
        load_problem(
            model, Int32(count), Int32(programme.rows.count), starts, columns.flatMap { $0.map(\.row) },
            columns.flatMap { $0.map(\.value) }, [Double](repeating: 0, count: count),
            [Double](repeating: 1, count: count), programme.costs.map { $0 / scale }, programme.rows.map(\.lower),
            programme.rows.map(\.upper))
        for column in 0..<Int32(count) { set_integer(model, column) }
    }

    /// nil where it has found none.
    fileprivate func solution(
        of model: UnsafeMutableRawPointer?, count: Int, scale: Double, gap: Double
    ) -> ProgrammeSolution? {
        let found = objective_value(model)
        // CBC answers with a huge value where it has found nothing.
        guard is_proven_infeasible(model) == 0, abs(found) < Self.nothing, let values = column_solution(model) else {
            return nil
        }
        let proven = is_proven_optimal(model) != 0
        // A proven optimum may be one within the gap; the bound that CBC holds then can be above it by rounding.
        let cost = found * scale
        let bound = min(bound(of: model, scale: scale), cost)
        return ProgrammeSolution(
            values: (0..<count).map { values[$0] > 0.5 }, cost: cost,
            lowerBound: bound == 0 && proven ? cost * (1 - gap) : bound,
            isCutShort: is_seconds_limit_reached(model) != 0 && !proven)
    }

    /// What no solution costs less than; 0 where CBC does not know.
    fileprivate func bound(of model: UnsafeMutableRawPointer?, scale: Double) -> Double {
        let best = best_possible_value(model)
        return best.isFinite && abs(best) < Self.nothing ? max(0, best * scale) : 0
    }

    private static var nothing: Double { 1e49 }
}

extension IntegerProgramme {
    /// CBC ends the process on what is no number, and on sums that grow beyond what it takes for infinite.
    fileprivate var isFinite: Bool {
        costs.allSatisfy { abs($0) < Self.greatest }
            && rows.allSatisfy { row in
                !row.lower.isNaN && !row.upper.isNaN && row.terms.allSatisfy { abs($0.coefficient) < Self.greatest }
            }
    }

    private static let greatest = 1e60

    /// What costs are divided by for CBC: costs above 1e25 make it abort. The choice is the same, for only ratios count.
    fileprivate var scale: Double {
        let most = costs.reduce(0) { max($0, abs($1)) }
        return most > 1e12 ? most / 1e12 : 1
    }
}
