import CLibpq

/// A PQcancel under way. It opens a connection of its own and blocks, so it runs on a thread beside the reactor.
struct CancelRequest: Sendable {
    private let request: Task<Void, Never>

    init(_ wire: Wire) {
        let handle = wire.cancelHandle.map { Unshared(value: $0) }
        request = Task {
            guard let handle else { return }
            await withCheckedContinuation { continuation in
                BlockingThread.start {
                    var reason = [CChar](repeating: 0, count: 256)
                    // If the request fails the statement just runs on; the operation's grace ends the wait for it.
                    _ = PQcancel(handle.value, &reason, Int32(reason.count))
                    PQfreeCancel(handle.value)
                    continuation.resume()
                }
            }
        }
    }

    /// Waits until the server has taken the request (it closes the socket then); false if it does not within `limit`.
    func isOver(within limit: Duration) async -> Bool {
        let over = Delivery<Void>()
        // Not in the caller's task: it is usually cancelled, and this wait must not be.
        return await Task { [request] in
            Task {
                await request.value
                _ = over.deliver(())
            }
            return await over.value(until: .now + limit) != nil
        }.value
    }
}

/// Carries a value that one thread gives up to another.
///
/// Unchecked Sendable: whoever makes one hands the value over and does not touch it again.
struct Unshared<Value>: @unchecked Sendable {
    let value: Value
}
