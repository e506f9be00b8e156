import CLibpq

extension Connection {
    /// Runs one statement over the extended protocol: parameters are bound, never pasted.
    ///
    /// Without a timeout, and for statements that refuse a transaction block (CREATE INDEX CONCURRENTLY, VACUUM), the statement
    /// is alone. With one, statement_timeout is set for it in the same round trip (so not for BEGIN), and the client cancels it
    /// a little later should the server not.
    public func query(
        _ sql: String, _ parameters: [Parameter] = [], timeout: Duration? = nil
    ) async throws -> Rows {
        try await perform(.server(timeout)) {
            do {
                return try await self.run(sql, parameters, timeout: timeout)
            } catch let error as PostgresError where self.canRetry(sql, error) {
                return try await self.run(sql, parameters, timeout: timeout)
            }
        }
    }

    /// Runs one or several statements over the simple protocol, without parameters: for scripts, and for statements that
    /// must stand alone. Stops at the first error. The time limit is kept by the client.
    @discardableResult
    public func execute(_ sql: String, timeout: Duration? = nil) async throws -> [Rows] {
        let sql = try SQLText.checked(sql)
        return try await perform(.client(timeout)) {
            try self.openWire().sendSimple(sql)
            var rows: [Rows] = []
            var failure: PostgresError?
            while let result = try await self.nextResult() {
                switch try self.outcome(result) {
                case .rows(let answer): rows.append(answer)
                case .failed(let error): failure = failure ?? error
                case .skipped: break
                }
            }
            if let failure { throw failure }
            return rows
        }
    }

    private func run(_ sql: String, _ parameters: [Parameter], timeout: Duration?) async throws -> Rows {
        let use = statements.plan(for: sql)
        var steps: [Step] = []
        if case .prepare(_, let evicted?) = use { steps.append(try .query("DEALLOCATE \(evicted)")) }
        if case .prepare(let name, _) = use { steps.append(.prepare(name: name, sql: try SQLText.checked(sql))) }
        let body = steps.count
        steps.append(try step(sql, parameters, use))
        let opening = try fence(around: &steps, timeout)
        let outcomes = try await exchange(steps + [.sync])
        if case .prepare(let name, _) = use, case .rows = outcomes[opening + body - 1] {
            statements.didPrepare(sql, as: name)
        }
        let failure = outcomes.firstFailure
        if let failure { throw failure }
        return try outcomes[opening + body].get()
    }

    private func step(_ sql: String, _ parameters: [Parameter], _ use: StatementCache.Use) throws -> Step {
        switch use {
        case .direct: try .query(sql, parameters)
        case .prepare(let name, _), .prepared(let name): .prepared(name: name, try ParameterArrays(parameters))
        }
    }

    /// Puts the statements that set and restore the time limit around `steps`; how many were put before them.
    func fence(around steps: inout [Step], _ timeout: Duration?) throws -> Int {
        guard let timeout, let wire, wire.transactionStatus != PQTRANS_INERROR else { return 0 }
        let inTransaction = wire.transactionStatus == PQTRANS_INTRANS
        steps.insert(try .openFence(timeout, inTransaction: inTransaction), at: 0)
        if inTransaction { steps.append(try .closeFence()) }
        return 1
    }

    /// Whether the error only says that a prepared statement is stale and nothing has been done yet. Inside a transaction the
    /// error has aborted it, so there is no second try.
    private func canRetry(_ sql: String, _ error: PostgresError) -> Bool {
        let isStale =
            error.sqlState == .unknownStatementName
            || error.sqlState == .featureNotSupported && statements.isPrepared(sql)
        if isStale { statements.forget(sql) }
        return isStale && wire?.transactionStatus == PQTRANS_IDLE
    }
}

extension [Outcome] {
    /// The error that came first; what was skipped for it tells nothing new.
    var firstFailure: PostgresError? {
        for case .failed(let error) in self { return error }
        return nil
    }
}
