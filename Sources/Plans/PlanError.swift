/// Why a text could not be read as a plan.
public struct PlanError: Error, Equatable, Sendable, CustomStringConvertible {
    /// In the text as it was given, from 1.
    public var line: Int
    public var problem: String
    public var remedy: String

    public init(line: Int, problem: String, remedy: String) {
        self.line = line
        self.problem = problem
        self.remedy = remedy
    }

    public var description: String { "line \(line): \(problem). \(remedy)." }
}

extension PlanError {
    static func noPlan(line: Int = 1) -> PlanError {
        PlanError(
            line: line, problem: "there is no plan in this text",
            remedy: "Give the whole output of EXPLAIN, in any of its four formats")
    }

    static func truncated(line: Int, _ problem: String) -> PlanError {
        PlanError(
            line: line, problem: problem,
            remedy:
                "The text seems to be cut off: give the whole output of EXPLAIN, and have psql neither wrap nor page it"
        )
    }

    static func malformed(line: Int, _ problem: String) -> PlanError {
        PlanError(
            line: line, problem: problem, remedy: "Give the output as EXPLAIN printed it, or use EXPLAIN (FORMAT JSON)")
    }
}
