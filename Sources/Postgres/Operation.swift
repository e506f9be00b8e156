/// One use of a connection, from its turn until the server is ready again.
struct Operation {
    enum Interruption { case deadline, cancelled }

    /// How long a server may take to answer a cancel request before the connection is given up.
    static let grace = Duration.seconds(5)
    /// How much later than the server's own statement_timeout the client steps in.
    static let lead = Duration.milliseconds(500)

    let id: UInt64
    let timeout: Duration?
    private(set) var deadline: ContinuousClock.Instant?
    private(set) var interruption: Interruption?
    private(set) var cancelRequest: CancelRequest?

    init(id: UInt64, timeout: Duration?) {
        self.id = id
        self.timeout = timeout
        deadline = timeout.map { .now + $0 + Self.lead }
    }

    mutating func interrupt(_ reason: Interruption, _ request: CancelRequest) {
        interruption = reason
        cancelRequest = request
        deadline = .now + Self.grace
    }

    /// 57014 says only that a statement was cancelled; the operation knows why.
    func explain(_ error: any Error) -> any Error {
        guard let error = error as? PostgresError, error.sqlState == .queryCanceled || error == .unanswered else {
            return error
        }
        let isTimeout =
            interruption == .deadline
            || interruption == nil && (timeout != nil || error.message.contains("timeout"))
        return isTimeout ? PostgresError.statementTimedOut(timeout) : PostgresError.cancelled
    }
}

extension PostgresError {
    static let closed = PostgresError(.connectionLost, "the connection is closed", remedy: "Connect again.")
    static let cancelled = PostgresError(.cancelled, "the statement was cancelled", sqlState: .queryCanceled)
    static let unanswered = PostgresError(
        .connectionLost, "the server answered neither the statement nor its cancellation")

    static func statementTimedOut(_ timeout: Duration?) -> PostgresError {
        PostgresError(
            .timedOut, "the statement was cancelled" + (timeout.map { " after \($0)" } ?? " by statement_timeout"),
            remedy: "Allow more time, or look for what the server is waiting for.", sqlState: .queryCanceled)
    }
}
