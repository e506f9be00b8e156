import Model

/// Reads the text format: one line a node, told apart by their indentation, with lines of detail below each.
struct TextPlan {
    /// A node under construction and the column of its arrow.
    private struct Open {
        var node: PlanNode
        var column: Int
        var line: Int
    }

    private var plans: [Plan] = []
    /// From the root to the node last read.
    private var path: [Open] = []
    private var footer = TextFooter()
    private var rootColumn = 0
    /// What `SubPlan 1`, `InitPlan 1 (returns $0)` or `CTE name` says of the next node.
    private var label: Substring?
    /// The worker whose lines are being read, and the column of its first one.
    private var worker: (position: Int, column: Int)?
    private var lastDetail: String?
    private var strays: [SourceLine] = []

    /// - Parameter lines: of one plan, from its root or from auto_explain's query on.
    /// - Returns: the plan, and the lines between its own that say nothing about it.
    static func plans(_ lines: [SourceLine]) throws(PlanError) -> (plans: [Plan], strays: [SourceLine]) {
        var reader = TextPlan()
        for line in lines where !line.isBlank {
            if try !reader.read(line) { reader.strays.append(line) }
        }
        try reader.finishPlan()
        return (reader.plans, reader.strays)
    }

    /// False where the line is none of a plan.
    private mutating func read(_ line: SourceLine) throws(PlanError) -> Bool {
        let text = line.trimmed
        let indent = line.indent
        if let arrow = text.removingPrefix("->") {
            try openNode(arrow.trimmed, column: indent, line)
        } else if path.isEmpty || indent <= rootColumn {
            return try readAtMargin(text, indent, line)
        } else if footer.isOpen {
            return footer.read(text)
        } else if isLabel(text) {
            label = text
        } else {
            return readDetail(text, indent)
        }
        return true
    }

    /// Lines that are not indented: roots, and what EXPLAIN says about the whole.
    private mutating func readAtMargin(
        _ text: Substring, _ indent: Int, _ line: SourceLine
    ) throws(PlanError) -> Bool {
        if TextNode.looksLikeNode(text) {
            try finishPlan()
            rootColumn = indent
            path = [Open(node: try TextNode.parse(text, line: line.number), column: indent, line: line.number)]
            lastDetail = nil
        } else if path.isEmpty {
            return footer.readQueryText(text)
        } else if !footer.start(text) {
            return !footer.isOpen && continueDetail(text)
        }
        return true
    }

    private mutating func openNode(_ text: Substring, column: Int, _ line: SourceLine) throws(PlanError) {
        var node = try TextNode.parse(text, line: line.number)
        guard path.count < TreePlan.deepest else {
            throw .malformed(line: line.number, "the plan is nested too deeply")
        }
        guard !path.isEmpty, column > rootColumn else {
            throw .malformed(line: line.number, "the node stands below no other: the indentation is lost")
        }
        try close(downTo: column)
        node.parentRelationship = TextNode.relationship(of: label, to: path[path.count - 1].node)
        if let label { node.details["Subplan Name"] = String(label) }
        label = nil
        worker = nil
        lastDetail = nil
        path.append(Open(node: node, column: column, line: line.number))
    }

    /// Hands each node that stands at this column or further right to its parent.
    private mutating func close(downTo column: Int) throws(PlanError) {
        while let last = path.last, last.column >= column, path.count > 1 {
            path.removeLast()
            path[path.count - 1].node.children.append(try finished(last))
        }
    }

    private func finished(_ open: Open) throws(PlanError) -> PlanNode {
        var node = open.node
        let inputs = node.children.count { !TextNode.isSubplan($0) }
        let needed = TextNode.inputs(of: node.type)
        guard inputs >= needed else {
            let what = inputs == 0 ? "has no input" : "has only one of its two inputs"
            throw .truncated(line: open.line, "the node \(node.type) \(what)")
        }
        PlanDetail.simplify(&node.details)
        return node
    }

    private mutating func finishPlan() throws(PlanError) {
        try close(downTo: Int.min)
        guard let last = path.popLast() else { return }
        var plan = Plan(root: try finished(last))
        footer.move(to: &plan)
        if plan.root.actualTotalTime != nil { TextNode.fillNeverExecuted(&plan.root) }
        Exclusive.compute(&plan.root)
        plans.append(plan)
        footer = TextFooter()
        label = nil
        worker = nil
    }

    private func isLabel(_ text: Substring) -> Bool {
        guard !text.utf8.contains(UInt8(ascii: ":")) || text.hasPrefix("CTE ") else { return false }
        return text.hasPrefix("SubPlan ") || text.hasPrefix("InitPlan ") || text.hasPrefix("CTE ")
    }

    // MARK: Details

    private mutating func readDetail(_ text: Substring, _ indent: Int) -> Bool {
        let current = path.count - 1
        if continueDetail(text) { return true }
        if let rest = text.removingPrefix("Worker "), let (number, tail) = rest.cut(at: ":"), let number = Int(number) {
            let position = workerPosition(number, in: current)
            worker = (position, indent)
            lastDetail = TextDetail.addWorker(tail.trimmed, to: &path[current].node.workers[position].details)
        } else if let worker, indent > worker.column {
            lastDetail = TextDetail.add(text, to: &path[current].node.workers[worker.position].details)
        } else if TextNode.isTarget(text), path[current].node.type == "ModifyTable" {
            let target = TextNode.target(text)
            let before = path[current].node.details["Target Tables"].map { $0 + ", " } ?? ""
            path[current].node.details["Target Tables"] = before + target
        } else if let name = TextDetail.add(text, to: &path[current].node.details) {
            worker = nil
            lastDetail = name
        } else {
            return false
        }
        return true
    }

    /// A literal with a line break in it goes on. False where none is open.
    private mutating func continueDetail(_ text: Substring) -> Bool {
        guard let lastDetail, worker == nil, let before = path.last?.node.details[lastDetail], Self.isOpen(before)
        else { return false }
        path[path.count - 1].node.details[lastDetail] = before + "\n" + text
        return true
    }

    /// Whether a literal or a quoted name has no end yet.
    private static func isOpen(_ text: String) -> Bool {
        var quote: UInt8?
        for byte in text.utf8 where byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
            if quote == nil { quote = byte } else if quote == byte { quote = nil }
        }
        return quote != nil
    }

    private mutating func workerPosition(_ number: Int, in current: Int) -> Int {
        if let known = path[current].node.workers.firstIndex(where: { $0.number == number }) { return known }
        path[current].node.workers.append(PlanNode.Worker(number: number))
        return path[current].node.workers.count - 1
    }
}
