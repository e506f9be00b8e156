import Model

/// The settings that sessions of the target have: for everybody, and by role.
struct PlanContext: Sendable {
    /// For everybody in this database, by name; search_path among them.
    private let base: [String: String]
    /// By role, what differs.
    private let roles: [String: [String: String]]
    private let owner: String
    /// Indexes of partitions by the partitioned index they belong to.
    private let parts: [Int64: [Int64]]

    init(_ source: TwinSource) {
        let snapshot = source.snapshot
        let planner = snapshot[.plannerSettings]
        var base: [String: String] = [:]
        for row in 0..<planner.count {
            if let name = planner[row, "name"].text, Self.isPlanners(name) { base[name] = planner[row, "setting"].text }
        }
        base["max_worker_processes"] = nil
        let known = Set(base.keys)
        let database = snapshot[.databaseLocale].count > 0 ? snapshot[.databaseLocale][0, "name"].text : nil
        var roles: [String: [String: String]] = [:]
        let fixed = snapshot[.roleSettings]
        // What is fixed for one database wins over what is fixed for all: it comes last.
        let rows = (0..<fixed.count).sorted { (fixed[$0, "database"].text ?? "") < (fixed[$1, "database"].text ?? "") }
        for row in rows {
            guard let name = fixed[row, "name"].text, known.contains(name), let value = fixed[row, "setting"].text,
                let role = fixed[row, "role"].text, let scope = fixed[row, "database"].text,
                scope.isEmpty || scope == database
            else { continue }
            if role.isEmpty { base[name] = value } else { roles[role, default: [:]][name] = value }
        }
        self.base = base
        self.roles = roles
        owner = snapshot[.databaseLocale].count > 0 ? snapshot[.databaseLocale][0, "owner"].text ?? "" : ""
        let indexes = snapshot[.indexDefinitions]
        parts = (0..<indexes.count).reduce(into: [:]) { parts, row in
            guard let parent = indexes[row, "parent_oid"].integer, let oid = indexes[row, "oid"].integer else { return }
            parts[parent, default: []].append(oid)
        }
    }

    /// Whether a setting decides plans and nothing besides. A snapshot may name any.
    static func isPlanners(_ name: String) -> Bool {
        if name.wholeMatch(of: /enable_[a-z_]{1,50}/) != nil { return true }
        if name.wholeMatch(of: /(cpu|seq_page|random_page|parallel)_([a-z]+_){0,2}cost|geqo(_[a-z_]+)?/) != nil {
            return true
        }
        return names.contains(name)
    }

    private static let names: Set<String> = [
        "constraint_exclusion", "cursor_tuple_fraction", "DateStyle", "default_statistics_target",
        "default_text_search_config", "effective_cache_size", "effective_io_concurrency", "from_collapse_limit",
        "hash_mem_multiplier", "IntervalStyle", "jit", "jit_above_cost", "jit_inline_above_cost",
        "jit_optimize_above_cost", "join_collapse_limit", "lc_monetary", "maintenance_io_concurrency",
        "max_parallel_maintenance_workers", "max_parallel_workers", "max_parallel_workers_per_gather",
        "min_parallel_index_scan_size", "min_parallel_table_scan_size", "parallel_leader_participation",
        "plan_cache_mode", "recursive_worktable_factor", "search_path", "temp_buffers", "TimeZone", "work_mem",
        "io_combine_limit", "max_worker_processes",
    ]

    /// In the order of names.
    var databaseSettings: [(String, String)] { base.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }

    func searchPath(role: String?) -> String {
        let path = role.flatMap { roles[$0]?["search_path"] } ?? base["search_path"] ?? "\"$user\", public"
        return Self.names(in: path).map { $0 == "$user" ? role ?? owner : $0 }.filter { !$0.isEmpty }
            .map(Quote.identifier).joined(separator: ", ")
    }

    /// Every setting that some role has a value of its own for, as this role has it.
    func settings(role: String?, searchPath: [String]?) -> [(name: String, value: String)] {
        let path = searchPath.map { $0.map(Quote.identifier).joined(separator: ", ") } ?? self.searchPath(role: role)
        var settings = [(name: "search_path", value: path)]
        let own = role.flatMap { roles[$0] } ?? [:]
        for name in varying { settings.append((name, own[name] ?? base[name] ?? "")) }
        return settings
    }

    private var varying: [String] {
        Set(roles.values.flatMap(\.keys)).subtracting(["search_path"]).sorted()
    }

    /// The indexes without children among an index and the indexes below it.
    func leaves(of index: Int64) -> [Int64] {
        // A snapshot may say that an index belongs to itself.
        var found = [index]
        var seen: Set = [index]
        var next = 0
        while next < found.count {
            found += (parts[found[next]] ?? []).filter { seen.insert($0).inserted }
            next += 1
        }
        return found
    }

    /// A list of names as DDL takes it.
    static func list(_ path: String) -> String {
        let names = names(in: path)
        return names.isEmpty ? "''" : names.map(Quote.identifier).joined(separator: ", ")
    }

    /// The names of a setting that is a list: separated by commas, quoted where they have to be.
    static func names(in list: String) -> [String] {
        var names: [String] = []
        var name = ""
        var isQuoted = false
        for character in list {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                names.append(name)
                name = ""
            case " " where !isQuoted: break
            default: name.append(character)
            }
        }
        return (names + [name]).filter { !$0.isEmpty }
    }
}
