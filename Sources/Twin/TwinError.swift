import Postgres

/// Why there is no twin, or no longer one.
public struct TwinError: Error, Sendable, CustomStringConvertible {
    public var message: String
    public var remedy: String

    public init(_ message: String, remedy: String) {
        self.message = message
        self.remedy = remedy
    }

    public var description: String { "\(message). \(remedy)" }

    /// An error of the twin's own server in words of the twin.
    static func explaining(_ error: any Error) -> any Error {
        guard let error = error as? PostgresError, error.kind != .cancelled else { return error }
        return TwinError(
            "The twin's server refused what the twin is made of: \(error.message)",
            remedy: "Collect again with --twin; if it stays, report it.")
    }
}
