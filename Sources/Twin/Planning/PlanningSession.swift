import Model
import Postgres

/// Asks the twin for plans, many at a time over one connection for each role that plans, logged in as that role.
///
/// Indexes are switched by pg_index.indislive in a transaction that is rolled back. A statement that fails would take such
/// a transaction with it, so each statement is first planned alone, once, and those that fail are remembered.
actor PlanningSession {
    /// Of what the twin adds to the target's schema.
    static let schema = "pg_advisor"
    /// Sessions at a time; the least recently used one makes room for another.
    static let limit = 8

    let connect: @Sendable (_ role: String?) async throws -> Connection
    /// The least recently used one first.
    var connections: [(role: String?, connection: Connection)] = []
    let switches: [Int: [Int64]]
    let names: IndexNames
    let context: PlanContext
    let foreignCode: ForeignCode
    var known: [Subject: Form] = [:]
    /// Of prepared statements: no two have the same, whoever's they are.
    var lastNumber = 0

    private typealias Answer = Result<PlannedStatement, PlanFailure>

    init(
        switches: [Int: [Int64]], names: IndexNames, context: PlanContext, foreignCode: ForeignCode, timeout: Duration,
        url: @escaping @Sendable (_ role: String?) -> String
    ) {
        let milliseconds = timeout.timeoutMilliseconds
        connect = { role in
            let connection = try await Connection.connect(ConnectionOptions(url(role)))
            _ = try await connection.query(
                """
                SELECT set_config('statement_timeout', $1, false), set_config('plan_cache_mode', 'force_generic_plan', false),
                  set_config('standard_conforming_strings', 'on', false)
                """, [.string(String(milliseconds))])
            return connection
        }
        self.switches = switches
        self.names = names
        self.context = context
        self.foreignCode = foreignCode
    }

    func close() async {
        for item in connections { await item.connection.close() }
        connections = []
    }

    func plan(_ requests: [PlanRequest]) async throws -> [Result<PlannedStatement, PlanFailure>] {
        var answers = [Answer?](repeating: nil, count: requests.count)
        for role in Self.distinct(requests.map(\.role)) {
            let positions = requests.indices.filter { requests[$0].role == role }
            do {
                try await plan(positions, requests, as: role, &answers)
            } catch let error as PostgresError where error.sqlState?.classCode == "28" {
                let failure = PlanFailure(code: error.sqlState?.rawValue ?? "28000", reason: error.message)
                for position in positions { answers[position] = .failure(failure) }
            }
        }
        return answers.map { $0 ?? .failure(PlanFailure(code: "XX000", reason: "the twin gave no answer")) }
    }

    private static func distinct(_ roles: [String?]) -> [String?] {
        var seen: Set<String?> = []
        return roles.filter { seen.insert($0).inserted }
    }

    private func plan(
        _ positions: [Int], _ requests: [PlanRequest], as role: String?, _ answers: inout [Answer?]
    ) async throws {
        let connection = try await connection(for: role)
        try await learn(positions.map { requests[$0] }, connection)
        var open: [Int] = []
        for position in positions {
            if case .failure(let failure) = known[Subject(requests[position])] {
                answers[position] = .failure(failure)
            } else {
                open.append(position)
            }
        }
        // Each round answers at least the first statement of every switch.
        while !open.isEmpty {
            try Task.checkCancellation()
            open = try await ask(open, requests, connection, &answers)
        }
    }

    // MARK: Plans

    static let batch = 500

    /// Asks all that is open, grouped by the indexes that must be there; what has to be asked again.
    private func ask(
        _ open: [Int], _ requests: [PlanRequest], _ connection: Connection, _ answers: inout [Answer?]
    ) async throws -> [Int] {
        var script: [(query: Query, position: Int?)] = []
        for (needed, group) in grouped(open, requests) {
            if needed.isNeeded { script += needed.opening.map { ($0, nil) } }
            // A prepared statement keeps its plan when an index of its tables is switched.
            script.append(("DISCARD PLANS", nil))
            var last: [String]??
            for position in group {
                let subject = Subject(requests[position])
                if last != .some(subject.searchPath) {
                    script.append((contextQuery(subject.role, subject.searchPath), nil))
                }
                last = .some(subject.searchPath)
                if case .success(let sent) = known[subject] { script.append((Query(sent.text), position)) }
            }
            if needed.isNeeded { script.append(("ROLLBACK", nil)) }
        }
        var again: [Int] = []
        for start in stride(from: 0, to: script.count, by: Self.batch) {
            let part = script[start..<min(start + Self.batch, script.count)]
            let outcomes = try await connection.pipeline(part.map(\.query))
            for (step, outcome) in zip(part, outcomes) {
                switch (step.position, outcome) {
                case (nil, .success): break
                case (nil, .failure(let error)) where error.sqlState == .failedTransaction: break
                case (nil, .failure(let error)): throw TwinError.explaining(error)
                case (let position?, .success(let rows)):
                    answers[position] = answer(rows, to: requests[position])
                case (let position?, .failure(let error)) where error.sqlState == .failedTransaction:
                    again.append(position)
                case (let position?, .failure(let error)): answers[position] = .failure(try Self.failure(error))
                }
            }
        }
        return again
    }

    private func answer(_ rows: Rows, to request: PlanRequest) -> Answer {
        rows.withBytes(row: 0, column: 0) { text in
            guard let text, let cost = PlanScan.totalCost(text) else {
                return .failure(PlanFailure(code: "0A000", reason: "the statement has no plan"))
            }
            var planned = PlannedStatement(cost: cost)
            for name in PlanScan.indexNames(text) {
                switch names[name] {
                case .candidate(let position)?: planned.candidatesUsed.insert(position)
                case .existing(let oid)?: planned.existingUsed.insert(oid)
                case nil: break
                }
            }
            if case .success(let sent) = known[Subject(request)] { planned.standIns = sent.standIns }
            if request.wantsPlan { planned.plan = names.restoring(String(decoding: text, as: UTF8.self)) }
            return .success(planned)
        }
    }

    /// The failure of one statement; what ends the whole session is thrown.
    static func failure(_ error: PostgresError) throws -> PlanFailure {
        switch error.kind {
        case .connectionLost, .shuttingDown, .startingUp:
            throw TwinError("The twin's server is gone: \(error.message)", remedy: "Start another twin.")
        default: return PlanFailure(code: error.sqlState?.rawValue ?? "XX000", reason: error.message)
        }
    }
}
