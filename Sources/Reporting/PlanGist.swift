import JSONTape
import Model

/// A plan in a few words: how it reads its tables, from the inside out.
enum PlanGist {
    /// - Parameter json: EXPLAIN (FORMAT JSON).
    static func text(_ json: String) -> String {
        guard let root = try? JSONTape(json).root, let plan = root[0]?["Plan"] ?? root["Plan"] else { return "?" }
        var scans: [String] = []
        collect(plan, &scans)
        var seen: Set<String> = []
        let unique = scans.filter { seen.insert($0).inserted }
        let shown = unique.prefix(3).joined(separator: ", ")
        return unique.count > 3 ? "\(shown) and \(unique.count - 3) more" : shown
    }

    private static func collect(_ node: JSONValue, _ scans: inout [String]) {
        for child in node["Plans"]?.elements.map({ $0 }) ?? [] { collect(child, &scans) }
        let type = node["Node Type"]?.string ?? ""
        guard type.hasSuffix("Scan") || type == "Sort" else { return }
        if type == "Sort" {
            scans.append("Sort")
        } else if let index = node["Index Name"]?.string {
            scans.append("\(type) using \(index)")
        } else if let relation = node["Relation Name"]?.string, type != "Bitmap Heap Scan" {
            scans.append("\(type) on \(relation)")
        }
    }
}
