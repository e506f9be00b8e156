/// One use of a connection, from its turn until the server is ready again.
struct Operation {
    enum Interruption { case deadline, cancelled }

    /// How long a server may take to answer a cancel request before the connection is given up.
    static let grace = Duration.seconds(15)

    let id: UInt64
    let limit: TimeLimit
    private(set) var deadline: ContinuousClock.Instant?
    private(set) var interruption: Interruption?
    private(set) var cancelRequest: CancelRequest?

    init(id: UInt64, limit: TimeLimit) {
        self.id = id
        self.limit = limit
        deadline = limit.clientDeadline
    }

    /// The next statement of a pipeline has the whole time again.
    mutating func restartClock() {
        if interruption == nil { deadline = limit.clientDeadline }
    }

    /// Nobody waits for an answer any more, to this or to a cancel request.
    mutating func abandon() {
        interruption = interruption ?? .deadline
        cancelRequest = nil
        deadline = .now
    }

    mutating func interrupt(_ reason: Interruption, _ request: CancelRequest) {
        interruption = reason
        cancelRequest = request
        deadline = .now + Self.grace
    }

    /// 57014 says only that a statement was cancelled; the operation knows why.
    ///
    /// Where neither we nor a limit of ours ended it, it was a time limit of the server's, or somebody there: only the server's
    /// words, in its own language, tell which.
    func explained(_ error: PostgresError) -> PostgresError {
        guard error.sqlState == .queryCanceled || error == .unanswered else { return error }
        switch interruption {
        case .cancelled: return .cancelled
        case .deadline: return .statementTimedOut(limit.timeout)
        case nil where limit.timeout != nil: return .statementTimedOut(limit.timeout)
        case nil: return .endedByServer(error.message)
        }
    }

    func explained(_ error: any Error) -> any Error {
        (error as? PostgresError).map { explained($0) as any Error } ?? error
    }
}

/// How long a statement may run, and who watches.
struct TimeLimit {
    let timeout: Duration?
    /// How much later than the server's own statement_timeout the client steps in.
    private let lead: Duration

    static func server(_ timeout: Duration?) -> Self { Self(timeout: timeout, lead: .milliseconds(500)) }
    static func client(_ timeout: Duration?) -> Self { Self(timeout: timeout, lead: .zero) }
    /// Of several statements that each may take so long.
    static func server(_ timeout: Duration, statements: Int) -> Self {
        Self(timeout: timeout, lead: timeout * max(0, statements - 1) + .milliseconds(500))
    }

    var clientDeadline: ContinuousClock.Instant? { timeout.map { .now + $0 + lead } }
}

extension PostgresError {
    static let closed = PostgresError(.connectionLost, "the connection is closed", remedy: "Connect again.")
    static let cancelled = PostgresError(.cancelled, "the statement was cancelled", sqlState: .queryCanceled)
    static let unanswered = PostgresError(
        .connectionLost, "the server answered neither the statement nor its cancellation")

    static func endedByServer(_ reason: String) -> PostgresError {
        PostgresError(
            .timedOut, "the server ended the statement: \(reason)",
            remedy: "Allow more time, or look for what the server is waiting for.", sqlState: .queryCanceled)
    }

    static func statementTimedOut(_ timeout: Duration?) -> PostgresError {
        PostgresError(
            .timedOut, "the statement was cancelled" + (timeout.map { " after \($0)" } ?? " by statement_timeout"),
            remedy: "Allow more time, or look for what the server is waiting for.", sqlState: .queryCanceled)
    }
}
