/// Planner settings that make a plan cost what it costs when all that it reads is in memory.
enum MemoryCosts {
    /// A page in shared buffers takes 0.4 us, a row that a filter looks at 0.025 us, which the planner puts at 0.0125
    /// (scripts/bench/plan-cost, PostgreSQL 15).
    static let page = 0.2

    /// With these page costs another plan could be cheaper than the one that the target runs: methods that it does not use are
    /// switched off, which keeps the planner close to it.
    ///
    /// - Parameters:
    ///   - plan: EXPLAIN (FORMAT JSON) with the target's own costs.
    ///   - page: what a page costs, whether read in sequence or not.
    static func settings(choosing plan: String, page: Double = page) -> [String: String] {
        var settings = ["seq_page_cost": String(page), "random_page_cost": String(page)]
        // Scans of partitions that execution may leave out are not in the plan.
        guard !plan.contains("\"Subplans Removed\"") else { return settings }
        func has(_ kinds: String...) -> Bool { kinds.contains { plan.contains("\"Node Type\": \"\($0)\"") } }
        if !has("Seq Scan") { settings["enable_seqscan"] = "off" }
        if !has("Index Only Scan") {
            settings["enable_indexonlyscan"] = "off"
            if !has("Index Scan") { settings["enable_indexscan"] = "off" }
        }
        if !has("Bitmap Heap Scan") { settings["enable_bitmapscan"] = "off" }
        if !has("Nested Loop") { settings["enable_nestloop"] = "off" }
        if !has("Hash Join") { settings["enable_hashjoin"] = "off" }
        if !has("Merge Join") { settings["enable_mergejoin"] = "off" }
        if !has("Gather", "Gather Merge") { settings["max_parallel_workers_per_gather"] = "0" }
        return settings
    }
}
