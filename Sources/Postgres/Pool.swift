/// The sizes and times of a pool.
public struct PoolLimits: Sendable {
    /// Connections kept open even if idle.
    public var minimum = 0
    public var maximum = 10
    /// How long a caller waits for a connection.
    public var wait: Duration = .seconds(10)
    /// How long a connection beyond the minimum may lie idle.
    public var idle: Duration = .seconds(300)
    /// How long any connection lives, less up to a tenth at random.
    public var lifetime: Duration = .seconds(1800)

    public init() {}
}

/// Connections to one database, shared by many tasks: first come, first served.
public actor Pool {
    typealias Lease = PoolLedger<Connection>.Lease

    /// What a waiter is woken with.
    private enum Grant: Sendable {
        case lease(Lease)
        /// Room for one more connection, already reserved.
        case room
        case refused(PostgresError)
    }

    private struct Waiter {
        let id: UInt64
        let continuation: CheckedContinuation<Grant, Never>
    }

    public nonisolated let options: ConnectionOptions
    private var ledger: PoolLedger<Connection>
    private var waiters: [Waiter] = []
    private var nextID: UInt64 = 0
    private var isClosed = false
    private var upkeep: Task<Void, Never>?

    /// Opens nothing yet.
    public init(_ options: ConnectionOptions, limits: PoolLimits = PoolLimits()) {
        self.options = options
        ledger = PoolLedger(limits: limits)
    }

    /// Lends a connection to `body`. A connection that comes back inside a transaction or broken is closed.
    ///
    /// - Throws: `.timedOut` if none became free in time, what connecting throws, and what `body` throws.
    public nonisolated(nonsending) func withConnection<T>(
        _ body: nonisolated(nonsending) (Connection) async throws -> T
    ) async throws -> T {
        let lease = try await acquire()
        do {
            let value = try await body(lease.member)
            await giveBack(lease)
            return value
        } catch {
            await giveBack(lease)
            throw error
        }
    }

    /// Refuses new callers and closes the idle connections; those lent out are closed when they come back.
    public func close() async {
        isClosed = true
        upkeep?.cancel()
        for waiter in waiters { waiter.continuation.resume(returning: .refused(.poolClosed)) }
        waiters = []
        for connection in ledger.takeAll() { await connection.close() }
    }

    /// Connections open, lent or being opened.
    public var count: Int { ledger.count }

    /// Callers in the queue.
    public var waiting: Int { waiters.count }

    // MARK: Lending

    private func acquire() async throws -> Lease {
        if isClosed { throw PostgresError.poolClosed }
        if waiters.isEmpty {
            while let lease = ledger.take(at: .now) {
                if await lease.member.isFit() { return lease }
                await discard(lease)
            }
            if ledger.hasRoom {
                ledger.reserve()
                return try await open()
            }
        }
        switch await turn() {
        case .lease(let lease): return lease
        case .room: return try await open()
        case .refused(let error): throw error
        }
    }

    /// Opens a connection for which room is reserved.
    private func open() async throws -> Lease {
        do {
            let connection = try await Connection.connect(options)
            return Lease(
                member: connection, retires: ledger.retirement(openedAt: .now, jitter: .random(in: 0...1)))
        } catch {
            ledger.discard()
            grantRoom()
            throw error
        }
    }

    private func turn() async -> Grant {
        nextID += 1
        let id = nextID
        let limit = ledger.limits.wait
        let timer = Task {
            try await Task.sleep(for: limit)
            self.refuse(id, .poolExhausted(limit))
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiters.append(Waiter(id: id, continuation: $0)) }
        } onCancel: {
            Task { await self.refuse(id, .cancelled) }
        }
    }

    private func refuse(_ id: UInt64, _ error: PostgresError) {
        guard let place = waiters.firstIndex(where: { $0.id == id }) else { return }
        waiters.remove(at: place).continuation.resume(returning: .refused(error))
    }

    // MARK: Taking back

    private func giveBack(_ lease: Lease) async {
        guard !isClosed, lease.retires > .now, await lease.member.isFit() else { return await discard(lease) }
        if isClosed { return await discard(lease) }
        if waiters.isEmpty {
            ledger.putBack(lease, at: .now)
            scheduleUpkeep()
        } else {
            waiters.removeFirst().continuation.resume(returning: .lease(lease))
        }
    }

    private func discard(_ lease: Lease) async {
        ledger.discard()
        grantRoom()
        await lease.member.close()
    }

    private func grantRoom() {
        guard !waiters.isEmpty, ledger.hasRoom else { return }
        ledger.reserve()
        waiters.removeFirst().continuation.resume(returning: .room)
    }

    // MARK: Upkeep

    /// Opens connections up to the minimum, so that the first callers need not wait for it.
    public func fill() async throws {
        while ledger.lacksMembers, !isClosed {
            ledger.reserve()
            await giveBack(try await open())
        }
    }

    private func scheduleUpkeep() {
        guard upkeep == nil, let next = ledger.nextExpiry else { return }
        upkeep = Task { [weak self] in
            do { try await Task.sleep(until: next, clock: .continuous) } catch { return }
            await self?.closeExpired()
        }
    }

    private func closeExpired() async {
        upkeep = nil
        for connection in ledger.takeExpired(at: .now) { await connection.close() }
        scheduleUpkeep()
        // A minimum that cannot be kept now is tried again by whoever asks next.
        do { try await fill() } catch {}
    }
}

extension PostgresError {
    static let poolClosed = PostgresError(.connectionLost, "the connection pool is closed")

    static func poolExhausted(_ limit: Duration) -> PostgresError {
        PostgresError(
            .timedOut, "no pooled connection became free within \(limit)",
            remedy: "Raise the pool's maximum, or find what holds its connections.")
    }
}

extension Connection {
    /// Whether the session can be lent out: outside any transaction, and not ended by the server meanwhile.
    func isFit() -> Bool {
        guard operation == nil, let wire, wire.consumeInput() else { return false }
        _ = wire.isBusy  // reads a farewell that has come
        return isOpen && isIdle && !wire.hasFarewell
    }
}
