import CLibpq

/// A PQcancel under way. It opens a connection of its own and blocks, so it runs on a thread beside the reactor.
struct CancelRequest: Sendable {
    private let done = Delivery<Void>()

    init(_ wire: Wire) {
        guard let handle = wire.cancelHandle.map({ Unshared(value: $0) }) else {
            _ = done.deliver(())
            return
        }
        BlockingThread.start { [done] in
            var reason = [CChar](repeating: 0, count: 256)
            // If the request fails the statement just runs on; the operation's grace ends the wait for it.
            _ = PQcancel(handle.value, &reason, Int32(reason.count))
            PQfreeCancel(handle.value)
            _ = done.deliver(())
        }
    }

    /// Waits until the server has taken the request (it closes the socket then). Call once.
    func isOver(within limit: Duration) async -> Bool {
        // Not in the caller's task: it is usually cancelled, and this wait must not be.
        await Task { [done] in await done.value(until: .now + limit) != nil }.value
    }
}

/// Carries a value that one thread gives up to another.
///
/// Unchecked Sendable: whoever makes one hands the value over and does not touch it again.
struct Unshared<Value>: @unchecked Sendable {
    let value: Value
}
