import Model

/// The plan behind the samples: a nested loop over rows that the planner did not expect.
extension Sample {
    static let plan: Plan = {
        var plan = Plan(root: limit)
        plan.planningTime = 0.61
        plan.executionTime = 842.7
        plan.settings = ["random_page_cost": "1.1"]
        plan.triggers = ["posts_user_id_fkey": 1.25]
        return plan
    }()

    static let planAnalysis = PlanAnalysis(
        plan: plan, findings: planFindings,
        rules: [
            RuleOutcome(id: "row-misestimate", status: .found),
            RuleOutcome(id: "hash-in-batches", status: .clear),
            RuleOutcome(
                id: "nested-loop-over-sequential-scan", status: .skipped,
                reason: "a plan by itself says nothing of statements"),
            RuleOutcome(
                id: "sort-larger-than-memory", status: .skipped, reason: "a plan by itself says nothing of statements"),
        ])

    private static let planFindings = [
        Finding(
            key: "7d0c5b1e93a2f468", rule: "row-misestimate", category: .plan, severity: .warning,
            object: "public.posts",
            title: "Planner expects far too few rows",
            message: "The planner expected 40 rows of public.posts and got 41,000.",
            remedy: "Gather more statistics on the column of the condition.",
            impact: Impact(value: 0, unit: .none), evidence: ["factor": .real(1_025)],
            fix: "ALTER TABLE public.posts ALTER COLUMN status SET STATISTICS 1000;\nANALYZE public.posts",
            reverse: "ALTER TABLE public.posts ALTER COLUMN status SET STATISTICS -1")
    ]

    private static let limit = node("Limit", cost: 310, rows: 20, actual: 20, own: 0.02, children: [sort]) { _ in }

    private static let sort = node("Sort", cost: 310, rows: 40, actual: 20, own: 31.5, children: [join]) { node in
        node.details = [
            "Sort Key": "p.created DESC", "Sort Method": "external merge", "Sort Space Type": "Disk",
            "Sort Space Used": "3480",
        ]
        node.exclusiveTempRead = 435
        node.exclusiveTempWritten = 436
    }

    private static let join = node(
        "Nested Loop", cost: 308, rows: 40, actual: 41_000, own: 58.1, children: [posts, users]
    ) { $0.joinType = "Inner" }

    private static let posts = node("Index Scan", cost: 45, rows: 40, actual: 41_000, own: 96.4) { node in
        (node.relation, node.alias, node.index) = ("posts", "p", "posts_status_idx")
        node.details = [
            "Index Cond": "(status = 'open'::text)", "Filter": "(NOT hidden)", "Rows Removed by Filter": "1250",
        ]
        node.exclusiveSharedHit = 980
        node.exclusiveSharedRead = 4_120
    }

    private static let users = node("Index Scan", cost: 6.5, rows: 1, actual: 1, own: 656.0, loops: 41_000) { node in
        (node.relation, node.alias, node.index) = ("users", "u", "users_pkey")
        node.parentRelationship = "Inner"
        node.details = ["Index Cond": "(id = p.user_id)"]
        node.exclusiveSharedHit = 123_000
    }

    private static func node(
        _ type: String, cost: Double, rows: Double, actual: Double, own: Double, loops: Double = 1,
        children: [PlanNode] = [], _ fill: (inout PlanNode) -> Void
    ) -> PlanNode {
        var node = PlanNode(type: type, totalCost: cost, rows: rows, width: 64)
        node.parentRelationship = "Outer"
        node.actualRows = actual
        node.loops = loops
        node.exclusiveTime = own
        node.actualTotalTime = own / loops + children.reduce(0) { $0 + ($1.actualTotalTime ?? 0) * ($1.loops ?? 1) }
        node.exclusiveCost = max(cost - children.reduce(0) { $0 + $1.totalCost }, 0)
        node.children = children
        fill(&node)
        return node
    }
}
