extension Connection {
    /// Sends all queries at once and reads their answers in order: one round trip for many statements. Each stands alone: an
    /// error leaves the others untouched (inside an explicit transaction it aborts the rest, as everywhere).
    ///
    /// - Parameter timeout: for each query. A server that does not keep it is given up on, and the rest with it.
    /// - Throws: only what concerns all: cancellation, a lost connection, parameters that cannot be sent.
    public func pipeline(
        _ queries: [Query], timeout: Duration? = nil
    ) async throws -> [Result<Rows, PostgresError>] {
        if queries.isEmpty { return [] }
        return try await perform(.server(timeout)) {
            var steps: [Step] = []
            var places: [Int] = []
            for query in queries {
                var fenced = [try Step.query(query.sql, query.parameters)]
                places.append(steps.count + (try self.fence(around: &fenced, timeout)))
                steps += fenced + [.sync]
            }
            let outcomes = try await self.exchange(steps)
            return places.map { place in self.explained(outcomes[place]) }
        }
    }

    /// Sends all queries at once as one transaction: either all of them take effect, or the first error is thrown and none does.
    public func pipelineAtomically(_ queries: [Query], timeout: Duration? = nil) async throws -> [Rows] {
        if queries.isEmpty { return [] }
        return try await perform(.server(timeout)) {
            var steps: [Step] = []
            for query in queries { steps.append(try .query(query.sql, query.parameters)) }
            let opening = try self.fence(around: &steps, timeout)
            let outcomes = try await self.exchange(steps + [.sync])
            if let failure = outcomes.firstFailure { throw failure }
            return try outcomes[opening..<opening + queries.count].map { try $0.get() }
        }
    }

    func explained(_ outcome: Outcome) -> Result<Rows, PostgresError> {
        switch outcome {
        case .rows(let rows): .success(rows)
        case .failed(let error): .failure(operation?.explained(error) ?? error)
        case .skipped: .failure(.skipped)
        }
    }
}
