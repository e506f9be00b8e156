import Postgres

/// One connection of the traffic: picks requests by weight and runs their statements.
struct TrafficClient {
    private let traffic: Traffic
    private let connection: Connection
    private let index: Int
    private var random: SplitMix64
    private var measured: Measurement
    /// Position of each statement in `measured`, by name.
    private let positions: [String: Int]

    init(_ traffic: Traffic, _ connection: Connection, index: Int) {
        self.traffic = traffic
        self.connection = connection
        self.index = index
        random = SplitMix64(seed: UInt64(index) + 1)
        measured = Measurement(of: traffic.workload)
        positions = Dictionary(uniqueKeysWithValues: measured.statements.enumerated().map { ($1.name, $0) })
    }

    /// - Parameter stride: number of connections; together they begin with each request once, so that none is left out
    ///   of a short run.
    mutating func run(until share: Share, stride: Int, board: ProgressBoard) async throws -> Measurement {
        try await beginSession()
        let requests = traffic.workload.requests.filter { !$0.isHeld }
        let total = requests.reduce(0) { $0 + $1.weight }
        var next = index
        let start = ContinuousClock.now
        while !requests.isEmpty {
            try Task.checkCancellation()
            if let pace = traffic.pace {
                try await wait(until: start + .seconds(Double(next) / pace), or: share)
            }
            guard !share.isDone(after: measured.requests) else { break }
            let request = next < requests.count ? requests[next] : pick(from: requests, total: total)
            next += stride
            try await send(request)
            measured.requests += 1
            await board.add()
        }
        return measured
    }

    /// Returns when a request is due; sooner when there is nothing more to do.
    private func wait(until due: ContinuousClock.Instant, or share: Share) async throws {
        while case let now = ContinuousClock.now, now < due, !share.isDone(after: measured.requests) {
            try await Task.sleep(until: min(due, now + .milliseconds(100)), clock: .continuous)
        }
    }

    /// Opens the transaction of a request that is held, and leaves it open.
    mutating func hold(_ request: Request) async throws {
        try await beginSession()
        try await connection.execute("BEGIN")
        do {
            try await runStatements(of: request, at: 0)
        } catch let failure as StatementFailure {
            throw failure.workloadError(traffic.workload)
        }
    }

    private func beginSession() async throws {
        for sql in traffic.workload.sessionStatements { try await connection.execute(sql) }
    }

    private mutating func pick(from requests: [Request], total: Int) -> Request {
        var left = Int.random(in: 0..<total, using: &random)
        for request in requests {
            left -= request.weight
            if left < 0 { return request }
        }
        return requests[requests.count - 1]
    }

    // MARK: One request

    /// Begins again after a deadlock or a serialization failure, as applications do.
    private mutating func send(_ request: Request) async throws {
        let position = Int.random(in: 0..<ValuePool.size, using: &random)
        while true {
            do {
                if request.isTransaction { try await connection.execute("BEGIN") }
                try await runStatements(of: request, at: position)
                if request.isTransaction { try await connection.execute("COMMIT") }
                return
            } catch let failure as StatementFailure {
                try Task.checkCancellation()
                if request.isTransaction { try await connection.execute("ROLLBACK") }
                guard failure.isRetryable else { throw failure.workloadError(traffic.workload) }
                measured.retries += 1
            }
        }
    }

    private mutating func runStatements(of request: Request, at position: Int) async throws {
        var values = Values(drawn: traffic.pool.values(of: request, at: position), workload: traffic.workload.name)
        for statement in request.statements {
            if let each = statement.each {
                guard let rows = values.results[each] else { continue }
                for row in 0..<rows.count {
                    values.rowAtHand[each] = row
                    try await execute(statement, &values)
                }
                values.rowAtHand[each] = nil
            } else {
                try await execute(statement, &values)
            }
        }
    }

    /// Runs the statement unless a row that it needs is not there.
    private mutating func execute(_ statement: Request.Statement, _ values: inout Values) async throws {
        var parameters: [Parameter] = []
        for source in statement.parameters {
            guard let value = try values.value(of: source) else { return }
            parameters.append(.string(value))
        }
        let clock = ContinuousClock()
        let start = clock.now
        do {
            let rows = try await connection.query(statement.text, parameters)
            let count = rows.isEmpty ? rows.affectedRows ?? 0 : rows.count
            if let position = positions[statement.name] {
                measured.statements[position].add(start.duration(to: clock.now), rows: count)
            }
            values.results[statement.name] = rows
        } catch let error as PostgresError {
            throw StatementFailure(statement: statement.name, error: error)
        }
    }
}

/// A statement that the server refused.
private struct StatementFailure: Error {
    let statement: String
    let error: PostgresError

    var isRetryable: Bool { error.sqlState == .deadlockDetected || error.sqlState == .serializationFailure }

    func workloadError(_ workload: SampleWorkload) -> WorkloadError {
        .statementFailed(statement, of: workload.name, cause: error)
    }
}

/// The values that the statements of one request can refer to.
private struct Values {
    let drawn: [String: String?]
    let workload: String
    /// By statement.
    var results: [String: Rows] = [:]
    /// For statements under `each`: which row of the statement named.
    var rowAtHand: [String: Int] = [:]

    /// nil: there is no such row; `.some(nil)`: NULL.
    func value(of source: Request.Source) throws(WorkloadError) -> String?? {
        switch source {
        case .drawn(let name): return drawn[name]
        case .column(let statement, let column):
            guard let rows = results[statement], !rows.isEmpty else { return nil }
            guard let position = rows.columnIndex(column) else {
                throw .noSuchColumn(column, of: statement, in: workload)
            }
            return .some(rows[rowAtHand[statement] ?? 0][position].string)
        }
    }
}

/// Sebastiano Vigna's splitmix64: small, and the same numbers on every machine.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
