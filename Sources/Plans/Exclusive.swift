import Model

/// Computes the exclusive figures of a plan: what each node costs by itself.
///
/// PostgreSQL prints inclusive figures: a node's cost, time and buffers hold its children's. Times and rows are averages
/// over loops and processes, costs are of one execution, buffers are totals.
enum Exclusive {
    static func compute(_ root: inout PlanNode) {
        ExclusiveCost.distribute(&root, budget: root.totalCost)
        guard root.loops != nil else { return }
        ExclusiveActuals.compute(&root)
    }
}

/// Spreads the root's cost over the nodes.
///
/// A node's budget is what the statement spends in it and below, over all its expected executions. Each child claims
/// its own cost times its executions; where the claims exceed the budget (a LIMIT stops its input early, a merge join
/// does not read to the end, a parallel append overlaps), they shrink in proportion. What is left is the node's own.
/// So the exclusive costs add up to the root's total, and no node shows more than the plan costs.
enum ExclusiveCost {
    /// - Parameter budget: planner units of the node with all below it.
    static func distribute(_ node: inout PlanNode, budget: Double) {
        // A statement's node spends its printed cost as often as its budget says.
        let executions = node.totalCost > 0 ? budget / node.totalCost : 0
        let claims = node.children.indices.map { claim(of: $0, in: node) * executions }
        let claimed = claims.reduce(0, +)
        let scale = claimed > budget && claimed > 0 ? budget / claimed : 1
        node.exclusiveCost = max(budget - claimed * scale, 0)
        for position in node.children.indices {
            distribute(&node.children[position], budget: claims[position] * scale)
        }
    }

    /// What a child claims in one execution of its parent.
    private static func claim(of position: Int, in node: PlanNode) -> Double {
        let child = node.children[position]
        switch child.parentRelationship {
        case "Inner" where node.type == "Nested Loop": return innerClaim(child, in: node)
        case "SubPlan":
            // A hashed subplan runs once; any other once for each row that its parent looks at, of which EXPLAIN
            // tells only those that pass.
            let name = child.details["Subplan Name"] ?? ""
            let isHashed = node.details.values.contains { $0.contains("hashed " + name) }
            let others = node.children.reduce(0) { $0 + ($1.parentRelationship == "SubPlan" ? 0 : $1.totalCost) }
            let once = child.totalCost
            return isHashed ? once : min(once * max(node.rows, 1), max(node.totalCost - others, once))
        default: return child.totalCost
        }
    }

    /// The inner side runs once for each outer row, but repetitions may cost less than the first run: what the join
    /// costs beyond its outer side is the limit.
    private static func innerClaim(_ inner: PlanNode, in join: PlanNode) -> Double {
        let outer = join.children.first { $0.parentRelationship == "Outer" }
        let limit = max(join.totalCost - (outer?.totalCost ?? 0), inner.totalCost)
        return min(inner.totalCost * max(outer?.rows ?? 1, 1), limit)
    }
}

/// Times and buffers that were measured.
enum ExclusiveActuals {
    /// The measures that a node holds inclusively and its children subtract from.
    private struct Measures {
        var time: Double?
        var buffers: [Double?]

        static let names = ["Shared Hit Blocks", "Shared Read Blocks", "Temp Read Blocks", "Temp Written Blocks"]

        /// - Parameter processes: that shared the node's work; 1 above any Gather.
        init(of node: PlanNode, processes: Double, hasBuffers: Bool) {
            time = node.actualTotalTime.map { $0 * (node.loops ?? 1) / processes }
            buffers = Self.names.map { hasBuffers ? node.figure($0) ?? 0 : nil }
        }

        mutating func subtract(_ other: Measures) {
            time = time.map { max($0 - (other.time ?? 0), 0) }
            for position in buffers.indices {
                buffers[position] = buffers[position].map { max($0 - (other.buffers[position] ?? 0), 0) }
            }
        }
    }

    static func compute(_ root: inout PlanNode) {
        let hasBuffers = containsBuffers(root)
        exclude(&root, processes: 1, hasBuffers: hasBuffers)
    }

    private static func containsBuffers(_ node: PlanNode) -> Bool {
        Measures.names.contains { node.details[$0] != nil } || node.children.contains(where: containsBuffers)
    }

