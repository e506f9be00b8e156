import Model
import Postgres
import SQLSyntax

/// Asks the target for plans, each in a transaction of its own.
struct TargetPlanner {
    let session: Session
    let server: ServerProfile
    let context: PlanningContext
    let foreign: ForeignCode
    /// Schemas of the user's relations by name.
    let schemas: [String: Set<String>]
    /// Every role that plans may use DO.
    let isQuiet: Bool
    /// pg_stat_statements would keep the text of every EXPLAIN, also of those in a DO block.
    let keepsTexts: Bool
    /// The session before any plan.
    let before: PlanGuard

    enum Answer {
        case planned(String, PlanMethod)
        case failed(PostgresError, PlanMethod)
        /// Not sent, and why.
        case leftOut(String)
        /// The session is not what it was: nothing more may be planned.
        case tampered
    }

    /// A text that was checked, and what it names.
    private struct Checked {
        var text: String
        var names: StatementNames
    }

    private struct LeftOut: Error { var reason: String }

    /// Plans one statement; every form of its text that is sent has been checked.
    func plan(_ text: String, as user: Int64, limit: Duration) async throws -> Answer {
        do {
            var types = ParameterTypes(text)
            let names = try Self.names(types.text)
            let path = searchPath(for: names, user)
            _ = try check(types.text, path)
            types.castToText(names.untypedParameters)
            let method = PlanMethod.method(
                parameters: SQLSyntax.SQL.parameterCount(text), on: server, quietly: isQuiet && !keepsTexts)
            var first: PostgresError?
            while true {
                switch try await ask(try check(types.text, path), method, user, path, limit) {
                case .failed(let error, _) where types.change(after: error.sqlState?.rawValue, error.message):
                    first = first ?? error
                // Another form may have got further: what then is wrong is the reason, else the first complaint.
                case .failed(let error, _):
                    return .failed(ParameterTypes.isOfTypes(error.sqlState?.rawValue) ? first ?? error : error, method)
                case let answer: return answer
                }
            }
        } catch let leftOut as LeftOut {
            return .leftOut(leftOut.reason)
        }
    }

    private func check(_ text: String, _ path: [String]) throws(LeftOut) -> Checked {
        let names = try Self.names(text)
        if let reason = foreign.obstacle(to: text, names, path: path) { throw LeftOut(reason: reason) }
        return Checked(text: text, names: names)
    }

    private static func names(_ text: String) throws(LeftOut) -> StatementNames {
        let names: StatementNames?
        do {
            names = try SQLSyntax.SQL.namesOfPlannable(text)
        } catch {
            throw LeftOut(reason: "cannot be read by Advisor's parser (\(error.message)): planned on the twin only")
        }
        guard let names else { throw LeftOut(reason: "is not one statement that has a plan") }
        return names
    }

    /// The user's, and behind it the schemas of relations that it does not find and that exactly one schema has: applications
    /// set search_path as they go.
    private func searchPath(for names: StatementNames, _ user: Int64) -> [String] {
        let path = context.searchPath(of: user)
        let parts = Set(path)
        let missing = names.relations.compactMap { relation -> String? in
            guard relation.schema == nil, let found = schemas[relation.name], found.isDisjoint(with: parts) else {
                return nil
            }
            return found.count == 1 ? found.first : nil
        }
        return path + Set(missing).sorted()
    }

    // MARK: Asking

    private func ask(
        _ statement: Checked, _ method: PlanMethod, _ user: Int64, _ path: [String], _ limit: Duration
    ) async throws -> Answer {
        // As it was taken apart: what is checked is what is set.
        let setting = path.map(Quote.identifier).joined(separator: ", ")
        let settings = context.settings(for: user, searchPath: setting)
        let expected = before.expecting(searchPath: setting, role: context.role(of: user))
        guard isQuiet else { return try await send(statement, method, settings, expected, limit) }
        guard method == .prepared else {
            return try await sendQuietly(method.explanation(of: statement.text), method, settings, expected, limit)
        }
        // The server says first whether it understands the statement at all; its plan needs the parameters. Both in one block that
        // catches errors: with NULLs the planner takes away calls whose right is asked for where they stay.
        let nulls = SQLSyntax.SQL.parameters(statement.text).map { ($0, "(NULL::pg_catalog.unknown)") }
        let trial = try check(
            SQLSyntax.SQL.substituting(Dictionary(uniqueKeysWithValues: nulls), in: statement.text), path)
        return try await prepareQuietly(statement, trial, settings, expected, limit)
    }

