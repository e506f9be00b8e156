import JSONTape
import Model

/// What differs between two plans, in a few words: how they read their tables.
enum PlanGist {
    /// `Seq Scan on posts, Sort → Index Scan using posts_author_id_idx`; empty where both read alike.
    ///
    /// - Parameters: EXPLAIN (FORMAT JSON) both.
    static func change(_ before: String, _ after: String) -> String {
        let (old, new) = (steps(before), steps(after))
        let gone = old.filter { !new.contains($0) }
        let come = new.filter { !old.contains($0) }
        guard !gone.isEmpty || !come.isEmpty else { return "" }
        return "\(list(gone)) → \(list(come))"
    }

    private static func list(_ steps: [String]) -> String {
        let shown = steps.prefix(3).joined(separator: ", ")
        if steps.isEmpty { return "nothing" }
        return steps.count > 3 ? "\(shown) and \(steps.count - 3) more" : shown
    }

    /// Scans and sorts from the inside out, each once.
    private static func steps(_ json: String) -> [String] {
        guard let root = try? JSONTape(json).root, let plan = root[0]?["Plan"] ?? root["Plan"] else { return [] }
        var steps: [String] = []
        collect(plan, &steps)
        return steps
    }

    private static func collect(_ node: JSONValue, _ steps: inout [String]) {
        if let children = node["Plans"] { for child in children.elements { collect(child, &steps) } }
        let type = node["Node Type"]?.string ?? ""
        var step: String?
        if type == "Sort" {
            step = "Sort"
        } else if let index = node["Index Name"]?.string {
            step = "\(type) using \(index)"
        } else if type.hasSuffix("Scan"), type != "Bitmap Heap Scan", let relation = node["Relation Name"]?.string {
            step = "\(type) on \(relation)"
        }
        if let step, !steps.contains(step) { steps.append(step) }
    }
}