    private static func exclude(_ node: inout PlanNode, processes: Double, hasBuffers: Bool) {
        var own = Measures(of: node, processes: processes, hasBuffers: hasBuffers)
        for position in node.children.indices {
            let child = node.children[position]
            let shared = processes * participants(child, in: node)
            exclude(&node.children[position], processes: shared, hasBuffers: hasBuffers)
            guard child.parentRelationship != "InitPlan" else { continue }
            own.subtract(Measures(of: child, processes: shared, hasBuffers: hasBuffers))
        }
        store(own, in: &node)
        for child in node.children where child.parentRelationship == "InitPlan" {
            charge(Measures(of: child, processes: processes, hasBuffers: hasBuffers), of: child, to: &node)
        }
    }

    /// Below a Gather each process counts its own loops and time.
    private static func participants(_ child: PlanNode, in node: PlanNode) -> Double {
        guard node.type == "Gather" || node.type == "Gather Merge", let loops = child.loops, let outer = node.loops,
            outer > 0
        else { return 1 }
        return max(loops / outer, 1)
    }

    private static func store(_ own: Measures, in node: inout PlanNode) {
        node.exclusiveTime = own.time
        node.exclusiveSharedHit = own.buffers[0]
        node.exclusiveSharedRead = own.buffers[1]
        node.exclusiveTempRead = own.buffers[2]
        node.exclusiveTempWritten = own.buffers[3]
    }

    // MARK: Init plans

    /// An init plan is printed below the node that owns it, but runs when the first node asks for its result, and that
    /// node's figures hold it: a CTE's its scans', a scalar sub-select's the node with the parameter. What they cannot
    /// hold is the owner's.
    private static func charge(_ measures: Measures, of initPlan: PlanNode, to owner: inout PlanNode) {
        var rest = measures
        let sign = Consumer(of: initPlan)
        for position in owner.children.indices where owner.children[position] != initPlan {
            take(&rest, sign, &owner.children[position])
        }
        reduce(&owner, by: &rest)
    }

    private static func take(_ rest: inout Measures, _ sign: Consumer, _ node: inout PlanNode) {
        if sign.matches(node) { reduce(&node, by: &rest) }
        for position in node.children.indices { take(&rest, sign, &node.children[position]) }
    }

    private static func reduce(_ node: inout PlanNode, by rest: inout Measures) {
        reduce(&node.exclusiveTime, by: &rest.time)
        reduce(&node.exclusiveSharedHit, by: &rest.buffers[0])
        reduce(&node.exclusiveSharedRead, by: &rest.buffers[1])
        reduce(&node.exclusiveTempRead, by: &rest.buffers[2])
        reduce(&node.exclusiveTempWritten, by: &rest.buffers[3])
    }

    private static func reduce(_ own: inout Double?, by rest: inout Double?) {
        guard let value = own, let due = rest else { return }
        let taken = min(value, due)
        own = value - taken
        rest = due - taken
    }

    /// How the nodes that ask for an init plan's result are known.
    private struct Consumer {
        private var cte: String?
        private var marks: [String] = []

        init(of initPlan: PlanNode) {
            let name = Substring(initPlan.details["Subplan Name"] ?? "")
            if let cte = name.removingPrefix("CTE ") {
                self.cte = String(cte)
            } else if let parameters = name.cut(at: "(returns ")?.tail.dropLast() {
                marks = parameters.split(separator: ",").map { String($0.trimmed) }
            } else {
                // From 17 on the conditions name the plan: (InitPlan 1).col1
                marks = ["(\(name))."]
            }
        }

        func matches(_ node: PlanNode) -> Bool {
            if let cte { return node.type == "CTE Scan" && node.details["CTE Name"] == cte }
            return node.details.values.contains { text in marks.contains { mentions(text, $0) } }
        }

        /// `$1` is not mentioned by `$12`.
        private func mentions(_ text: String, _ mark: String) -> Bool {
            guard let first = mark.utf8.first else { return false }
            var rest = Substring(text).utf8
            while let found = rest.firstIndex(of: first) {
                guard let tail = Substring(rest[found...]).removingPrefix(mark) else {
                    rest = rest[rest.index(after: found)...]
                    continue
                }
                guard first == UInt8(ascii: "$"), tail.first?.isNumber == true else { return true }
                rest = tail.utf8
            }
            return false
        }
    }
}
