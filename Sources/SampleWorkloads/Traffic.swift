import Postgres
import Synchronization

/// A workload's statements, sent from several connections at once, each request as often as its weight says.
public struct Traffic: Sendable {
    /// When it ends.
    public enum Limit: Sendable, Equatable {
        case seconds(Double)
        /// Of all connections together.
        case requests(Int)
        /// When told.
        case stopped(Stop)
    }

    /// A word to all connections at once; each ends after the request at hand.
    public final class Stop: Sendable, Equatable {
        private let flag = Mutex(false)

        public init() {}

        public var isSet: Bool { flag.withLock { $0 } }
        public func set() { flag.withLock { $0 = true } }

        public static func == (left: Stop, right: Stop) -> Bool { left === right }
    }

    public let workload: SampleWorkload
    /// Each sends one request after the other; at least one. With more than there are processors, times are of waiting too.
    public var connections = 4
    /// Requests a second of all connections together, each sent when it is due; one that is late at once. nil: without pause.
    public var pace: Double?
    let options: ConnectionOptions
    let pool: ValuePool

    /// Draws the values of the parameters from a seeded database, then empties pg_stat_statements where it is installed,
    /// so that neither seeding nor drawing shows: for private servers only.
    public static func prepare(_ workload: SampleWorkload, on options: ConnectionOptions) async throws -> Traffic {
        let pool = try await withSession(options, named: workload.name) { connection in
            let pool = try await ValuePool(for: workload, over: connection)
            let reset = try await connection.query(
                """
                SELECT format('SELECT %I.pg_stat_statements_reset()', nspname)
                FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'pg_stat_statements'
                """)
            if let sql = reset.first?[0].string { try await connection.execute(sql) }
            return pool
        }
        return Traffic(workload: workload, options: options, pool: pool)
    }

    /// Runs the traffic. Cancelling the task ends it early, by an error, with every connection closed.
    ///
    /// - Parameter progress: called about once a second with the number of requests that have ended.
    public func run(
        until limit: Limit, progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> Measurement {
        try await run(until: limit, progress: progress) { $0 }
    }

    /// Runs the traffic until `examine` has ended, which begins after some seconds.
    public func run<T: Sendable>(
        seconds: Double, progress: @escaping @Sendable (Int) -> Void = { _ in },
        whileExamining examine: @Sendable @escaping () async throws -> T
    ) async throws -> (Measurement, T) {
        let stop = Stop()
        return try await withThrowingTaskGroup(of: T.self) { group in
            group.addTask {
                defer { stop.set() }
                try await Task.sleep(for: .seconds(seconds))
                return try await examine()
            }
            let measurement = try await run(until: .stopped(stop), progress: progress)
            guard let examined = try await group.next() else { throw CancellationError() }
            return (measurement, examined)
        }
    }

    /// Runs the traffic, then `examine`, while the requests that are `held` still sit in their open transactions.
    public func run<T: Sendable>(
        until limit: Limit, progress: @escaping @Sendable (Int) -> Void = { _ in },
        then examine: @Sendable (Measurement) async throws -> T
    ) async throws -> T {
        let held = workload.requests.filter(\.isHeld)
        return try await withHeld(held[...]) {
            try await examine(try await send(until: limit, progress: progress))
        }
    }

    /// Opens the first of the requests that are held, then the others, then runs `body`.
    private func withHeld<T: Sendable>(_ requests: ArraySlice<Request>, _ body: () async throws -> T) async throws -> T
    {
        guard let request = requests.first else { return try await body() }
        return try await withSession(options, named: workload.name) { connection in
            var client = TrafficClient(self, connection, index: 0)
            try await client.hold(request)
            return try await withHeld(requests.dropFirst(), body)
        }
    }

    private func send(
        until limit: Limit, progress: @escaping @Sendable (Int) -> Void
    ) async throws -> Measurement {
        let connections = max(1, connections)
        let clock = ContinuousClock()
        let start = clock.now
        let board = ProgressBoard(progress)
        var measured = Measurement(of: workload)
        try await withThrowingTaskGroup(of: Measurement.self) { group in
            for index in 0..<connections {
                let share = limit.share(of: index, among: connections, start: start)
                group.addTask {
                    try await withSession(options, named: workload.name) { connection in
                        var client = TrafficClient(self, connection, index: index)
                        return try await client.run(until: share, stride: connections, board: board)
                    }
                }
            }
            for try await part in group { measured.add(part) }
        }
        measured.seconds = start.duration(to: clock.now) / .seconds(1)
        return measured
    }
}

/// What one connection has to do.
enum Share: Sendable {
    case until(ContinuousClock.Instant)
    case requests(Int)
    case stopped(Traffic.Stop)

    func isDone(after requests: Int) -> Bool {
        switch self {
        case .until(let end): ContinuousClock.now >= end
        case .requests(let count): requests >= count
        case .stopped(let stop): stop.isSet
        }
    }
}

extension Traffic.Limit {
    func share(of index: Int, among connections: Int, start: ContinuousClock.Instant) -> Share {
        switch self {
        case .seconds(let seconds): .until(start + .seconds(seconds))
        case .requests(let count): .requests(count / connections + (index < count % connections ? 1 : 0))
        case .stopped(let stop): .stopped(stop)
        }
    }
}

/// Counts requests over all connections and tells about them once a second.
actor ProgressBoard {
    private let tell: @Sendable (Int) -> Void
    private var requests = 0
    private var told = ContinuousClock.now

    init(_ tell: @escaping @Sendable (Int) -> Void) {
        self.tell = tell
    }

    func add() {
        requests += 1
        guard ContinuousClock.now - told >= .seconds(1) else { return }
        told = ContinuousClock.now
        tell(requests)
    }
}
