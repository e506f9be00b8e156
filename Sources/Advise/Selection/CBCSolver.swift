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
        let model = new_model()
        defer { delete_model(model) }
        load(programme, into: model)
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
        return try solution(of: model, count: programme.costs.count, gap: limits.gap)
    }

    /// Hands the programme over in CBC's form: the matrix column by column.
    fileprivate func load(_ programme: IntegerProgramme, into model: UnsafeMutableRawPointer?) {
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
            [Double](repeating: 1, count: count), programme.costs, programme.rows.map(\.lower),
            programme.rows.map(\.upper))
        for column in 0..<Int32(count) { set_integer(model, column) }
    }

    fileprivate func solution(of model: UnsafeMutableRawPointer?, count: Int, gap: Double) throws(AdviseError)
        -> ProgrammeSolution
    {
        let cost = objective_value(model)
        // CBC answers with a huge value where it has found nothing.
        guard is_proven_infeasible(model) == 0, abs(cost) < 1e49, let values = column_solution(model) else {
            throw AdviseError(
                code: .noSolution,
                message: "No choice of indexes keeps all limits, or the time was too short to find one",
                remedy: "Raise the budget, the limits for each table or the time limit")
        }
        let proven = is_proven_optimal(model) != 0
        // A proven optimum may be one within the gap; the bound that CBC holds then can be above it by rounding.
        let bound = min(best_possible_value(model), cost)
        return ProgrammeSolution(
            values: (0..<count).map { values[$0] > 0.5 }, cost: cost,
            lowerBound: bound.isFinite && abs(bound) < 1e49 ? bound : proven ? cost * (1 - gap) : 0,
            isCutShort: is_seconds_limit_reached(model) != 0 && !proven)
    }
}
