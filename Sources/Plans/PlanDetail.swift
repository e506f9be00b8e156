/// What the formats differ in, and `PlanNode.details` do not.
enum PlanDetail {
    /// Zeros that say something: the workers never came, the visibility map held.
    private static let meaningfulZeros: Set<String> = ["Workers Launched", "Heap Fetches"]

    /// Whether a value is worth its place: the text format leaves out zeros and flags that are false.
    static func isWorth(_ name: String, _ value: String) -> Bool {
        switch value {
        case "0", "0.000", "0.00", "false": meaningfulZeros.contains(name)
        default: true
        }
    }

    /// Takes out what only the structured formats repeat.
    static func simplify(_ details: inout [String: String]) {
        guard details["Hash Buckets"] != nil else { return }
        for current in ["Hash Buckets", "Hash Batches"] where details["Original " + current] == details[current] {
            details["Original " + current] = nil
        }
    }

    /// Several values of one name, grouping sets for example, stand behind each other.
    static func add(_ name: String, _ value: String, to details: inout [String: String]) {
        guard isWorth(name, value) else { return }
        if let before = details[name] { details[name] = before + "; " + value } else { details[name] = value }
    }
}
