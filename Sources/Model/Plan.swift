/// One node of a plan. Figures are per loop as PostgreSQL prints them; the exclusive ones are computed on reading.
public struct PlanNode: Sendable, Equatable {
    /// What one parallel worker did, where EXPLAIN tells the workers apart.
    public struct Worker: Sendable, Equatable {
        public var number: Int
        /// By JSON name, as in `PlanNode.details`; "Actual Total Time" and its kin are here too.
        public var details: [String: String]

        public init(number: Int, details: [String: String] = [:]) {
            self.number = number
            self.details = details
        }
    }

    /// "Seq Scan", "Hash Join", "Aggregate" ... as the JSON format names it: what the text format says in the name
    /// ("Parallel", "Left", "HashAggregate") is in `details` and `joinType`.
    public var type: String
    /// Everything else EXPLAIN printed for this node, by its JSON name ("Filter", "Index Cond", "Sort Key" ...);
    /// lists are joined with ", ", grouping sets with "; ". Figures of 0 and flags that are false are left out, as the
    /// text format leaves them out, but for "Workers Launched" and "Heap Fetches".
    public var details: [String: String]
    public var schema: String?
    public var relation: String?
    public var alias: String?
    public var index: String?
    public var joinType: String?
    /// Outer, Inner, Member, Subquery, InitPlan or SubPlan; nil for the root.
    public var parentRelationship: String?
    public var startupCost: Double
    public var totalCost: Double
    public var rows: Double
    public var width: Double
    /// nil without ANALYZE. Milliseconds per loop.
    public var actualStartupTime: Double?
    public var actualTotalTime: Double?
    public var actualRows: Double?
    /// 0 where the node was never executed.
    public var loops: Double?
    public var workers: [Worker]
    /// Planner units that the statement spends in this node itself, over all its expected executions. The exclusive
    /// costs of a plan add up to the root's total cost, also below a LIMIT and on the inner side of a nested loop.
    public var exclusiveCost: Double
    /// Milliseconds of the statement's elapsed time spent in this node itself, over all loops; below a Gather divided
    /// by the processes that shared the work. The exclusive times of a plan add up to the root's. nil without ANALYZE.
    public var exclusiveTime: Double?
    /// Blocks over all loops and workers, less the children's. nil without BUFFERS.
    public var exclusiveSharedHit: Double?
    public var exclusiveSharedRead: Double?
    public var exclusiveTempRead: Double?
    public var exclusiveTempWritten: Double?
    public var children: [PlanNode]

    public init(type: String, startupCost: Double = 0, totalCost: Double = 0, rows: Double = 0, width: Double = 0) {
        self.type = type
        self.startupCost = startupCost
        self.totalCost = totalCost
        self.rows = rows
        self.width = width
        details = [:]
        workers = []
        exclusiveCost = 0
        children = []
    }
}

extension PlanNode {
    /// A figure among the details, "Rows Removed by Filter" for example; nil where it is not printed.
    public func figure(_ name: String) -> Double? { details[name].flatMap(Double.init) }

    /// Actual over estimated rows of one loop: above 1 the planner expected too few. At least one row is assumed on
    /// both sides, as the planner does. nil without ANALYZE and where the node never ran.
    public var misestimate: Double? {
        guard let actualRows, let loops, loops > 0 else { return nil }
        return max(actualRows, 1) / max(rows, 1)
    }
}

/// A plan with what EXPLAIN says about the whole.
public struct Plan: Sendable, Equatable {
    public var root: PlanNode
    /// Milliseconds; nil where not printed.
    public var planningTime: Double?
    /// Milliseconds. For a plan from the server's log, the duration that auto_explain gives.
    public var executionTime: Double?
    /// JIT figures by name ("Functions", "Total" in ms ...); empty without JIT.
    public var jit: [String: Double]
    /// Trigger name (of a constraint's trigger, the constraint) and milliseconds.
    public var triggers: [String: Double]
    /// Settings that differ from the default, where SETTINGS was on.
    public var settings: [String: String]
    /// Buffers that planning used, by their JSON names; empty without BUFFERS.
    public var planningBuffers: [String: Double]
    public var queryText: String?

    public init(root: PlanNode) {
        self.root = root
        jit = [:]
        triggers = [:]
        settings = [:]
        planningBuffers = [:]
    }
}
