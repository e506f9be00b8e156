import Foundation

/// Runs calls that may block (name resolution, PQcancel) beside the reactor and Swift's own threads.
enum BlockingThread {
    /// Starts `body` on a thread of its own and returns at once; for waiting, let `body` end in a call that resumes the waiter.
    ///
    /// Not on a dispatch queue: those share a bounded number of threads, so that blocked work elsewhere in the process
    /// would hold up a cancel request.
    static func start(_ body: @escaping @Sendable () -> Void) { Thread.detachNewThread(body) }
}
