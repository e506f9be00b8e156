import Model
import Postgres
import SQLSyntax

/// The plan of each statement worth it, most expensive first, within the time and the number allowed.
extension Run {
    /// Roles that this one may SET ROLE to (from 16 on being a member is not enough), and whether all of them may use DO.
    static func settableRolesSQL(_ server: ServerProfile) -> String {
        let privilege = server.majorVersion >= 16 ? "SET" : "MEMBER"
        return """
            SELECT \(advisorTag) coalesce(array_agg(r.oid), '{}') AS oids,
              coalesce(bool_and(has_language_privilege(r.oid, l.oid, 'USAGE')), false)
                AND coalesce(bool_and(has_language_privilege(l.oid, 'USAGE')), false) AS can_do
            FROM pg_roles r LEFT JOIN pg_language l ON l.lanname = 'plpgsql' WHERE pg_has_role(r.oid, '\(privilege)')
            """
    }

    /// The statements to be planned whose texts are known to the caller but have to be read again.
    func textsWanted() -> Set<String> {
        guard options.planLimit > 0 else { return [] }
        let known = options.knownTexts
        let hashed = self[.statementEntries].mapping("text_hash") { $0 }
        let keys = (0..<hashed.count).map { row -> Value in
            guard let user = hashed[row, "user_oid"].integer, let id = hashed[row, "query_id"].text else {
                return .null
            }
            let key = StatementKey(userOid: user, queryId: id, toplevel: hashed[row, "toplevel"].boolean ?? true)
            return known.hashes[key].map(Value.text) ?? .null
        }
        var next = keys.makeIterator()
        let candidates = PlanCandidate.ranked(hashed.mapping("text_hash") { _ in next.next() ?? .null })
        return Set(candidates.prefix(options.planLimit).map(\.textHash).filter { known.text($0) == nil })
    }

    mutating func readPlans(_ texts: [String: String]) async throws {
        guard options.planLimit > 0, sections[SectionShape.statementEntries.name] != nil else { return }
        begin(SectionShape.plans.name)
        var outcome = PlanningOutcome()
        do {
            try await planStatements(texts, &outcome)
        } catch let error as PostgresError {
            note(remedy.unreadable(.plans, try tolerable(error, during: "plans"), after: .seconds(10)))
        }
        for item in outcome.unreadable(server, options) { note(item) }
    }

    private mutating func planStatements(_ texts: [String: String], _ outcome: inout PlanningOutcome) async throws {
        var planner = try await targetPlanner()
        var read = ContinuousClock.now
        let deadline = ContinuousClock.now + min(options.planTimeLimit, max(remaining, .zero))
        self[.plans] = Section(.plans)
        for candidate in PlanCandidate.ranked(self[.statementEntries]) {
            guard let text = texts[candidate.textHash] ?? options.knownTexts.text(candidate.textHash),
                SQLSyntax.SQL.isOnePlannable(text)
            else { continue }
            let left = deadline - .now
            guard left > .zero, self[.plans].count < options.planLimit else {
                outcome.leftOut(isForTime: left <= .zero)
                continue
            }
            if ContinuousClock.now - read > Self.foreignCodeAge {
                planner = try await targetPlanner()
                read = .now
            }
            let answer = try await plan(text, as: candidate.user, by: planner, limit: left)
            outcome.take(answer)
            guard let row = Self.row(candidate.textHash, answer) else { return }
            self[.plans].append(row)
        }
    }

    /// nil where planning must end.
    private static func row(_ hash: String, _ answer: TargetPlanner.Answer) -> [Value]? {
        switch answer {
        case .planned(let json, let method): [.text(hash), .text(json), .text(method.rawValue), .null]
        case .failed(let error, let method): [.text(hash), .null, .text(method.rawValue), .text(reason(error))]
        case .leftOut(let reason): [.text(hash), .null, .null, .text(reason)]
        case .tampered: nil
        }
    }

    /// What leads to foreign code is asked anew after this time: somebody may be creating it.
    private static let foreignCodeAge = Duration.seconds(1)

    private func plan(
        _ text: String, as user: Int64, by planner: TargetPlanner, limit: Duration
    ) async throws -> TargetPlanner.Answer {
        do {
            return try await planner.plan(text, as: user, limit: limit)
        } catch let error as PostgresError {
            return .failed(try tolerable(error, during: "plans"), .plain)
        }
    }

    private func targetPlanner() async throws -> TargetPlanner {
        let roles = try await session.query(Self.settableRolesSQL(server), limit: .seconds(5))
        let guards = try await session.query(PlanGuard.sql, limit: .seconds(5))
        guard let row = roles.first, let before = guards.first else {
            throw PostgresError(.decodingFailed, "the server says nothing of its roles")
        }
        let foreign = try await foreignCode()
        let settable = try row.decode("oids", as: [Int].self)
        let context = PlanningContext(
            roles: self[.roles], roleSettings: self[.roleSettings], settings: self[.settings],
            database: server.database, settableRoles: Set(settable.map(Int64.init)))
        var schemas: [String: Set<String>] = [:]
        for (name, schema) in zip(self[.relations].texts("name"), self[.relations].texts("schema")) {
            if let name, let schema { schemas[name, default: []].insert(schema) }
        }
        return TargetPlanner(
            session: session, server: server, context: context, foreign: foreign, schemas: schemas,
            isQuiet: try row.decode("can_do"),
            keepsTexts: server.tracksUtility && server.tracksNested && !server.isSuperuser, before: PlanGuard(before))
    }

    /// SQLSTATE and message; `PostgresError` keeps values out of it.
    private static func reason(_ error: PostgresError) -> String {
        error.sqlState.map { "\($0): \(error.message)" } ?? error.message
    }
}
