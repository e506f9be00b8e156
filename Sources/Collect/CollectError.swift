import Postgres

/// Why there is no snapshot. What is merely missing from one is in `Snapshot.unreadable`.
public struct CollectError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// No session could be had: wrong host, password, database, TLS, too many connections ...
        case cannotConnect
        /// The session broke: the server shut down, or the network did.
        case connectionLost
        /// The server is older than 13.
        case unsupportedVersion
        /// The server neither answered nor kept its own time limit.
        case timedOut
        /// The server refused what nothing can be collected without.
        case refused
    }

    public let code: Code
    /// What happened, without a final full stop.
    public let message: String
    /// What to do; empty where there is nothing to advise.
    public let remedy: String
    public let cause: PostgresError?

    public init(_ code: Code, _ message: String, remedy: String, cause: PostgresError? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.cause = cause
    }

    public var description: String { remedy.isEmpty ? message : "\(message). \(remedy)" }
}

extension CollectError {
    static func cannotConnect(_ target: String, _ cause: PostgresError) -> CollectError {
        // A target without a name of its own is called by its address, which the cause says too.
        let message =
            cause.message.contains(target) ? cause.message : "cannot collect from \(target): \(cause.message)"
        return CollectError(.cannotConnect, message, remedy: cause.remedy, cause: cause)
    }

    static func lost(_ target: String, during step: String, _ cause: PostgresError) -> CollectError {
        let isIdleLimit = [.idleSessionTimeout, .idleInTransactionTimeout].contains(cause.sqlState)
        return CollectError(
            .connectionLost, "lost the connection to \(target) while reading \(step): \(cause.message)",
            remedy: isIdleLimit
                ? "Nothing was stored. The server ends sessions of this role that wait: ALTER ROLE ... SET idle_session_timeout = '1min' for it."
                : "Nothing was stored. Collect again once the server is up.", cause: cause)
    }

    static func refused(_ target: String, _ step: String, _ cause: PostgresError) -> CollectError {
        CollectError(
            .refused, "\(target) refused to say the least that collecting needs (\(step)): \(cause.message)",
            remedy: cause.remedy, cause: cause)
    }

    static func unsupported(_ target: String, version: Int) -> CollectError {
        CollectError(
            .unsupportedVersion, "\(target) runs PostgreSQL \(version / 10_000)",
            remedy: "Advisor reads PostgreSQL 13 and later: upgrade the server.")
    }

    static func timedOut(_ target: String, _ limit: Duration) -> CollectError {
        CollectError(
            .timedOut,
            "\(target) did not answer within \(Remedy.seconds(limit)), nor did it end its statement by itself",
            remedy: "Check the network and the server's load, or allow more with --time-limit.")
    }
}
