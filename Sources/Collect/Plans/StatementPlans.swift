import Model
import Postgres
import SQLSyntax

/// The plan of each statement worth it, most expensive first, within the time and the number allowed.
extension Run {
    /// Roles that this one may SET ROLE to. From 16 on being a member is not enough.
    static func settableRolesSQL(_ server: ServerProfile) -> String {
        let privilege = server.majorVersion >= 16 ? "SET" : "MEMBER"
        return
            "SELECT \(advisorTag) coalesce(array_agg(oid), '{}') AS oids FROM pg_roles WHERE pg_has_role(oid, '\(privilege)')"
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
        let context = try await planningContext()
        let deadline = ContinuousClock.now + min(options.planTimeLimit, max(remaining, .zero))
        var plans = Section(.plans)
        var outcome = PlanningOutcome()
        for candidate in PlanCandidate.ranked(self[.statementEntries]) {
            guard let text = texts[candidate.textHash] ?? options.knownTexts.text(candidate.textHash) else { continue }
            let statement = StatementText(text)
            guard statement.isExplainable else { continue }
            let left = deadline - .now
            guard left > .zero, plans.count < options.planLimit else {
                outcome.leftOut(isForTime: left <= .zero)
                continue
            }
            let method = PlanMethod.method(for: statement, on: server)
            switch try await plan(text, statement, method, candidate.user, context, limit: left) {
            case .success(let json):
                plans.append([.text(candidate.textHash), .text(json), .text(method.rawValue), .null])
            case .failure(let error):
                outcome.failed(error, as: context.roleName(candidate.user))
                plans.append([.text(candidate.textHash), .null, .text(method.rawValue), .text(Self.reason(error))])
            }
        }
        self[.plans] = plans
        for item in outcome.unreadable(server, options) { note(item) }
    }

    private mutating func planningContext() async throws -> PlanningContext {
        let sql = Self.settableRolesSQL(server)
        let rows = try await essential("roles") { session throws in try await session.query(sql, limit: .seconds(5)) }
        let settable = try rows.first?.decode("oids", as: [Int].self) ?? []
        return PlanningContext(
            roles: self[.roles], roleSettings: self[.roleSettings], settings: self[.settings],
            database: server.database, settableRoles: Set(settable.map(Int64.init)))
    }

    /// Plans one statement. A relation that the search_path does not find, but that exactly one schema has, is looked for
    /// there: applications set search_path as they go.
    private mutating func plan(
        _ text: String, _ statement: StatementText, _ method: PlanMethod, _ user: Int64, _ context: PlanningContext,
        limit: Duration
    ) async throws -> Result<String, PostgresError> {
        var extraSchemas: [String] = []
        var types = ParameterTypes(text)
        var first: PostgresError?
        while true {
            do {
                return .success(
                    try await explain(
                        method.script(
                            types.text, parameterCount: statement.parameterCount,
                            settings: context.settings(for: user, extraSchema: extraSchemas)), limit: limit))
            } catch let error as PostgresError {
                let error = try tolerable(error, during: "plans")
                if method == .prepared { _ = try? await session.connection.execute(PlanMethod.deallocateSQL) }
                if types.change(after: error.sqlState?.rawValue, error.message) {
                    first = first ?? error
                    continue
                }
                guard error.sqlState == .undefinedTable, extraSchemas.count < 5,
                    let schema = onlySchema(ofRelationIn: error.message), !extraSchemas.contains(schema)
                else { return .failure(first ?? error) }
                extraSchemas.append(schema)
            }
        }
    }

    private mutating func explain(_ script: String, limit: Duration) async throws -> String {
        try await session.allow(min(limit, .seconds(2)))
        for rows in try await session.connection.execute(script) {
            if let cell = rows.first?[0], rows.columns.first?.name == "QUERY PLAN", let json = cell.string {
                return json
            }
        }
        throw PostgresError(.decodingFailed, "EXPLAIN answered without a plan")
    }

    /// The schema of the relation that a message names in quotes, if there is only one of that name.
    private func onlySchema(ofRelationIn message: String) -> String? {
        let parts = message.split(separator: "\"", omittingEmptySubsequences: false)
        guard parts.count >= 3 else { return nil }
        let names = self[.relations].texts("name")
        let schemas = self[.relations].texts("schema")
        let found = names.indices.filter { names[$0].map { $0 == parts[1] } ?? false }.compactMap { schemas[$0] }
        return found.count == 1 ? found[0] : nil
    }

    /// SQLSTATE and message; `PostgresError` keeps values out of it.
    private static func reason(_ error: PostgresError) -> String {
        error.sqlState.map { "\($0): \(error.message)" } ?? error.message
    }
}

/// What did not get a plan, counted, so that it is said once and not for each statement.
struct PlanningOutcome {
    private var beyondLimit = 0
    private var beyondTime = 0
    private var denied: [String: Set<String>] = [:]
    private var deniedCount = 0

    init() {}

    mutating func leftOut(isForTime: Bool) {
        if isForTime { beyondTime += 1 } else { beyondLimit += 1 }
    }

    mutating func failed(_ error: PostgresError, as role: String?) {
        guard error.sqlState == .insufficientPrivilege else { return }
        deniedCount += 1
        denied[error.message, default: []].insert(role ?? "?")
    }

    func unreadable(_ server: ServerProfile, _ options: CollectOptions) -> [Unreadable] {
        let section = SectionShape.plans.name
        var items: [Unreadable] = []
        if deniedCount > 0 {
            let messages = denied.keys.sorted()
            let shown = messages.prefix(5).joined(separator: ", ") + (messages.count > 5 ? " and others" : "")
            let advisor = Quote.identifier(server.role)
            let roles = Set(denied.values.joined()).sorted().map { "GRANT \(Quote.identifier($0)) TO \(advisor);" }
            let read = server.version >= 140_000 ? "GRANT pg_read_all_data TO \(advisor);" : nil
            items.append(
                Unreadable(
                    section: section, reason: "\(deniedCount) statements were not planned: \(shown)",
                    remedy: ([read].compactMap { $0 } + roles).joined(separator: " ")))
        }
        if beyondLimit > 0 {
            items.append(
                Unreadable(
                    section: section,
                    reason:
                        "\(beyondLimit) statements, the least expensive, are beyond the limit of \(options.planLimit) plans",
                    remedy: "Allow more with --plans."))
        }
        if beyondTime > 0 {
            items.append(
                Unreadable(
                    section: section,
                    reason:
                        "\(beyondTime) statements, the least expensive, did not fit into \(Remedy.seconds(options.planTimeLimit))",
                    remedy: nil))
        }
        return items
    }
}
