import CLibpq

/// What COPY ... TO STDOUT sends, in chunks of about 64 kB that end at the end of a row. The server is read no faster than
/// chunks are taken. Each iteration runs the statement; leaving the loop early cancels it.
public struct CopyStream: AsyncSequence, Sendable {
    public typealias Element = [UInt8]

    let connection: Connection
    let sql: String
    let timeout: Duration?

    public func makeAsyncIterator() -> Iterator {
        let connection = connection
        let (sql, timeout) = (sql, timeout)
        return Iterator(
            pieces: Pieces(
                open: { try await connection.openCopyOut(sql, timeout: timeout) },
                next: { try await connection.nextCopyChunk(of: $0) }))
    }

    public struct Iterator: AsyncIteratorProtocol {
        var pieces: Pieces<[UInt8]>

        public mutating func next() async throws -> [UInt8]? { try await pieces.next(isolation: nil) }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(any Error) -> [UInt8]? {
            try await pieces.next(isolation: actor)
        }
    }
}

extension Connection {
    /// Runs COPY ... TO STDOUT; nothing is sent before the first chunk is asked for. With a timeout, it bounds the whole.
    public nonisolated func copyOut(_ sql: String, timeout: Duration? = nil) -> CopyStream {
        CopyStream(connection: self, sql: sql, timeout: timeout)
    }

    func openCopyOut(_ sql: String, timeout: Duration?) async throws -> OpenAnswer {
        let sql = try SQLText.checked(sql)
        return try await openAnswer(.client(timeout)) {
            try await self.startCopy(sql, expecting: PGRES_COPY_OUT)
            self.remainder = .copy
        }
    }

    func nextCopyChunk(of id: UInt64) async throws -> [UInt8]? {
        try await nextPiece(of: id) { try await self.takeCopyChunk() }
    }

    func takeCopyChunk() async throws -> [UInt8]? {
        if case .nothing(let failure?) = remainder { throw failure }
        guard case .copy = remainder else { return nil }
        let wire = try openWire()
        var chunk: [UInt8] = []
        while chunk.count < 1 << 16 {
            switch try wire.takeCopyData() {
            case .chunk(let bytes, let count):
                UnsafeMutableRawBufferPointer(start: bytes, count: count).withMemoryRebound(to: UInt8.self) {
                    chunk.append(contentsOf: $0)
                }
                PQfreemem(bytes)
            case .mustWait:
                if !chunk.isEmpty { return chunk }
                try await awaitSocket(.read)
            case .end:
                remainder = .nothing(try await endOfStatement())
                return chunk.isEmpty ? try await takeCopyChunk() : chunk
            }
        }
        return chunk
    }

    /// Runs COPY ... FROM STDIN with what `source` yields; chunks may end anywhere. If the source throws, nothing is copied and
    /// its error is thrown. Returns the number of rows.
    @discardableResult
    public func copyIn<Source: AsyncSequence & Sendable>(
        _ sql: String, from source: Source, timeout: Duration? = nil
    ) async throws -> Int where Source.Element == [UInt8] {
        let sql = try SQLText.checked(sql)
        return try await perform(.client(timeout)) {
            try await self.startCopy(sql, expecting: PGRES_COPY_IN)
            var failure: (any Error)?
            do {
                for try await chunk in source {
                    if self.operation?.interruption != nil { throw PostgresError.cancelled }
                    try await self.putCopyData(chunk)
                }
            } catch {
                failure = error
            }
            while !(try self.openWire().putCopyEnd(failure: failure == nil ? nil : "the source failed")) {
                try await self.flush()
            }
            var rows = 0
            let refusal = try await self.endOfStatement { rows = $0.affectedRows ?? 0 }
            if let error = failure ?? refusal { throw error }
            return rows
        }
    }

    /// Runs COPY ... FROM STDIN with `bytes`.
    @discardableResult
    public func copyIn(_ sql: String, _ bytes: [UInt8], timeout: Duration? = nil) async throws -> Int {
        let source = AsyncStream<[UInt8]> { continuation in
            continuation.yield(bytes)
            continuation.finish()
        }
        return try await copyIn(sql, from: source, timeout: timeout)
    }

    // MARK: Parts

    private func startCopy(_ sql: String, expecting status: ExecStatusType) async throws {
        try openWire().sendSimple(sql)
        guard let result = try await nextResult() else { throw try openWire().lostError }
        if result.status == status { return }
        if case .failed(let error) = try outcome(result) {
            _ = try await endOfStatement()
            throw error
        }
        _ = try await endOfStatement()
        throw PostgresError(
            .invalidRequest, "the statement is not a COPY with the client", remedy: "Use query or execute.")
    }

    /// Reads the last results; the first error among them.
    private func endOfStatement(_ read: (Rows) -> Void = { _ in }) async throws -> PostgresError? {
        var failure: PostgresError?
        while let result = try await nextResult() {
            switch try outcome(result) {
            case .rows(let rows): read(rows)
            case .failed(let error): failure = failure ?? error
            case .skipped: break
            }
        }
        return failure
    }

    private func putCopyData(_ bytes: [UInt8]) async throws {
        // Pieces bound libpq's buffer, which grows to hold whatever it is given.
        for start in stride(from: 0, to: bytes.count, by: 1 << 16) {
            let piece = bytes[start..<Swift.min(start + (1 << 16), bytes.count)]
            while !(try put(piece)) { try await flush() }
            try await flush()
        }
    }

    private func put(_ piece: ArraySlice<UInt8>) throws -> Bool {
        let wire = try openWire()
        return try piece.withUnsafeBytes { try wire.putCopyData($0.bindMemory(to: CChar.self)) }
    }

    /// Sends all that libpq holds.
    private func flush() async throws {
        while try openWire().flush() { try await awaitSocket([.read, .write]) }
    }
}
