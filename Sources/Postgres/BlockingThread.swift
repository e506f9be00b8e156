import Dispatch

/// Runs calls that may block (name resolution, PQcancel) beside the reactor and Swift's own threads.
enum BlockingThread {
    private static let queue = DispatchQueue(label: "advisor-blocking", attributes: .concurrent)

    /// Starts `body` and returns at once; for waiting, let `body` end in a call that resumes the waiter.
    static func start(_ body: @escaping @Sendable () -> Void) { queue.async(execute: body) }
}
