/// Why a sample workload could not be read, seeded or run.
public struct WorkloadError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable, Equatable {
        case unknownWorkload, missingFile, malformed, invalidScale, statementFailed
    }

    public var code: Code
    /// The file and its line where one is at fault: `forum/workload.sql:12`.
    public var place: String?
    public var message: String
    public var remedy: String
    public var cause: (any Error)?

    public var description: String {
        let head = place.map { "\($0): \(message)" } ?? message
        let tail = cause.map { " (\($0))" } ?? ""
        return "\(head)\(tail). \(remedy)"
    }
}

extension WorkloadError {
    static func unknownWorkload(_ name: String) -> Self {
        Self(
            code: .unknownWorkload, message: "there is no sample workload '\(name)'",
            remedy: "Take one of \(SampleWorkload.names.joined(separator: ", "))")
    }

    static func missingFile(_ path: String) -> Self {
        Self(
            code: .missingFile, message: "sample-workloads/\(path) is not in this binary",
            remedy: "Run `make generate` and build again")
    }

    static func malformed(_ file: String, line: Int, _ message: String, remedy: String) -> Self {
        Self(code: .malformed, place: "\(file):\(line)", message: message, remedy: remedy)
    }

    static func invalidScale(_ scale: Double) -> Self {
        Self(
            code: .invalidScale, message: "a scale of \(scale) makes no sense",
            remedy: "Take a number above 0; 1 is about 1 GB")
    }

    static func stepFailed(_ name: String, of workload: String, cause: any Error) -> Self {
        Self(
            code: .statementFailed, message: "seeding \(workload) failed at '\(name)'",
            remedy: "Seed an empty database as superuser; the workload's files are in sample-workloads/\(workload)",
            cause: cause)
    }

    static func statementFailed(_ statement: String, of workload: String, cause: any Error) -> Self {
        Self(
            code: .statementFailed, message: "statement '\(statement)' of the sample workload \(workload) failed",
            remedy: "Seed the database again, in case it was changed", cause: cause)
    }

    static func noSuchColumn(_ column: String, of statement: String, in workload: String) -> Self {
        Self(
            code: .malformed, place: "\(workload)/workload.sql",
            message: "statement '\(statement)' returns no column '\(column)'",
            remedy: "Name a column of its result after the dot")
    }
}
