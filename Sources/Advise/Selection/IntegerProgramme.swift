/// Minimise the sum of `cost x` over variables that are 0 or 1, under rows of linear conditions.
public struct IntegerProgramme: Sendable {
    /// `lower <= sum of coefficient x <= upper`.
    public struct Row: Sendable {
        public var terms: [(variable: Int, coefficient: Double)]
        public var lower: Double
        public var upper: Double
    }

    /// One entry a variable.
    public private(set) var costs: [Double] = []
    public private(set) var rows: [Row] = []

    public init() {}

    /// Adds a variable and returns its number, from 0.
    public mutating func variable(cost: Double) -> Int {
        costs.append(cost)
        return costs.count - 1
    }

    public mutating func row(
        _ terms: [(variable: Int, coefficient: Double)], atLeast lower: Double = -.infinity,
        atMost upper: Double = .infinity
    ) {
        rows.append(Row(terms: terms, lower: lower, upper: upper))
    }

    /// Whether the values keep every row.
    func isKept(by values: [Bool]) -> Bool {
        rows.allSatisfy { row in
            let sum = row.terms.reduce(0) { values[$1.variable] ? $0 + $1.coefficient : $0 }
            return sum >= row.lower - Self.tolerance && sum <= row.upper + Self.tolerance
        }
    }

    func cost(of values: [Bool]) -> Double { zip(costs, values).reduce(0) { $1.1 ? $0 + $1.0 : $0 } }

    private static let tolerance = 1e-9
}

/// How a solver is to work.
public struct SolverLimits: Sendable {
    /// Stops when the best solution is proven to be within this share of the optimum.
    public var gap: Double
    /// Seconds after which the best solution found is taken.
    public var seconds: Double

    public init(gap: Double = 1e-4, seconds: Double = 20) {
        self.gap = gap
        self.seconds = seconds
    }
}

/// A solution of an integer programme.
public struct ProgrammeSolution: Sendable, Equatable {
    /// Whether each variable is 1.
    public var values: [Bool]
    public var cost: Double
    /// No solution costs less.
    public var lowerBound: Double
    /// The time limit ended the search.
    public var isCutShort: Bool

    public init(values: [Bool], cost: Double, lowerBound: Double, isCutShort: Bool = false) {
        self.values = values
        self.cost = cost
        self.lowerBound = lowerBound
        self.isCutShort = isCutShort
    }
}

/// Solves integer programmes. CBC is one; tests have one that tries every choice.
public protocol IntegerSolver: Sendable {
    /// - Parameter start: a solution to begin with; it must keep every row.
    /// - Throws: `AdviseError` where there is no solution, or none was found in time.
    func solve(_ programme: IntegerProgramme, start: [Bool]?, limits: SolverLimits) throws(AdviseError)
        -> ProgrammeSolution
}

extension IntegerSolver {
    /// nil where there is no solution, or none was found in time.
    func solutionIfAny(
        of programme: IntegerProgramme, start: [Bool]?, limits: SolverLimits
    ) throws -> ProgrammeSolution? {
        do {
            return try solve(programme, start: start, limits: limits)
        } catch let error where error.code == .noSolution {
            return nil
        }
    }
}
