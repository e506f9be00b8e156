import CLibpq

/// One session on a server. Calls from several tasks wait for each other in order; a transaction must be used by one task.
///
/// All errors are `PostgresError`. Cancelling a task cancels its statement on the server; the connection stays usable.
public actor Connection {
    public nonisolated let options: ConnectionOptions
    let reactor: Reactor
    /// nil once closed or lost.
    var wire: Wire?
    let turns = Turns()
    var operation: Operation?
    var statements: StatementCache
    /// Set while an answer is read piece by piece.
    var remainder: Remainder?
    private var openWait: Reactor.Token?
    private var nextOperation: UInt64 = 1

    public nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.asUnownedSerialExecutor() }

    /// - Throws: a `PostgresError` whose kind says why; `.timedOut` after `options.connectTimeout`, also for a server that
    ///   accepts and then says nothing.
    public static func connect(_ options: ConnectionOptions) async throws -> Connection {
        let connection = Connection(options, try Reactor.shared())
        try await connection.open()
        return connection
    }

    private init(_ options: ConnectionOptions, _ reactor: Reactor) {
        self.options = options
        self.reactor = reactor
        statements = StatementCache(limit: options.preparedStatementLimit)
    }

    // MARK: About the session

    /// Such as 150004 for 15.4.
    public var serverVersion: Int { wire?.serverVersion ?? 0 }
    public var backendPID: Int32 { wire?.backendPID ?? 0 }
    public var usesTLS: Bool { wire?.usesTLS ?? false }
    public var isOpen: Bool { wire?.isUsable ?? false }
    /// Whether the session is outside any transaction and runs nothing.
    public var isIdle: Bool { operation == nil && wire?.transactionStatus == PQTRANS_IDLE }

    /// Settings that the server reports by itself: server_version, TimeZone, in_hot_standby (from 14 on) and others.
    public func parameterStatus(_ name: String) -> String? { wire?.parameterStatus(name) }

    /// Cancels the statement that is running, if any; the call that runs it throws `.cancelled`. Returns when the server has
    /// taken the request.
    public func cancel() async {
        guard let id = operation?.id else { return }
        interrupt(id, .cancelled)
        _ = await operation?.cancelRequest?.isOver(within: Operation.grace)
    }

    /// Cancels what is running, then ends the session. Closing twice is harmless.
    public func close() async {
        // An answer that nobody is reading now would keep its turn until its reader comes back.
        if remainder != nil, openWait == nil {
            wire = nil
            return
        }
        if let id = operation?.id { interrupt(id, .cancelled) }
        // Not in the caller's task, which may be cancelled: the turn must come.
        if !turns.takeNow() { _ = await Task { [turns] in await turns.take() }.value }
        wire = nil
        turns.pass()
    }

    // MARK: Operations

    /// Runs `body` as the only user of the connection, with the task's cancellation and the deadline turned into a cancel
    /// request, and gives the connection back when the server is ready again.
    func perform<T: Sendable>(_ limit: TimeLimit, _ body: () async throws -> T) async throws -> T {
        let id = try await begin(limit)
        let outcome: Result<T, any Error>
        do { outcome = .success(try await interruptible(id, body)) } catch { outcome = .failure(error) }
        let finished = await end()
        do { return try outcome.get() } catch { throw finished.explained(error) }
    }

    func interruptible<T: Sendable>(_ id: UInt64, _ body: () async throws -> T) async throws -> T {
        try await withTaskCancellationHandler {
            try await body()
        } onCancel: {
            Task { await self.interrupt(id, .cancelled) }
        }
    }

    func begin(_ limit: TimeLimit) async throws -> UInt64 {
        if !turns.takeNow(), await !turns.take() { throw PostgresError.cancelled }
        guard wire?.isUsable ?? false else {
            turns.pass()
            throw wire?.lostError ?? PostgresError.closed
        }
        let id = nextOperation
        nextOperation += 1
        operation = Operation(id: id, limit: limit)
        return id
    }

    /// The end of the operation: waits for a cancel request under way, lest it hit the next statement.
    func end() async -> Operation {
        guard let ended = operation else { preconditionFailure("no operation to end") }
        if let cancelRequest = ended.cancelRequest, await !cancelRequest.isOver(within: Operation.grace) { wire = nil }
        if wire?.transactionStatus == PQTRANS_ACTIVE || wire?.isUsable == false { wire = nil }
        operation = nil
        turns.pass()
        return ended
    }

    /// Which use of the connection is going on, by a number that no other has; nil where the server owes no answer.
    public var currentOperation: UInt64? { operation?.id }

    /// Gives up a connection whose server answers nothing, not even a request to cancel: who waits for it is told at once.
    public func abandon() {
        operation?.abandon()
        if let openWait { reactor.wake(openWait) }
    }

    func interrupt(_ id: UInt64, _ reason: Operation.Interruption) {
        guard let wire, operation?.id == id, operation?.interruption == nil else { return }
        operation?.interrupt(reason, CancelRequest(wire))
        if let openWait { reactor.wake(openWait) }
    }

    // MARK: Waiting for the server

    func openWire() throws -> Wire {
        guard let wire else { throw PostgresError.closed }
        return wire
    }

    /// The next result, nil at the end of a statement's results. Sends the rest of the request meanwhile.
    func nextResult(sharing columns: [Column]? = nil) async throws -> QueryResult? {
        let wire = try openWire()
        while wire.isBusy { try await awaitSocket(try wire.flush() ? [.read, .write] : .read) }
        return wire.takeResult().map { QueryResult($0, columns: columns, encoding: wire.encoding) }
    }

    /// Waits for the socket within the operation's time, and reads what has come.
    func awaitSocket(_ interest: Reactor.Interest) async throws {
        let wire = try openWire()
        switch await wait(wire.descriptor, for: interest, until: operation?.deadline) {
        case .ready, .woken:
            // After a break, libpq still gives out what had come before, such as the server's reason.
            _ = wire.consumeInput()
        case .deadlinePassed:
            guard let id = operation?.id, operation?.interruption == nil else {
                self.wire = nil  // cancelled, and still no answer: nothing more can be said over this connection
                throw PostgresError.unanswered
            }
            interrupt(id, .deadline)
        }
    }

    func wait(_ descriptor: Int32, for interest: Reactor.Interest, until deadline: Reactor.Instant?) async
        -> Reactor.Wakeup
    {
        defer { openWait = nil }
        return await withUnsafeContinuation { continuation in
            openWait = reactor.arm(descriptor, for: interest, until: deadline, continuation)
        }
    }

    /// Wakes whoever waits for the socket.
    func wakeWaiter() { if let openWait { reactor.wake(openWait) } }
}
