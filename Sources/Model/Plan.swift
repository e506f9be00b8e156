/// One node of a plan. Figures are per loop as PostgreSQL prints them; the exclusive ones are computed on reading.
public struct PlanNode: Sendable, Equatable {
    /// "Seq Scan", "Hash Join" ... as EXPLAIN names it.
    public var type: String
    /// Everything else EXPLAIN printed for this node, by its JSON name ("Filter", "Index Cond", "Sort Key" ...);
    /// lists are joined with ", ".
    public var details: [String: String]
    public var schema: String?
    public var relation: String?
    public var alias: String?
    public var index: String?
    public var joinType: String?
    public var parentRelationship: String?
    public var startupCost: Double
    public var totalCost: Double
    public var rows: Double
    public var width: Double
    /// nil without ANALYZE. Milliseconds per loop.
    public var actualTotalTime: Double?
    public var actualRows: Double?
    public var loops: Double?
    /// total cost less that of the children that feed it (init plans and never-executed branches included), never below 0.
    public var exclusiveCost: Double
    /// Milliseconds over all loops and workers, less the children's. nil without ANALYZE.
    public var exclusiveTime: Double?
    /// Blocks over all loops, less the children's. nil without BUFFERS.
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
        exclusiveCost = 0
        children = []
    }
}

/// A plan with what EXPLAIN says about the whole.
public struct Plan: Sendable, Equatable {
    public var root: PlanNode
    /// Milliseconds; nil where not printed.
    public var planningTime: Double?
    public var executionTime: Double?
    /// JIT figures by name ("Functions", "Total" in ms ...); empty without JIT.
    public var jit: [String: Double]
    /// Trigger name and milliseconds.
    public var triggers: [String: Double]
    /// Settings that differ from the default, where SETTINGS was on.
    public var settings: [String: String]
    public var queryText: String?

    public init(root: PlanNode) {
        self.root = root
        jit = [:]
        triggers = [:]
        settings = [:]
    }
}
