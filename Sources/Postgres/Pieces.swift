/// The iteration over an open answer: opens it when the first piece is asked for, and ends at the first error.
struct Pieces<Piece: Sendable> {
    let open: @Sendable () async throws -> OpenAnswer
    let next: @Sendable (_ id: UInt64) async throws -> Piece?
    private var state = State.unopened

    private enum State {
        case unopened
        case open(OpenAnswer)
        case over
    }

    init(
        open: @escaping @Sendable () async throws -> OpenAnswer,
        next: @escaping @Sendable (_ id: UInt64) async throws -> Piece?
    ) {
        self.open = open
        self.next = next
    }

    mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> Piece? {
        let current = state
        state = .over
        let answer: OpenAnswer
        switch current {
        case .over: return nil
        case .open(let open): answer = open
        case .unopened: answer = try await open()
        }
        guard let piece = try await next(answer.id) else { return nil }
        state = .open(answer)
        return piece
    }
}
