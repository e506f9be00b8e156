/// Why there is no advice.
public struct AdviseError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// The solver's library is not installed.
        case noSolver
        /// The conditions contradict each other, or the time was too short for any solution.
        case noSolution
        /// Nothing to choose indexes for.
        case noWorkload
    }

    public var code: Code
    public var message: String
    public var remedy: String

    public init(code: Code, message: String, remedy: String) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    public var description: String { "\(message). \(remedy)" }
}
