import CLibpq

extension Connection {
    /// Sends a whole transaction block, its BEGIN and its COMMIT included, in one round trip.
    ///
    /// Nothing is prepared, and whatever becomes of the statements, the session is outside a transaction afterwards: so this
    /// works through a pooler that gives the server's session to others after each transaction.
    ///
    /// - Parameters:
    ///   - timeout: for each statement, kept by the server (the block sets it). The client steps in a little later.
    ///   - undo: what to send where the block did not come to its end, given what became of its statements.
    /// - Returns: for each statement its rows, or its error. Behind the first error all are skipped.
    /// - Throws: only what concerns all: cancellation, a lost connection, parameters that cannot be sent.
    public func block(
        _ statements: [Query], timeout: Duration,
        undo: @Sendable ([Result<Rows, PostgresError>]) -> [Query] = { _ in ["ROLLBACK"] }
    ) async throws -> [Result<Rows, PostgresError>] {
        if statements.isEmpty { return [] }
        return try await perform(.server(timeout, statements: statements.count)) {
            if let encoding = self.wire?.encoding { try statements.forEach(encoding.check) }
            let steps = try statements.map { try Step.query($0.sql, $0.parameters) }
            let outcomes = try await self.exchange(steps + [.sync]).dropLast().map { self.explained($0) }
            if self.isInBlock { try await self.leaveBlock(undo(outcomes)) }
            return outcomes
        }
    }

    private var isInBlock: Bool {
        wire?.transactionStatus == PQTRANS_INERROR || wire?.transactionStatus == PQTRANS_INTRANS
    }

    /// More than once, because a cancel request under way may hit a statement that it was not meant for. A session that cannot
    /// leave its transaction is of no more use.
    private func leaveBlock(_ undo: [Query]) async throws {
        for _ in 1...3 where isInBlock {
            _ = try await exchange(try undo.map { try Step.query($0.sql, $0.parameters) } + [.sync])
        }
        if isInBlock { wire = nil }
    }

    /// From now on, blocks are sent and read in the database's own encoding where that is known here: each must set
    /// client_encoding to it. So a byte that no character has costs its value alone.
    ///
    /// - Returns: what client_encoding must be.
    public func useServerEncoding() -> String {
        let name = wire?.parameterStatus("server_encoding") ?? "UTF8"
        wire?.encoding = ServerEncoding(name)
        return name == "SQL_ASCII" ? name : wire?.encoding?.name ?? "UTF8"
    }
}

extension ServerEncoding {
    /// - Throws: where the statement or a parameter holds what the encoding lacks; the server would only say so.
    func check(_ query: Query) throws {
        let texts = query.parameters.filter { !$0.isBinary }.compactMap(\.bytes)
        guard bytes(query.sql.utf8) != nil, texts.allSatisfy({ bytes($0) != nil }) else {
            throw PostgresError(
                .statementFailed, "the text holds what is no character of \(name)", sqlState: .untranslatableCharacter)
        }
    }
}
