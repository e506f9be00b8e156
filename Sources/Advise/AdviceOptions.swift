/// How much the new indexes may take on disk.
public enum Budget: Sendable, Hashable {
    case bytes(Double)
    /// Of the bytes of all tables, 0.25 for a quarter.
    case share(Double)
    case unlimited
}

/// What the advice must keep to.
public struct AdviceOptions: Sendable {
    public var candidates = CandidateOptions()
    /// One choice for each.
    public var budgets: [Budget] = [.unlimited]
    /// New indexes for each table; nil: any number.
    public var indexesPerTable: Int?
    /// By how much no statement may become costlier, as a share: 0.01 is one per cent.
    public var maximumRegression = 0.01
    /// Share of the workload's cost that an index must save to be weighed where no budget makes it compete.
    public var minimumSaving = 0.001
    /// Share of the workload's cost that an index must save to be recommended where no budget is given.
    public var leastShare = 0.005
    /// Whether existing indexes may be dropped.
    public var drops = true
    /// Days that an index must have been unused before that counts as evidence.
    public var unusedDays = 7.0
    /// How close to the optimum a choice must be proven to be.
    public var gap = 0.002
    /// For all budgets together, the planner's preparation and the report included.
    public var seconds = 50.0

    public init() {}
}
