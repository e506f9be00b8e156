import Model

/// The settings under which a role's statements are planned: its search_path, its planner settings, and the role itself
/// where the collector may take it on, so that privileges and row-level security are as the statement finds them.
struct PlanningContext: Sendable {
    private let roleNames: [Int64: String]
    private let settableRoles: Set<Int64>
    private let database: String
    private let serverSearchPath: String
    /// Setting by (database, role), both empty for all.
    private var fixed: [String: [String: String]] = [:]

    /// - Parameter settableRoles: roles that the collector may SET ROLE to.
    init(roles: Section, roleSettings: Section, settings: Section, database: String, settableRoles: Set<Int64>) {
        let names = roles.texts("name")
        roleNames = Dictionary(
            roles.integers("oid").enumerated().compactMap { row, oid in
                oid.flatMap { oid in names[row].map { (oid, $0) } }
            },
            uniquingKeysWith: { first, _ in first })
        self.settableRoles = settableRoles
        self.database = database
        // What a role or a database of its own fixes is not the server's.
        let row = (0..<settings.count).first { settings[$0, "name"].text == "search_path" }
        let ownSources: Set = ["session", "client", "user", "database", "database user"]
        let source = row.flatMap { settings[$0, "source"].text } ?? "default"
        serverSearchPath =
            row.flatMap { settings[$0, ownSources.contains(source) ? "boot_value" : "setting"].text }
            ?? "\"$user\", public"
        for row in 0..<roleSettings.count {
            guard let name = roleSettings[row, "name"].text, let value = roleSettings[row, "setting"].text,
                let database = roleSettings[row, "database"].text, let role = roleSettings[row, "role"].text
            else { continue }
            fixed["\(database)\u{1}\(role)", default: [:]][name] = value
        }
    }

    /// The role that the collector takes on for that user; nil where it may not.
    func role(of user: Int64) -> String? { settableRoles.contains(user) ? roleNames[user] : nil }

    /// The user's search_path, as in their own session and not in the collector's.
    func searchPath(of user: Int64) -> [String] {
        let path = fixed(for: user)["search_path"] ?? serverSearchPath
        return SearchPath.parts(path).compactMap { $0 == "$user" ? roleNames[user] : $0 }
    }

    /// What is set for a plan, in the order in which it must be: the role last.
    func settings(for user: Int64, searchPath: String) -> [Session.Setting] {
        let planner = fixed(for: user).filter { Self.affectsPlans($0.key) }.sorted { $0.key < $1.key }
        return planner.map { Session.Setting($0.key, $0.value) } + [Session.Setting("search_path", searchPath)]
            + (role(of: user).map { [Session.Setting("role", $0)] } ?? [])
    }

    /// What role and database fix, the most specific winning.
    private func fixed(for user: Int64) -> [String: String] {
        let role = roleNames[user]
        var values: [String: String] = [:]
        for scope in ["\u{1}", "\(database)\u{1}", role.map { "\u{1}\($0)" }, role.map { "\(database)\u{1}\($0)" }] {
            if let scope, let settings = fixed[scope] { values.merge(settings) { $1 } }
        }
        return values
    }

    /// Settings of the planner that any role may set.
    static func affectsPlans(_ name: String) -> Bool {
        name.hasPrefix("enable_") || name.hasPrefix("cpu_") || name.hasPrefix("parallel_") || name.hasPrefix("geqo")
            || [
                "work_mem", "hash_mem_multiplier", "random_page_cost", "seq_page_cost", "effective_cache_size",
                "from_collapse_limit", "join_collapse_limit", "constraint_exclusion", "cursor_tuple_fraction",
                "min_parallel_table_scan_size", "min_parallel_index_scan_size", "max_parallel_workers_per_gather",
            ].contains(name)
    }
}