    private func sendQuietly(
        _ sql: String, _ method: PlanMethod, _ settings: [Session.Setting], _ expected: PlanGuard, _ limit: Duration
    ) async throws -> Answer {
        // The role last: it may not have set all of them.
        let all = [Session.Setting(QuietExplain.statement, sql)] + settings
        return try answer(
            to: try await transaction([Query(QuietExplain.sql)], all, limit), method, expected)
    }

    private func prepareQuietly(
        _ statement: Checked, _ trial: Checked, _ settings: [Session.Setting], _ expected: PlanGuard, _ limit: Duration
    ) async throws -> Answer {
        let method = PlanMethod.prepared
        let parts = method.statements(statement.text, parameters: SQLSyntax.SQL.parameterCount(statement.text))
        let block = [
            Session.Setting(QuietExplain.statement, PlanMethod.plain.explanation(of: trial.text)),
            Session.Setting(QuietExplain.preparation, parts[0]), Session.Setting(QuietExplain.execution, parts[1]),
        ]
        let outcomes = try await transaction(
            [Query(QuietExplain.preparedSQL)], block + method.settings + settings, limit
        ) { outcomes in
            // Behind SAVEPOINT. A time-out is no error that the block catches.
            guard case .success = outcomes.first, outcomes.dropFirst().first?.failure != nil else { return [] }
            return [Query(QuietExplain.forgetSQL)]
        }
        return try answer(to: outcomes, method, expected)
    }

    /// To a block, behind which the guard was asked.
    private func answer(
        to outcomes: [Result<Rows, PostgresError>], _ method: PlanMethod, _ expected: PlanGuard
    ) throws -> Answer {
        if let error = outcomes.lazy.compactMap(\.failure).first { return .failed(error, method) }
        guard let row = try outcomes[1].get().first, PlanGuard(row) == expected else { return .tampered }
        let answer = PlanGuard.answer(row)
        if let plan = answer.plan { return .planned(plan, method) }
        return .failed(
            answer.state.map { PostgresError(caught: SQLState(rawValue: $0), answer.message ?? "") } ?? .noPlan, method)
    }

    private func send(
        _ statement: Checked, _ method: PlanMethod, _ settings: [Session.Setting], _ expected: PlanGuard,
        _ limit: Duration
    ) async throws -> Answer {
        let parameters = SQLSyntax.SQL.parameterCount(statement.text)
        let statements = method.statements(statement.text, parameters: parameters).map { Query($0) }
        let outcomes = try await transaction(statements, method.settings + settings, limit) { outcomes in
            // Behind SAVEPOINT. A prepared statement outlives the transaction.
            guard method == .prepared, case .success = outcomes[1], outcomes[3].failure != nil else { return [] }
            return [Query(PlanMethod.deallocateSQL)]
        }
        if let error = outcomes.lazy.compactMap(\.failure).first { return .failed(error, method) }
        guard let row = try outcomes[statements.count].get().first, PlanGuard(row) == expected else {
            return .tampered
        }
        let plan = try outcomes[method == .prepared ? 1 : 0].get().first?[0].string
        return plan.map { .planned($0, method) } ?? .failed(.noPlan, method)
    }

    /// What becomes of the statements and, last, of the guard's question. What they set is undone by returning to a savepoint:
    /// a rollback for each plan would show in pg_stat_database.
    private func transaction(
        _ statements: [Query], _ settings: [Session.Setting], _ limit: Duration,
        undo: @Sendable ([Result<Rows, PostgresError>]) -> [Query] = { _ in [] }
    ) async throws -> [Result<Rows, PostgresError>] {
        let limit = min(limit, .seconds(2))
        let outcomes = try await session.ask(
            [Query(Self.savepointSQL)] + statements + [Query(PlanGuard.sql), Query(Self.undoSQL)], limit: limit,
            settings: settings, undo: undo)
        return Array(outcomes.dropFirst().dropLast())
    }

    static let savepointSQL = "SAVEPOINT \(advisorTag) advisor"
    static let undoSQL = "ROLLBACK \(advisorTag) TO SAVEPOINT advisor"
}

extension PostgresError {
    fileprivate static let noPlan = PostgresError(.decodingFailed, "EXPLAIN answered without a plan")
}
