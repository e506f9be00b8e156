/// What is wrong with a YAML file of rules or of their configuration, and where.
public struct RuleFileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The path as it was given.
    public var file: String
    /// From 1; nil where the cause is no particular line's.
    public var line: Int?
    /// What is wrong and, where it is not obvious, what would be right.
    public var cause: String

    public init(file: String, line: Int?, cause: String) {
        self.file = file
        self.line = line
        self.cause = cause
    }

    public var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(cause)" }
}

/// Everything that is wrong with a folder of rules; never empty.
public struct RuleFileErrors: Error, Sendable, Equatable, CustomStringConvertible {
    public var errors: [RuleFileError]

    public init(_ errors: [RuleFileError]) { self.errors = errors }

    public var description: String { errors.map(\.description).joined(separator: "\n") }
}
