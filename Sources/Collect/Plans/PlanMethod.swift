import Model

/// How a generic plan is asked for.
enum PlanMethod: String, Sendable {
    /// EXPLAIN (GENERIC_PLAN), from 16 on.
    case genericPlan = "generic_plan"
    /// PREPARE and EXPLAIN EXECUTE with NULLs under plan_cache_mode = force_generic_plan.
    case prepared
    /// Without parameters, EXPLAIN as it is.
    case plain

    /// EXPLAIN of a text leaves an entry with that text in pg_stat_statements, where utility statements are tracked: 500
    /// of them would push the user's own out. PREPARE is not tracked, and EXPLAIN EXECUTE is one entry for all.
    static func method(for text: StatementText, on server: ServerProfile) -> PlanMethod {
        if server.tracksUtility && !server.isSuperuser { return .prepared }
        if text.parameterCount == 0 { return .plain }
        return server.majorVersion >= 16 ? .genericPlan : .prepared
    }

    static let preparedName = "advisor_plan"
    static let deallocateSQL = "DEALLOCATE \(advisorTag) \(preparedName)"

    /// One message: its statements share an implicit transaction, so that the settings end with it.
    func script(_ sql: String, parameterCount: Int, settings: [(name: String, value: String)]) -> String {
        var all = settings
        if self == .prepared { all.insert((name: "plan_cache_mode", value: "force_generic_plan"), at: 0) }
        let list = all.map { "set_config(\(Quote.literal($0.name)), \(Quote.literal($0.value)), true)" }
        let prologue = "SELECT \(advisorTag) \(list.joined(separator: ", "));\n"
        switch self {
        case .plain: return prologue + "EXPLAIN \(advisorTag) (FORMAT JSON, VERBOSE) \(sql)"
        case .genericPlan: return prologue + "EXPLAIN \(advisorTag) (FORMAT JSON, VERBOSE, GENERIC_PLAN) \(sql)"
        case .prepared:
            let nulls = Array(repeating: "NULL", count: parameterCount).joined(separator: ", ")
            let arguments = parameterCount == 0 ? "" : "(\(nulls))"
            // The line break ends a comment that the text may end with.
            return prologue + """
                PREPARE \(Self.preparedName) AS \(sql)
                ;EXPLAIN \(advisorTag) (FORMAT JSON, VERBOSE) EXECUTE \(Self.preparedName)\(arguments);
                \(Self.deallocateSQL)
                """
        }
    }
}
