import Model
import Postgres
import SQLSyntax

/// Asks the twin for plans, many at a time over one connection.
///
/// Indexes are switched by pg_index.indisvalid in a transaction that is rolled back. A statement that fails would take such
/// a transaction with it, so each statement is first planned alone, once, and those that fail are remembered.
actor PlanningSession {
    private let connection: Connection
    private let switches: [Int: [Int64]]
    private let names: IndexNames
    private let context: PlanContext
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
    private typealias Form = Result<String, PlanFailure>
    private typealias Answer = Result<PlannedStatement, PlanFailure>

    /// Which indexes differ from the target's.
    private struct Switch: Hashable {
        var on: [Int64]
        var off: [Int64]
        var settings: [String: String]
        var isNeeded: Bool { !on.isEmpty || !off.isEmpty || !settings.isEmpty }
    }

    static func open(
        url: String, switches: [Int: [Int64]], names: IndexNames, context: PlanContext, timeout: Duration
    ) async throws -> PlanningSession {
        let connection = try await Connection.connect(ConnectionOptions(url))
        let milliseconds = max(1, Int((timeout / .milliseconds(1)).rounded()))
        _ = try await connection.query(
            "SELECT set_config('statement_timeout', $1, false), set_config('plan_cache_mode', 'force_generic_plan', false)",
            [.string(String(milliseconds))])
        return PlanningSession(connection, switches, names, context)
    }

    private init(
        _ connection: Connection, _ switches: [Int: [Int64]], _ names: IndexNames, _ context: PlanContext
    ) {
        self.connection = connection
        self.switches = switches
        self.names = names
        self.context = context
    }

    func close() async { await connection.close() }

    func plan(_ requests: [PlanRequest]) async throws -> [Result<PlannedStatement, PlanFailure>] {
        try await learn(requests)
        var answers = [Answer?](repeating: nil, count: requests.count)
        var open: [Int] = []
        for (position, request) in requests.enumerated() {
            if case .failure(let failure) = known[Subject(request)] {
                answers[position] = .failure(failure)
            } else {
                open.append(position)
            }
        }
        // Each round answers at least the first statement of every switch.
        while !open.isEmpty {
            try Task.checkCancellation()
            open = try await ask(open, requests, &answers)
        }
        return answers.map { $0 ?? .failure(PlanFailure(code: "XX000", reason: "the twin gave no answer")) }
    }

    // MARK: Statements

    /// Finds out, once, how each statement must be sent so that it can be planned.
    private func learn(_ requests: [PlanRequest]) async throws {
        var seen: Set<Subject> = []
        let new = requests.map(Subject.init).filter { known[$0] == nil && seen.insert($0).inserted }
        for start in stride(from: 0, to: new.count, by: Self.batch) {
            let subjects = Array(new[start..<min(start + Self.batch, new.count)])
            var queries: [Query] = []
            var forms: [(subject: Subject, texts: (prepare: String?, explain: String), place: Int)] = []
            for subject in subjects {
                let texts = texts(of: subject.statement, number: known.count + forms.count)
                queries.append(contextQuery(subject.role, subject.searchPath))
                if let prepare = texts.prepare { queries.append(Query(prepare)) }
                queries.append(Query(texts.explain))
                forms.append((subject, texts, queries.count - 1))
            }
            let outcomes = try await connection.pipeline(queries + [contextQuery(nil, nil)])
            for form in forms {
                let first = form.texts.prepare == nil ? form.place : form.place - 1
                let errors = outcomes[(first - 1)...form.place].compactMap { outcome -> PostgresError? in
                    if case .failure(let error) = outcome { error } else { nil }
                }
                if let error = errors.first {
                    known[form.subject] = try await retry(form.subject, form.texts, error)
                } else {
                    known[form.subject] = .success(form.texts.explain)
                }
            }
        }
    }

    /// Tries other types for parameters as long as the error is about types; the first error stands where none helps.
    private func retry(
        _ subject: Subject, _ texts: (prepare: String?, explain: String), _ error: PostgresError
    ) async throws -> Form {
        var types = ParameterTypes(subject.statement)
        var last = error
        while types.change(after: last.sqlState?.rawValue, last.message) {
            let texts = self.texts(of: types.text, number: Int.random(in: 1 << 32..<1 << 40))
            let queries =
                [contextQuery(subject.role, subject.searchPath)]
                + [texts.prepare, texts.explain].compactMap { $0 }.map { Query($0) } + [contextQuery(nil, nil)]
            let outcomes = try await connection.pipeline(queries)
            let errors = outcomes.compactMap { outcome -> PostgresError? in
                if case .failure(let error) = outcome { error } else { nil }
            }
            guard let next = errors.first else { return .success(texts.explain) }
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
        // The role first: only the superuser that we are may take on any other.
        return Query("SELECT set_config('role', 'none', false), \(list.joined(separator: ", "))")
    }

    // MARK: Plans

    private static let batch = 500

    /// Asks all that is open, grouped by the indexes that must be there; what has to be asked again.
    private func ask(_ open: [Int], _ requests: [PlanRequest], _ answers: inout [Answer?]) async throws -> [Int] {
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
            var last = Subject(PlanRequest(statement: ""))
            for position in group {
                let subject = Subject(requests[position])
                if subject.role != last.role || subject.searchPath != last.searchPath {
                    script.append((contextQuery(subject.role, subject.searchPath), nil))
                }
                last = subject
                if case .success(let text) = known[subject] { script.append((Query(text), position)) }
            }
            if needed.isNeeded {
                script.append(("ROLLBACK", nil))
            } else if last.role != nil || last.searchPath != nil {
                script.append((contextQuery(nil, nil), nil))
            }
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
                    answers[position] = answer(rows, wantsPlan: requests[position].wantsPlan)
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
            let sorted = (groups[needed] ?? []).sorted { one, other in
                let (one, other) = (requests[one], requests[other])
                return (one.role ?? "", one.searchPath ?? []) != (other.role ?? "", other.searchPath ?? [])
                    ? "\(one.role ?? "") \(one.searchPath ?? [])" < "\(other.role ?? "") \(other.searchPath ?? [])"
                    : false
            }
            return (needed, sorted)
        }
    }

    private static func switchQuery(_ needed: Switch) -> Query {
        Query(
            """
            UPDATE pg_index SET indisvalid = indexrelid = ANY ($1::oid[])
            WHERE indexrelid = ANY ($1::oid[]) OR indexrelid = ANY ($2::oid[])
            """, [.ints(needed.on.map { Int($0) }), .ints(needed.off.map { Int($0) })])
    }

    private func answer(_ rows: Rows, wantsPlan: Bool) -> Answer {
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
            if wantsPlan { planned.plan = names.restoring(String(decoding: text, as: UTF8.self)) }
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
