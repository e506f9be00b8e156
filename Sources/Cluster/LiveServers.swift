import Foundation
import Synchronization

/// The private servers of this process.
public enum LiveServers {
    private static let guardians = Mutex<[ObjectIdentifier: Guardian]>([:])
    private static let received = Mutex<Int32?>(nil)

    /// The signal that made `stopAllOnSignals` begin to stop the servers. Work that rests on them fails from then on;
    /// whoever reports such a failure can see here that it is none.
    public static var interruption: Int32? { received.withLock { $0 } }

    /// Stops every private server and returns when processes and folders are gone. Blocks: for `atexit` and the like.
    public static func stopAll() {
        let all = guardians.withLock { guardians in
            defer { guardians = [:] }
            return Array(guardians.values)
        }
        all.forEach { $0.hangUp() }
        all.forEach { $0.waitUntilGone() }
    }

    /// From now on a signal first stops every private server and then calls `then`, on a thread of Dispatch's; by
    /// default it ends this process as the signal would have done. Without this servers end too, but after us.
    public static func stopAllOnSignals(
        _ signals: [Int32] = [SIGHUP, SIGINT, SIGTERM],
        then: @escaping @Sendable (Int32) -> Void = endProcess(by:)
    ) {
        for number in signals {
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                received.withLock { $0 = $0 ?? number }
                // The handler holds its own source: it is there for the life of the process.
                withExtendedLifetime(source) { stopAll() }
                then(number)
            }
            source.activate()
        }
    }

    static func remember(_ guardian: Guardian) {
        guardians.withLock { $0[ObjectIdentifier(guardian)] = guardian }
    }

    static func forget(_ guardian: Guardian) {
        guardians.withLock { $0[ObjectIdentifier(guardian)] = nil }
    }

    /// Ends this process as the signal would have done.
    public static func endProcess(by number: Int32) {
        signal(number, SIG_DFL)
        // Threads of Dispatch block signals; a blocked one would wait for ever.
        var only = sigset_t()
        sigemptyset(&only)
        sigaddset(&only, number)
        pthread_sigmask(SIG_UNBLOCK, &only, nil)
        raise(number)
    }
}
