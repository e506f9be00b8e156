import Model
import Postgres
import SQLSyntax

/// How statements are sent, found out once for each.
extension PlanningSession {
    /// A statement as somebody sends it.
    struct Subject: Hashable {
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
    typealias Form = Result<Sent, PlanFailure>

    struct Sent {
        var text: String
        /// Functions of the target's, and what rests on them, that stand-ins took the place of.
        var standIns: Set<String>
    }

    /// Finds out, once, how each statement must be sent so that it can be planned.
    func learn(_ requests: [PlanRequest], _ connection: Connection) async throws {
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
                let texts = texts(of: ParameterTypes(statement.text).text, number: nextNumber())
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
        var prefix = texts(of: types.text, number: lastNumber).prefix
        while types.change(
            after: last.sqlState?.rawValue, last.message, at: last.position.flatMap { $0 > prefix ? $0 - prefix : nil })
        {
            let texts = self.texts(of: types.text, number: nextNumber())
            prefix = texts.prefix
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
    /// go over the simple protocol, which cannot be pipelined.) `prefix`: characters before it in the first of them.
    private func texts(of statement: String, number: Int) -> (prepare: String?, explain: String, prefix: Int) {
        let count = SQL.parameterCount(statement)
        let explain = "EXPLAIN (FORMAT JSON) "
        guard count > 0 else { return (nil, explain + statement, explain.count) }
        let nulls = Array(repeating: "NULL", count: count).joined(separator: ", ")
        let prepare = "PREPARE twin_\(number) AS "
        return (prepare + statement, "EXPLAIN (FORMAT JSON) EXECUTE twin_\(number)(\(nulls))", prepare.count)
    }

    func contextQuery(_ role: String?, _ searchPath: [String]?) -> Query {
        let settings = context.settings(role: role, searchPath: searchPath)
        let list = settings.map { "set_config(\(Quote.literal($0.name)), \(Quote.literal($0.value)), false)" }
        return Query("SELECT \(list.joined(separator: ", "))")
    }
}
