import Model

/// The line of a node in the text format: `Hash Left Join  (cost=1.00..2.00 rows=3 width=4) (actual time=...)`.
enum TextNode {
    /// Whether a line begins a plan: it carries figures, or it is a bare node as EXPLAIN (COSTS OFF) prints it.
    static func looksLikeNode(_ line: Substring) -> Bool {
        if figuresStart(line) != nil { return !line.hasPrefix("->") }
        guard let name = TextNodeName.known(line) else { return false }
        let rest = line.dropFirst(name.count)
        return rest.isEmpty || rest.hasPrefix(" on ") || rest.hasPrefix(" using ") || rest.hasPrefix(" Backward using ")
            || rest.hasPrefix(" (never executed)")
    }

    static func parse(_ line: Substring, line number: Int) throws(PlanError) -> PlanNode {
        let start = figuresStart(line)
        var node = TextNodeName.node(line[..<(start ?? line.endIndex)].trimmedEnd)
        guard !node.type.isEmpty else { throw .malformed(line: number, "there is no node behind the arrow") }
        if let start {
            var figures = TextFigures(line[start...].trimmed)
            guard figures.read(into: &node) else {
                throw .truncated(line: number, "the figures of the node \(node.type) stop in the middle")
            }
        }
        return node
    }

    private static func figuresStart(_ line: Substring) -> Substring.Index? {
        for opening in [" (cost=", " (actual ", " (never executed)"] as [StaticString] {
            if let head = line.cut(at: opening)?.head { return head.endIndex }
        }
        return nil
    }

    // MARK: Families

    static func isSubplan(_ node: PlanNode) -> Bool {
        node.parentRelationship == "InitPlan" || node.parentRelationship == "SubPlan"
    }

    /// What the structured formats call "Parent Relationship".
    static func relationship(of label: Substring?, to parent: PlanNode) -> String {
        if let label { return label.hasPrefix("SubPlan") ? "SubPlan" : "InitPlan" }
        switch parent.type {
        case "Append", "Merge Append", "BitmapAnd", "BitmapOr": return "Member"
        case "Subquery Scan": return "Subquery"
        default: return parent.children.contains { !isSubplan($0) } ? "Inner" : "Outer"
        }
    }

    /// How many inputs a node cannot do without.
    static func inputs(of type: String) -> Int {
        switch type {
        case "Nested Loop", "Hash Join", "Merge Join", "Recursive Union", "BitmapAnd", "BitmapOr": 2
        case "Sort", "Incremental Sort", "Hash", "Limit", "Gather", "Gather Merge", "Materialize", "Memoize", "Unique",
            "WindowAgg", "Aggregate", "Bitmap Heap Scan", "Subquery Scan", "LockRows", "SetOp":
            1
        default: 0
        }
    }

    // MARK: Targets of ModifyTable

    static func isTarget(_ text: Substring) -> Bool {
        let bare = text.removingPrefix("Foreign ") ?? text
        return ["Insert on ", "Update on ", "Delete on ", "Merge on "].contains { bare.hasPrefix($0) }
    }

    static func target(_ text: Substring) -> String {
        guard let object = text.cut(at: " on ")?.tail else { return "" }
        let name = TextObject(object)
        let relation = name.schema.map { $0 + "." + name.name } ?? name.name
        return name.alias.map { relation + " " + $0 } ?? relation
    }

    // MARK: Never executed

    /// The structured formats print times of 0 where the text says "(never executed)".
    static func fillNeverExecuted(_ node: inout PlanNode) {
        if node.loops == 0, node.actualTotalTime == nil {
            node.actualStartupTime = 0
            node.actualTotalTime = 0
        }
        for position in node.children.indices { fillNeverExecuted(&node.children[position]) }
    }
}

/// The parentheses behind a node's name.
struct TextFigures {
    private var rest: Substring

    init(_ text: Substring) { rest = text }

    /// False where they are broken or stop in the middle.
    mutating func read(into node: inout PlanNode) -> Bool {
        if skip("(cost=") {
            guard let startup = number(), skip(".."), let total = number(), skip(" rows="), let rows = number(),
                skip(" width="), let width = number(), skip(")")
            else { return false }
            (node.startupCost, node.totalCost, node.rows, node.width) = (startup, total, rows, width)
        }
        _ = skip(" ")
        if skip("(never executed)") {
            (node.actualRows, node.loops) = (0, 0)
            return true
        }
        guard skip("(actual ") else { return rest.isEmpty }
        if skip("time=") {
            guard let startup = number(), skip(".."), let total = number(), skip(" ") else { return false }
            (node.actualStartupTime, node.actualTotalTime) = (startup, total)
        }
        guard skip("rows="), let rows = number(), skip(" loops="), let loops = number(), skip(")") else { return false }
        (node.actualRows, node.loops) = (rows, loops)
        return true
    }

    private mutating func skip(_ text: String) -> Bool {
        guard let tail = rest.removingPrefix(text) else { return false }
        rest = tail
        return true
    }

    /// Digits with at most one point, and never the `..` behind them.
    private mutating func number() -> Double? {
        var end = rest.startIndex
        while end < rest.endIndex {
            let isPoint = rest[end] == "." && !rest[rest.index(after: end)...].hasPrefix(".")
            guard rest[end].isWholeNumber || (isPoint && !rest[..<end].contains(".")) else { break }
            end = rest.index(after: end)
        }
        defer { rest = rest[end...] }
        return Double(rest[..<end])?.bounded
    }
}
