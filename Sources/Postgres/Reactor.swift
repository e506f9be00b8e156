import CLibpq
import Foundation
import Glibc
import Synchronization

/// One thread that runs every connection: it executes their actors' jobs and waits with epoll for their sockets and
/// deadlines. Blocking work (name resolution, PQcancel) belongs on a `BlockingThread`, never here.
///
/// Unchecked Sendable: `inbox` is guarded by its mutex, the descriptors never change, and `waiters` and `nextToken` are
/// touched only on the reactor's own thread: by `run`, and by `arm` and `wake`, which check it.
final class Reactor: SerialExecutor, @unchecked Sendable {
    struct Interest: OptionSet {
        let rawValue: UInt32
        static let read = Interest(rawValue: UInt32(EPOLLIN.rawValue))
        static let write = Interest(rawValue: UInt32(EPOLLOUT.rawValue))
    }

    enum Wakeup { case ready, deadlinePassed, woken }

    typealias Instant = ContinuousClock.Instant
    typealias Token = UInt64

    private struct Inbox {
        var jobs: [UnownedJob] = []
        var isAsleep = false
    }

    private struct Waiter {
        let deadline: Instant?
        let continuation: UnsafeContinuation<Wakeup, Never>
    }

    private static let current = Mutex<Reactor?>(nil)
    private static let alarmToken: Token = 0

    private let epoll: Int32
    private let alarm: Int32
    private let inbox = Mutex(Inbox())
    private let thread = Mutex<pthread_t?>(nil)
    private var waiters: [Token: Waiter] = [:]
    private var nextToken: Token = 1

    /// The process's reactor, started on first use. Throws if the process has no descriptor left for it.
    static func shared() throws(PostgresError) -> Reactor {
        let result: Result<Reactor, PostgresError> = current.withLock { current in
            if let current { return .success(current) }
            return Result { () throws(PostgresError) in try Reactor() }.map {
                current = $0; return $0
            }
        }
        return try result.get()
    }

    private init() throws(PostgresError) {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        alarm = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data(u64: Self.alarmToken))
        guard epoll >= 0, alarm >= 0, epoll_ctl(epoll, EPOLL_CTL_ADD, alarm, &event) == 0 else {
            let reason = String(cString: strerror(errno))
            for descriptor in [epoll, alarm] where descriptor >= 0 { close(descriptor) }
            throw PostgresError(
                .connectionLost, "cannot wait for connections: \(reason)",
                remedy: "Raise the limit of open files (ulimit -n).")
        }
        let worker = Thread { [self] in run() }
        worker.name = "libpq"
        worker.start()
    }

    // MARK: Executor

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let mustWake = inbox.withLock { inbox in
            inbox.jobs.append(job)
            defer { inbox.isAsleep = false }
            return inbox.isAsleep
        }
        if mustWake { eventfd_write(alarm, 1) }
    }

    func checkIsolated() { precondition(isCurrent, "not on the reactor's thread") }

    private var isCurrent: Bool {
        thread.withLock { thread in thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
    }

    // MARK: Waiting

    /// Resumes `continuation` once `descriptor` is ready for any of `interest` (errors count), `deadline` has passed, or
    /// `wake` is called with the token. Only on the reactor's thread.
    func arm(
        _ descriptor: Int32, for interest: Interest, until deadline: Instant?,
        _ continuation: UnsafeContinuation<Wakeup, Never>
    ) -> Token {
        checkIsolated()
        let token = nextToken
        nextToken += 1
        var event = epoll_event(
            events: interest.rawValue | EPOLLONESHOT.rawValue, data: epoll_data(u64: token))
        // libpq may have closed the descriptor and opened another of the same number: then MOD finds nothing.
        let isWatched =
            epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event) == 0
            || epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0
        if isWatched {
            waiters[token] = Waiter(deadline: deadline, continuation: continuation)
        } else {
            continuation.resume(returning: .ready)  // a bad descriptor: libpq's next call reports it
        }
        return token
    }

    /// Ends a wait early. Does nothing if it is over. Only on the reactor's thread.
    func wake(_ token: Token) {
        checkIsolated()
        waiters.removeValue(forKey: token)?.continuation.resume(returning: .woken)
    }

    // MARK: The loop

    private func run() {
        thread.withLock { $0 = pthread_self() }
        var events = [epoll_event](repeating: epoll_event(), count: 64)
        var jobs: [UnownedJob] = []
        while true {
            let timeout = prepareToSleep()
            let count = epoll_wait(epoll, &events, Int32(events.count), timeout)
            for event in events.prefix(Int(max(0, count))) { deliver(event.data.u64) }
            expireWaiters()
            inbox.withLock { inbox in
                inbox.isAsleep = false
                swap(&inbox.jobs, &jobs)
            }
            for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
            jobs.removeAll(keepingCapacity: true)
        }
    }

    /// Milliseconds that epoll may wait: none with jobs at hand, for ever (-1) without deadlines.
    private func prepareToSleep() -> Int32 {
        let hasJobs = inbox.withLock { inbox in
            inbox.isAsleep = inbox.jobs.isEmpty
            return !inbox.jobs.isEmpty
        }
        if hasJobs { return 0 }
        // A scan, not a heap: a wait rarely reaches its deadline, and connections are counted in tens.
        guard let earliest = waiters.values.lazy.compactMap(\.deadline).min() else { return -1 }
        let milliseconds = (earliest - .now) / .milliseconds(1)
        return Int32(max(0, min(milliseconds.rounded(.up), 3_600_000)))
    }

    private func deliver(_ token: Token) {
        if token == Self.alarmToken {
            var count: eventfd_t = 0
            eventfd_read(alarm, &count)
        } else {
            waiters.removeValue(forKey: token)?.continuation.resume(returning: .ready)
        }
    }

    private func expireWaiters() {
        guard waiters.values.contains(where: { $0.deadline != nil }) else { return }
        let now = Instant.now
        for (token, waiter) in waiters where waiter.deadline.map({ $0 <= now }) ?? false {
            waiters[token] = nil
            waiter.continuation.resume(returning: .deadlinePassed)
        }
    }
}
