import Dispatch
import Foundation
import Synchronization

/// Ctrl-C and SIGTERM: the running command is cancelled, so that it closes what it opened; a second signal ends at once, and so does
/// work that has not noticed after a while.
enum Interruption {
    private static let received = Mutex<Int32?>(nil)

    /// The signal that arrived; nil while none has.
    static var signal: Int32? { received.withLock { $0 } }

    static var status: ExitStatus { signal == SIGTERM ? .terminated : .interrupted }

    /// Runs the work as a task that the first signal cancels.
    static func cancels(_ work: @escaping @Sendable () async throws -> Void) async throws {
        let task = Task { try await work() }
        let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            // The default action would end the process before the source is told.
            Foundation.signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                let isSecond = received.withLock { received in
                    defer { received = number }
                    return received != nil
                }
                if isSecond { end() }
                task.cancel()
                DispatchQueue.global().asyncAfter(deadline: .now() + patience, execute: end)
            }
            source.resume()
            return source
        }
        defer { sources.forEach { $0.cancel() } }
        try await task.value
    }

    /// Longer than anything takes that a command closes.
    private static let patience = DispatchTimeInterval.seconds(15)

    private static func end() {
        _exit(status.rawValue)
    }
}
