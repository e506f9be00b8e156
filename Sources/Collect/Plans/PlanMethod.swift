import Model
import Postgres

/// How a generic plan is asked for.
enum PlanMethod: String, Sendable {
    /// EXPLAIN (GENERIC_PLAN), from 16 on.
    case genericPlan = "generic_plan"
    /// PREPARE and EXPLAIN EXECUTE with NULLs under plan_cache_mode = force_generic_plan.
    case prepared
    /// Without parameters, EXPLAIN as it is.
    case plain

    /// - Parameter quietly: inside a DO block, which pg_stat_statements takes for one statement. Otherwise EXPLAIN of a text
    ///   leaves an entry with that text where utility statements are tracked, and 500 of them would push the user's own out.
    ///   PREPARE is not tracked, and EXPLAIN EXECUTE is one entry for all.
    static func method(parameters: Int, on server: ServerProfile, quietly: Bool) -> PlanMethod {
        if !quietly, server.tracksUtility, !server.isSuperuser { return .prepared }
        if parameters == 0 { return .plain }
        return server.majorVersion >= 16 ? .genericPlan : .prepared
    }

    static let name = "advisor_plan"

    /// What is sent after another.
    func statements(_ text: String, parameters: Int) -> [String] {
        switch self {
        case .plain, .genericPlan: return [explanation(of: text)]
        case .prepared:
            let nulls = Array(repeating: "NULL", count: parameters).joined(separator: ", ")
            let arguments = parameters == 0 ? "" : "(\(nulls))"
            return [
                "PREPARE \(advisorTag) \(Self.name) AS \(text)",
                "EXPLAIN \(advisorTag) (FORMAT JSON, VERBOSE) EXECUTE \(Self.name)\(arguments)", Self.deallocateSQL,
            ]
        }
    }

    func explanation(of text: String) -> String {
        "EXPLAIN \(advisorTag) (FORMAT JSON, VERBOSE\(self == .genericPlan ? ", GENERIC_PLAN" : "")) \(text)"
    }

    static let deallocateSQL = "DEALLOCATE \(advisorTag) \(name)"

    var settings: [Session.Setting] {
        self == .prepared ? [Session.Setting("plan_cache_mode", "force_generic_plan")] : []
    }
}
