import Model
import Postgres
import SQLSyntax

/// Asks the twin for plans, many at a time over one connection for each role that plans, logged in as that role.
///
/// Indexes are switched by pg_index.indisvalid in a transaction that is rolled back. A statement that fails would take such
/// a transaction with it, so each statement is first planned alone, once, and those that fail are remembered.
actor PlanningSession {
    /// Of what the twin adds to the target's schema.
    static let schema = "pg_advisor"
    /// Sessions at a time; the least recently used one makes room for another.
    private static let limit = 8

    private let connect: @Sendable (_ role: String?) async throws -> Connection
    /// The least recently used one first.
    private var connections: [(role: String?, connection: Connection)] = []
    private let switches: [Int: [Int64]]
    private let names: IndexNames
    private let context: PlanContext
    private let foreignCode: ForeignCode
    private var known: [Subject: Form] = [:]

    /// A statement as somebody sends it.
    private struct Subject: Hashable {
        var statement: String
        var role: String?
        var searchPath: [String]?

        init(_ request: PlanRequest) {
            statement = request.statement
            role = request.role
            searchPath = request.searchPath
        }
    }

    /// What is sent for a statement, or why nothing is.
    private typealias Form = Result<Sent, PlanFailure>

    private struct Sent {
        var text: String
        /// Functions of the target's, and what rests on them, that stand-ins took the place of.
        var standIns: Set<String>
    }

    private typealias Answer = Result<PlannedStatement, PlanFailure>

    /// Which indexes differ from the target's.
    private struct Switch: Hashable {
        var on: [Int64]
        var off: [Int64]
        var settings: [String: String]
        var isNeeded: Bool { !on.isEmpty || !off.isEmpty || !settings.isEmpty }
    }

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

    /// A session of that role. What others had prepared goes with them.
    private func connection(for role: String?) async throws -> Connection {
        if let place = connections.firstIndex(where: { $0.role == role }) {
            let item = connections.remove(at: place)
            connections.append(item)
            return item.connection
        }
        if connections.count >= Self.limit {
            let oldest = connections.removeFirst()
            await oldest.connection.close()
            known = known.filter { $0.key.role != oldest.role }
        }
        let connection = try await connect(role)
        connections.append((role, connection))
        return connection
    }

    // MARK: Statements

    /// Finds out, once, how each statement must be sent so that it can be planned.
    private func learn(_ requests: [PlanRequest], _ connection: Connection) async throws {
        var seen: Set<Subject> = []
        var new: [(subject: Subject, statement: StandInCalls)] = []
        for subject in requests.map(Subject.init) where known[subject] == nil && seen.insert(subject).inserted {
            if let text = PlannableText(subject.statement)?.text {
                let path = subject.searchPath ?? PlanContext.names(in: context.searchPath(role: subject.role))
                new.append((subject, StandInCalls(text, foreignCode, path: Set(path))))
            } else {
                known[subject] = .failure(PlanFailure(code: "0A000", reason: "it is not one statement that has a plan"))
            }
        }
        for start in stride(from: 0, to: new.count, by: Self.batch) {
            let subjects = Array(new[start..<min(start + Self.batch, new.count)])
            var queries: [Query] = []
            var forms: [(place: Int, hasPrepare: Bool, explain: String)] = []
            for (subject, statement) in subjects {
                let texts = texts(of: statement.text, number: nextNumber())
                queries.append(contextQuery(subject.role, subject.searchPath))
                if let prepare = texts.prepare { queries.append(Query(prepare)) }
                queries.append(Query(texts.explain))
                forms.append((queries.count - 1, texts.prepare != nil, texts.explain))
            }
            let outcomes = try await connection.pipeline(queries)
            for ((subject, statement), form) in zip(subjects, forms) {
                let first = form.hasPrepare ? form.place - 1 : form.place
                let errors = outcomes[(first - 1)...form.place].compactMap { outcome -> PostgresError? in
                    if case .failure(let error) = outcome { error } else { nil }
                }
                if let error = errors.first {
                    known[subject] = try await retry(subject, statement, error, connection)
                } else {
                    known[subject] = .success(Sent(text: form.explain, standIns: statement.standIns))
                }
            }
        }
    }

    /// Of prepared statements: no two have the same, whoever's they are.
    private var lastNumber = 0
    private func nextNumber() -> Int {
        lastNumber += 1
        return lastNumber
    }

    /// Tries other types for parameters as long as the error is about types; the first error stands where none helps.
    private func retry(
        _ subject: Subject, _ statement: StandInCalls, _ error: PostgresError, _ connection: Connection
    ) async throws -> Form {
        var types = ParameterTypes(statement.text)
        var last = error
        while types.change(after: last.sqlState?.rawValue, last.message) {
            let texts = self.texts(of: types.text, number: nextNumber())
            let queries =
                [contextQuery(subject.role, subject.searchPath)]
                + [texts.prepare, texts.explain].compactMap { $0 }.map { Query($0) }
            let outcomes = try await connection.pipeline(queries)
            let errors = outcomes.compactMap { outcome -> PostgresError? in
                if case .failure(let error) = outcome { error } else { nil }
            }
            guard let next = errors.first else {
                return .success(Sent(text: texts.explain, standIns: statement.standIns))
            }
            last = next
        }
        return .failure(try Self.failure(error))
    }

    /// The statements that plan one: where it has parameters, a PREPARE before it. (EXPLAIN (GENERIC_PLAN) would have to
    /// go over the simple protocol, which cannot be pipelined.)
    private func texts(of statement: String, number: Int) -> (prepare: String?, explain: String) {
        let count = SQL.parameterCount(statement)
        guard count > 0 else { return (nil, "EXPLAIN (FORMAT JSON) \(statement)") }
        let statement = SQL.plannable(statement)
        let nulls = Array(repeating: "NULL", count: count).joined(separator: ", ")
        return ("PREPARE twin_\(number) AS \(statement)", "EXPLAIN (FORMAT JSON) EXECUTE twin_\(number)(\(nulls))")
    }

    private func contextQuery(_ role: String?, _ searchPath: [String]?) -> Query {
        let settings = context.settings(role: role, searchPath: searchPath)
        let list = settings.map { "set_config(\(Quote.literal($0.name)), \(Quote.literal($0.value)), false)" }
        return Query("SELECT \(list.joined(separator: ", "))")
    }

    // MARK: Plans

    private static let batch = 500

    /// Asks all that is open, grouped by the indexes that must be there; what has to be asked again.
    private func ask(
        _ open: [Int], _ requests: [PlanRequest], _ connection: Connection, _ answers: inout [Answer?]
    ) async throws -> [Int] {
        var script: [(query: Query, position: Int?)] = []
        for (needed, group) in grouped(open, requests) {
            if needed.isNeeded {
                script.append(("BEGIN", nil))
                script.append((Self.switchQuery(needed), nil))
                for (name, value) in needed.settings.sorted(by: { $0.key < $1.key }) {
                    script.append((Query("SET LOCAL \(Quote.identifier(name)) = \(Quote.literal(value))"), nil))
                }
            }
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

    /// Requests by the indexes that must be there, in the order in which these first occur; within, by role and path.
    private func grouped(_ open: [Int], _ requests: [PlanRequest]) -> [(Switch, [Int])] {
        var order: [Switch] = []
        var groups: [Switch: [Int]] = [:]
        for position in open {
            let request = requests[position]
            let needed = Switch(
                on: request.candidates.sorted().flatMap { switches[$0] ?? [] },
                off: request.hidden.sorted().flatMap { context.leaves(of: $0) },
                settings: request.settings)
            if groups[needed] == nil { order.append(needed) }
            groups[needed, default: []].append(position)
        }
        return order.map { needed in
            let sorted = (groups[needed] ?? []).sorted {
                "\(requests[$0].searchPath ?? [])" < "\(requests[$1].searchPath ?? [])"
            }
            return (needed, sorted)
        }
    }

    private static func switchQuery(_ needed: Switch) -> Query {
        Query(
            "SELECT \(schema).switch($1::oid[], $2::oid[])",
            [.ints(needed.on.map { Int($0) }), .ints(needed.off.map { Int($0) })])
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
    private static func failure(_ error: PostgresError) throws -> PlanFailure {
        switch error.kind {
        case .connectionLost, .shuttingDown, .startingUp:
            throw TwinError("The twin's server is gone: \(error.message)", remedy: "Start another twin.")
        default: return PlanFailure(code: error.sqlState?.rawValue ?? "XX000", reason: error.message)
        }
    }
}
