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

    func roleName(_ oid: Int64) -> String? { roleNames[oid] }

    /// Names and values for set_config, in the order in which they must be set: the role last.
    func settings(for user: Int64, extraSchema: [String] = []) -> [(name: String, value: String)] {
        let role = roleNames[user]
        // The most specific last: it wins.
        var values: [String: String] = [:]
        for scope in ["\u{1}", "\(database)\u{1}", role.map { "\u{1}\($0)" }, role.map { "\(database)\u{1}\($0)" }] {
            guard let scope, let settings = fixed[scope] else { continue }
            values.merge(settings.filter { $0.key == "search_path" || Self.affectsPlans($0.key) }) { $1 }
        }
        var path = values["search_path"] ?? serverSearchPath
        // As in the user's session, not in the collector's.
        if let role { path = Self.replacingUser(in: path, by: role) }
        if !extraSchema.isEmpty { path = ([path] + extraSchema.map(Quote.identifier)).joined(separator: ", ") }
        values["search_path"] = path
        var ordered = values.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        if let role, settableRoles.contains(user) { ordered.append((name: "role", value: role)) }
        return ordered
    }

    private static func replacingUser(in path: String, by role: String) -> String {
        path.split(separator: ",", omittingEmptySubsequences: true).map { part in
            let name = part.drop { $0 == " " }
            return name == "\"$user\"" || name == "$user" ? Quote.identifier(role) : String(name)
        }.joined(separator: ", ")
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
