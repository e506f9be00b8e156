import Model

/// What a node does, in words.
enum PlanWords {
    /// `Parallel Hash Left Join`, `Index Scan using posts_pkey on posts p`.
    static func name(_ node: PlanNode) -> String {
        var name = kind(node)
        if node.details["Parallel Aware"] == "true" { name = "Parallel " + name }
        if let index = node.index { name += (node.relation == nil ? " on " : " using ") + Quote.identifier(index) }
        if let relation = node.relation {
            name += " on " + Quote.qualified(node.schema, relation)
            if let alias = node.alias, alias != relation { name += " " + Quote.identifier(alias) }
        } else if let source = source(node) {
            name += " on " + source
        }
        if let subplan = node.details["Subplan Name"] { name = "\(subplan): \(name)" }
        return name
    }

    private static func source(_ node: PlanNode) -> String? {
        let source = node.details["CTE Name"] ?? node.details["Function Name"] ?? node.details["Tuplestore Name"]
        guard let source else { return node.type == "Subquery Scan" ? node.alias : nil }
        guard let alias = node.alias, alias != source else { return source }
        return source + " " + alias
    }

    private static func kind(_ node: PlanNode) -> String {
        switch node.type {
        case "Aggregate": return aggregate(node)
        case "ModifyTable": return node.details["Operation"] ?? node.type
        case "SetOp": return [node.type, node.details["Command"]].compactMap { $0 }.joined(separator: " ")
        case "Index Scan", "Index Only Scan":
            return node.type + (node.details["Scan Direction"] == "Backward" ? " Backward" : "")
        case "Nested Loop", "Hash Join", "Merge Join":
            guard let join = node.joinType, join != "Inner" else { return node.type }
            let method = node.type == "Nested Loop" ? node.type : String(node.type.dropLast(" Join".count))
            return "\(method) \(join) Join"
        default: return node.type
        }
    }

    private static func aggregate(_ node: PlanNode) -> String {
        let names = ["Hashed": "HashAggregate", "Sorted": "GroupAggregate", "Mixed": "MixedAggregate"]
        let name = names[node.details["Strategy"] ?? ""] ?? node.type
        guard let mode = node.details["Partial Mode"], mode != "Simple" else { return name }
        return mode + " " + name
    }

    // MARK: Details

    /// What a reader needs to see why it costs what it costs, one thing a line.
    static func details(_ node: PlanNode) -> [String] {
        var lines: [String] = []
        if node.loops == 0 { lines.append("never executed") }
        if let loops = node.loops, loops > 1 { lines.append("\(Format.count(loops)) loops, figures of one") }
        for name in conditions {
            guard let text = node.details[name] else { continue }
            let removed = removals[name].flatMap { node.figure($0) }.map { ", removes \(Format.count($0)) rows" } ?? ""
            lines.append("\(name.lowercased()): \(text)\(removed)")
        }
        lines += [recheck(node), sort(node), hash(node), memoize(node), workers(node), heap(node), buffers(node)]
            .compactMap { $0 }
        return lines
    }

    private static let conditions = [
        "Index Cond", "Recheck Cond", "TID Cond", "Hash Cond", "Merge Cond", "Join Filter", "Filter", "One-Time Filter",
        "Order By", "Sort Key", "Presorted Key", "Group Key", "Hash Key", "Cache Key", "Run Condition", "Function Call",
        "Conflict Resolution", "Target Tables", "Disabled",
    ]
    private static let removals = ["Filter": "Rows Removed by Filter", "Join Filter": "Rows Removed by Join Filter"]

    private static func recheck(_ node: PlanNode) -> String? {
        node.figure("Rows Removed by Index Recheck").map { "recheck removes \(Format.count($0)) rows" }
    }

    private static func sort(_ node: PlanNode) -> String? {
        guard let method = node.details["Sort Method"] else {
            return node.details["Full-sort Groups"].map { "groups: \($0)" }
        }
        let space = node.figure("Sort Space Used").map { ", \(Format.bytes($0 * 1_024))" } ?? ""
        return "\(method)\(space) \(node.details["Sort Space Type"] == "Disk" ? "on disk" : "in memory")"
    }

    private static func hash(_ node: PlanNode) -> String? {
        let batches = node.figure("Hash Batches") ?? node.figure("HashAgg Batches")
        guard let batches, batches > 1 else { return nil }
        let disk = node.figure("Disk Usage").map { ", \(Format.bytes($0 * 1_024)) on disk" } ?? ""
        return "spills: \(Format.count(batches)) batches\(disk)"
    }

    private static func memoize(_ node: PlanNode) -> String? {
        guard node.type == "Memoize", let misses = node.figure("Cache Misses") else { return nil }
        let hits = node.figure("Cache Hits") ?? 0
        return "cache: \(Format.count(hits)) hits, \(Format.count(misses)) misses"
    }

    private static func workers(_ node: PlanNode) -> String? {
        guard let planned = node.figure("Workers Planned") else { return nil }
        guard let launched = node.figure("Workers Launched") else { return "\(Format.count(planned)) workers planned" }
        return "\(Format.count(launched)) of \(Format.count(planned)) workers launched"
    }

    private static func heap(_ node: PlanNode) -> String? {
        if let fetches = node.figure("Heap Fetches"), fetches > 0 { return "\(Format.count(fetches)) heap fetches" }
        return node.figure("Lossy Heap Blocks").map { "\(Format.count($0)) lossy heap blocks: work_mem was short" }
    }

    /// The node's own, in pages and, as pages of 8 kB, in bytes.
    private static func buffers(_ node: PlanNode) -> String? {
        let kinds: [(Double?, String)] = [
            (node.exclusiveSharedHit, "hit"), (node.exclusiveSharedRead, "read"),
            (node.exclusiveTempRead, "temporary read"), (node.exclusiveTempWritten, "temporary written"),
        ]
        let parts = kinds.compactMap { count, name -> String? in
            guard let count, count > 0 else { return nil }
            return "\(Format.count(count)) \(name) (\(Format.bytes(count * 8_192)))"
        }
        return parts.isEmpty ? nil : "buffers: " + parts.joined(separator: ", ")
    }
}
