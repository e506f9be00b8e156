/// What went wrong between Advisor and a server. `description` is made for people and logs: it holds no password, no
/// parameter and no literal of a statement.
public struct PostgresError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What a caller can react to.
    public enum Kind: String, Sendable, CaseIterable {
        /// The connection string, URI or service cannot be understood.
        case invalidOptions
        case unknownHost
        /// Nothing listens there: a wrong host, port or socket folder, or a server that is not running.
        case connectionRefused
        /// The server asks for a password and none was given.
        case passwordMissing
        /// Password, certificate or pg_hba.conf refused the role; servers do not tell an unknown role from a wrong password.
        case accessRefused
        case unknownDatabase
        /// The certificate does not verify, or TLS was required and is not offered.
        case tlsFailed
        case startingUp
        case shuttingDown
        case tooManyConnections
        /// The time allowed to connect, to a statement, or to wait for a pooled connection ran out.
        case timedOut
        case cancelled
        /// The connection broke, or was closed, while or before it was used.
        case connectionLost
        /// The server refused a statement: see `sqlState`.
        case statementFailed
        /// A value of the answer is not of the type that was asked for.
        case decodingFailed
        /// The call cannot be made: a NUL in a text, too many parameters, a statement of the wrong kind.
        case invalidRequest
    }

    public let kind: Kind
    /// What happened, in one sentence without a final full stop.
    public let message: String
    /// What to do, in full sentences; empty if there is nothing to advise.
    public let remedy: String
    /// The server's code, if the error came from the server.
    public let sqlState: SQLState?
    /// Where in the statement the error lies: characters from 1.
    public let position: Int?
    /// The constraint that was violated, for class 23.
    public let constraint: String?

    public init(
        _ kind: Kind, _ message: String, remedy: String = "", sqlState: SQLState? = nil, position: Int? = nil,
        constraint: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.remedy = remedy
        self.sqlState = sqlState
        self.position = position
        self.constraint = constraint
    }

    /// An error that the server caught itself and told in other ways than as an error.
    public init(caught state: SQLState, _ message: String) {
        let advice = ServerMessage.advice(on: state, message)
        self.init(
            advice?.kind ?? .statementFailed, ServerMessage.publishable(message, state), remedy: advice?.remedy ?? "",
            sqlState: state)
    }

    public var description: String {
        let code = sqlState.map { " (SQLSTATE \($0))" } ?? ""
        return remedy.isEmpty ? message + code : "\(message)\(code). \(remedy)"
    }

    /// Whether the same work can succeed on a new connection or a little later, without any change by the user.
    public var isTransient: Bool {
        switch kind {
        case .startingUp, .shuttingDown, .tooManyConnections, .connectionLost: true
        case .statementFailed: sqlState == .serializationFailure || sqlState == .deadlockDetected
        default: false
        }
    }
}
