import CLibpq

/// The rows of one statement as they arrive, without ever holding all of them. The server is read no faster than rows are
/// taken. Each iteration runs the statement; leaving the loop early cancels it.
public struct RowStream: AsyncSequence, Sendable {
    public typealias Element = Row

    let connection: Connection
    let query: Query
    let timeout: Duration?

    public func makeAsyncIterator() -> Iterator {
        Iterator(
            pieces: Pieces(
                open: { try await connection.openRows(query, timeout: timeout) },
                next: { try await connection.nextRows(of: $0) }))
    }

    public struct Iterator: AsyncIteratorProtocol {
        var pieces: Pieces<[Row]>
        private var batch: ArraySlice<Row> = []

        init(pieces: Pieces<[Row]>) { self.pieces = pieces }

        public mutating func next() async throws -> Row? { try await next(isolation: nil) }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(any Error) -> Row? {
            if let row = batch.popFirst() { return row }
            guard let rows = try await pieces.next() else { return nil }
            batch = rows[...]
            return batch.popFirst()
        }
    }
}

extension Connection {
    /// The rows of a statement one by one; nothing is sent before the first is asked for. The connection is busy until the last
    /// row is taken or the loop is left. With a timeout, it bounds the whole, the reader's own time included.
    public nonisolated func stream(
        _ sql: String, _ parameters: [Parameter] = [], timeout: Duration? = nil
    ) -> RowStream {
        RowStream(connection: self, query: Query(sql, parameters), timeout: timeout)
    }

    func openRows(_ query: Query, timeout: Duration?) async throws -> OpenAnswer {
        try await openAnswer(.server(timeout)) {
            var steps = [try Step.query(query.sql, query.parameters)]
            let opening = try self.fence(around: &steps, timeout)
            steps.append(.sync)
            try self.send(steps)
            for step in steps[..<opening] { _ = try await self.outcome(of: step) }
            // Refused after an error of the fence: then there are no rows.
            _ = try self.openWire().wantSingleRows()
            self.remainder = .rows(columns: nil, then: Array(steps[(opening + 1)...]))
        }
    }

    func nextRows(of id: UInt64) async throws -> [Row]? {
        try await nextPiece(of: id) { try await self.takeRows() }
    }

    /// Waits for one row and takes what has arrived with it, up to a bound on their number and memory.
    func takeRows() async throws -> [Row]? {
        if case .nothing(let failure?) = remainder { throw failure }
        guard case .rows(var columns, let steps) = remainder else { return nil }
        let wire = try openWire()
        var rows: [Row] = []
        var memory = 0
        repeat {
            guard let result = try await nextResult(sharing: columns) else { throw try openWire().lostError }
            guard result.status == PGRES_SINGLE_TUPLE else {
                try await finishRows(result, steps)
                return rows.isEmpty ? try await takeRows() : rows
            }
            columns = result.columns
            memory += PQresultMemorySize(result.pointer)
            rows.append(Row(result: result, index: 0))
        } while rows.count < 256 && memory < 1 << 20 && !wire.isBusy
        remainder = .rows(columns: columns, then: steps)
        return rows
    }

    /// The result that ends the rows, and the outcomes of the steps after them.
    private func finishRows(_ last: QueryResult, _ steps: [Step]) async throws {
        var outcomes = [try outcome(last)]
        while let extra = try await nextResult() { try refuseCopy(extra) }
        for step in steps { outcomes.append(try await outcome(of: step)) }
        try openWire().exitPipeline()
        remainder = .nothing(outcomes.firstFailure)
    }
}
