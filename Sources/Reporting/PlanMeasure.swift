import Model

/// What stands out in a plan.
struct PlanMeasure {
    /// The positions of the children on the way from the root.
    typealias Place = [Int]

    let root: PlanNode
    /// Whether rows were counted, and whether times were taken too. Where the execution time is missing, so may be other
    /// lines of the plan: nothing is claimed about time then.
    let isExecuted: Bool
    let isTimed: Bool
    private let hasDuration: Bool
    private let hasNodeTimes: Bool
    private let total: Double
    /// Where the costliest node is; nil in a plan of one node or where none has a quarter of the whole.
    let hottest: Place?
    /// The node whose rows the planner misjudged most, where it matters.
    let worstEstimate: PlanNode?

    private static let standsOut = 0.25
    /// Estimates within this factor are as good as estimates get.
    private static let tolerated = 10.0
    /// Below that many rows a misjudgement changes no plan.
    private static let rowsThatMatter = 100.0

    init(_ plan: Plan) {
        root = plan.root
        isExecuted = root.loops != nil
        hasDuration = plan.executionTime != nil
        hasNodeTimes = root.exclusiveTime != nil
        isTimed = hasNodeTimes && hasDuration
        let all = Self.all(root, at: [])
        let own: (PlanNode) -> Double = isTimed ? { $0.exclusiveTime ?? 0 } : { $0.exclusiveCost }
        let sum = all.reduce(0) { $0 + own($1.node) }
        total = sum
        let most = all.max { own($0.node) < own($1.node) }
        let isHot = all.count > 1 && sum > 0 && most.map { own($0.node) >= sum * Self.standsOut } == true
        hottest = isHot ? most?.place : nil
        // Of equals the deepest: errors come from below.
        worstEstimate = Self.judged(root, stopsEarly: false).reversed().max { Self.distance($0) < Self.distance($1) }
    }

    /// What a plan does not say of its execution; nil where it says all.
    var gap: String? {
        // auto_explain gives the duration of every statement, and figures of its nodes only with log_analyze.
        if !isExecuted { return hasDuration ? "nodes not measured" : "not executed" }
        if !hasNodeTimes { return "not timed" }
        return hasDuration ? nil : "execution time not given"
    }

    /// Of all that the plan spends, what the node spends by itself: 0 to 1.
    func share(of node: PlanNode) -> Double {
        guard total > 0 else { return 0 }
        return (isTimed ? node.exclusiveTime ?? 0 : node.exclusiveCost) / total
    }

    func node(at place: Place) -> PlanNode? {
        var node = root
        for position in place {
            guard node.children.indices.contains(position) else { return nil }
            node = node.children[position]
        }
        return node
    }

    /// `25x fewer rows` or `40x more rows`; nil where the estimate was fair.
    func misestimate(of node: PlanNode) -> String? {
        guard Self.isMisjudged(node), let factor = node.misestimate else { return nil }
        return factor >= 1 ? "\(Format.factor(factor)) fewer rows" : "\(Format.factor(1 / factor)) more rows"
    }

    /// Whether a node reads its input only as far as it needs: fewer rows than expected are no misjudgement then.
    static func stopsInput(_ node: PlanNode, stopsEarly: Bool) -> Bool {
        switch node.type {
        case "Limit": true
        case "Nested Loop", "Merge Join", "Hash Join": stopsEarly || node.joinType == "Semi" || node.joinType == "Anti"
        // They read all of their input, whatever is asked of them.
        case "Sort", "Hash", "Aggregate", "Materialize", "SetOp": false
        default: stopsEarly
        }
    }

    private static func all(_ node: PlanNode, at place: Place) -> [(node: PlanNode, place: Place)] {
        [(node, place)] + node.children.enumerated().flatMap { all($1, at: place + [$0]) }
    }

    private static func isMisjudged(_ node: PlanNode) -> Bool {
        guard let actual = node.actualRows, max(actual, node.rows) >= rowsThatMatter else { return false }
        return distance(node) >= tolerated
    }

    /// How far the estimate is off, in either direction.
    private static func distance(_ node: PlanNode) -> Double {
        node.misestimate.map { max($0, 1 / $0) } ?? 1
    }

    /// The nodes that are misjudged, without those that were stopped.
    private static func judged(_ node: PlanNode, stopsEarly: Bool) -> [PlanNode] {
        let stops = stopsInput(node, stopsEarly: stopsEarly)
        let own = !stopsEarly && isMisjudged(node) ? [node] : []
        return own
            + node.children.flatMap { judged($0, stopsEarly: stops && $0.parentRelationship != "InitPlan") }
    }
}
