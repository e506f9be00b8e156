import Model

/// The name of a node in the text format, which holds what the structured formats spread over several members.
enum TextNodeName {
    private static let joins = ["Nested Loop", "Hash", "Merge"]
    private static let joinTypes = ["Left", "Right", "Full", "Semi", "Anti", "Right Semi", "Right Anti"]
    private static let scans = [
        "Seq Scan", "Sample Scan", "Index Only Scan", "Index Scan", "Bitmap Index Scan", "Bitmap Heap Scan",
        "Tid Range Scan", "Tid Scan", "Subquery Scan", "Function Scan", "Table Function Scan", "Values Scan",
        "CTE Scan", "Named Tuplestore Scan", "WorkTable Scan", "Foreign Scan", "Custom Scan",
    ]
    private static let others = [
        "Result", "ProjectSet", "Append", "Merge Append", "Recursive Union", "BitmapAnd", "BitmapOr", "Gather Merge",
        "Gather", "Materialize", "Memoize", "Incremental Sort", "Sort", "Group", "WindowAgg", "Unique", "LockRows",
        "Limit", "Hash", "Foreign Insert", "Foreign Update", "Foreign Delete",
    ]
    private static let operations = ["Insert", "Update", "Delete", "Merge"]
    private static let setOperations = ["HashSetOp", "SetOp"]
    private static let aggregates = [
        "HashAggregate": "Hashed", "GroupAggregate": "Sorted", "MixedAggregate": "Mixed", "Aggregate": "Plain",
    ]

    /// By their first byte, longest first, so that none is taken for another's beginning.
    private static let names: [UInt8: [String]] = {
        var names = scans + others + operations + setOperations + aggregates.keys
        names += joins.flatMap { join in
            joinTypes.map { "\(join) \($0) Join" } + [join == "Nested Loop" ? join : join + " Join"]
        }
        names += aggregates.keys.flatMap { ["Partial " + $0, "Finalize " + $0] }
        return Dictionary(grouping: names.sorted { ($1.count, $0) < ($0.count, $1) }) { $0.utf8.first ?? 0 }
    }()

    /// The beginning of a line that names a node; nil where no node of PostgreSQL 18 or older is named so.
    static func known(_ line: Substring) -> Substring? {
        var text = line
        for prefix in ["Parallel ", "Async "] { text = text.removingPrefix(prefix) ?? text }
        guard let first = text.utf8.first, let candidates = names[first] else { return nil }
        for name in candidates {
            guard let rest = text.removingPrefix(name) else { continue }
            return rest.isEmpty || rest.utf8.first == UInt8(ascii: " ") ? line[..<rest.startIndex] : nil
        }
        return nil
    }

    /// Reads the line up to its figures.
    static func node(_ head: Substring) -> PlanNode {
        var text = head
        var details: [String: String] = [:]
        if let tail = text.removingPrefix("Parallel ") { (text, details["Parallel Aware"]) = (tail, "true") }
        if let tail = text.removingPrefix("Async ") { (text, details["Async Capable"]) = (tail, "true") }
        var name = known(text) ?? text
        if known(text) == nil, let (before, _) = text.cut(at: " on ") { name = before }
        var node = PlanNode(type: String(name))
        node.details = details
        let rest = text[name.endIndex...]
        if !readJoin(&node) && !readAggregate(&node) { readOperation(rest, &node) }
        readObject(rest, &node)
        return node
    }

    private static func readJoin(_ node: inout PlanNode) -> Bool {
        guard let join = joins.first(where: node.type.hasPrefix),
            node.type == join ? join == "Nested Loop" : node.type.hasSuffix(" Join")
        else { return false }
        let middle = node.type.dropFirst(join.count).dropLast(node.type == join ? 0 : " Join".count)
        node.joinType = middle.isEmpty ? "Inner" : String(middle.dropFirst())
        node.type = join == "Nested Loop" ? join : join + " Join"
        return true
    }

    private static func readAggregate(_ node: inout PlanNode) -> Bool {
        let words = node.type.split(separator: " ").map(String.init)
        guard let last = words.last, let strategy = aggregates[last] else { return false }
        node.type = "Aggregate"
        node.details["Strategy"] = strategy
        node.details["Partial Mode"] = words.count > 1 ? words[0] : "Simple"
        return true
    }

    private static func readOperation(_ rest: Substring, _ node: inout PlanNode) {
        if operations.contains(node.type) {
            node.details["Operation"] = node.type
            node.type = "ModifyTable"
        } else if let operation = Substring(node.type).removingPrefix("Foreign "), operation != "Scan" {
            node.details["Operation"] = String(operation)
            node.type = "Foreign Scan"
        } else if setOperations.contains(node.type) {
            node.details["Strategy"] = node.type == "HashSetOp" ? "Hashed" : "Sorted"
            node.details["Command"] = String(rest.trimmed)
            node.type = "SetOp"
        } else if node.type == "Custom Scan", let provider = rest.cut(at: "(")?.tail.cut(at: ")")?.head {
            node.details["Custom Plan Provider"] = String(provider)
        }
    }

    /// ` Backward using index on schema.table alias`.
    private static func readObject(_ rest: Substring, _ node: inout PlanNode) {
        var rest = rest
        if node.type == "Index Scan" || node.type == "Index Only Scan" {
            let backward = rest.removingPrefix(" Backward")
            node.details["Scan Direction"] = backward == nil ? "Forward" : "Backward"
            rest = backward ?? rest
            if let index = rest.removingPrefix(" using ") {
                let name = TextObject(index)
                node.index = name.name
                rest = name.rest
            }
        }
        guard let object = rest.cut(at: "on ")?.tail, rest.hasPrefix(" ") else { return }
        let name = TextObject(object)
        let alias = name.alias ?? name.name
        switch node.type {
        case "Bitmap Index Scan": node.index = name.name
        case "Subquery Scan", "Values Scan": node.alias = name.name
        case "Function Scan": set("Function Name")
        case "Table Function Scan": set("Table Function Name")
        case "CTE Scan", "WorkTable Scan": set("CTE Name")
        case "Named Tuplestore Scan": set("Tuplestore Name")
        default: (node.schema, node.relation, node.alias) = (name.schema, name.name, alias)
        }
        func set(_ detail: String) {
            node.details[detail] = name.name
            node.alias = alias
            node.schema = name.schema
        }
    }
}

/// `schema.name alias`, each part quoted where SQL would quote it.
struct TextObject {
    var schema: String?
    var name: String
    var alias: String?
    /// What follows the last part read.
    var rest: Substring

    init(_ text: Substring) {
        rest = text
        name = Self.identifier(&rest)
        if rest.first == "." {
            rest = rest.dropFirst()
            schema = name
            name = Self.identifier(&rest)
        }
        if rest.first == " ", !rest.hasPrefix(" on ") {
            rest = rest.dropFirst()
            alias = Self.identifier(&rest)
        }
    }

    private static func identifier(_ text: inout Substring) -> String {
        guard text.first == "\"" else {
            let name = text.prefix { $0 != "." && $0 != " " }
            text = text[name.endIndex...]
            return String(name)
        }
        var name = ""
        text = text.dropFirst()
        while let (part, tail) = text.cut(at: "\"") {
            name += part
            text = tail
            guard tail.first == "\"" else { break }
            name += "\""
            text = tail.dropFirst()
        }
        return name
    }
}
