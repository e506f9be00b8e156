/// An answer that is read piece by piece; the connection belongs to it until its end. When the reader lets go of it early,
/// the statement is cancelled.
final class OpenAnswer: Sendable {
    let id: UInt64
    private let connection: Connection

    init(id: UInt64, connection: Connection) {
        self.id = id
        self.connection = connection
    }

    deinit { Task { [connection, id] in await connection.abandonAnswer(id) } }
}

/// What is still to come of an open answer.
enum Remainder {
    /// Rows, then the outcomes of these steps.
    case rows(columns: [Column]?, then: [Step])
    /// Chunks of COPY OUT.
    case copy
    /// Nothing, but perhaps an error to tell: the server is ready again.
    case nothing(PostgresError?)
}

extension Connection {
    /// Starts an operation that outlives the call; `start` leaves its `remainder`.
    func openAnswer(
        _ limit: TimeLimit, _ start: () async throws -> Void
    ) async throws -> OpenAnswer {
        let id = try await begin(limit)
        do {
            try await interruptible(id, start)
        } catch {
            throw await closeAnswer().explained(error)
        }
        return OpenAnswer(id: id, connection: self)
    }

    /// Reads the next piece of an open answer; the first error or the end closes it.
    func nextPiece<Piece: Sendable>(
        of id: UInt64, _ read: () async throws -> Piece?
    ) async throws -> Piece? {
        guard operation?.id == id else { return nil }
        do {
            if let piece = try await interruptible(id, read) { return piece }
        } catch {
            throw await closeAnswer().explained(error)
        }
        _ = await closeAnswer()
        return nil
    }

    func abandonAnswer(_ id: UInt64) async {
        guard operation?.id == id else { return }
        interrupt(id, .cancelled)
        // The error is that of our own cancel request; a broken connection is noticed when the answer is closed.
        do { try await drain() } catch {}
        _ = await closeAnswer()
    }

    private func closeAnswer() async -> Operation {
        remainder = nil
        return await end()
    }

    private func drain() async throws {
        switch remainder {
        case .rows: while try await takeRows() != nil {}
        case .copy: while try await takeCopyChunk() != nil {}
        case .nothing, nil: break
        }
    }
}
