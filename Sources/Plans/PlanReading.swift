import Model

/// What was understood of a text, and what was not: each of its lines is one or the other.
public struct PlanReading: Sendable {
    /// A plan and the line of the input on which it begins.
    public struct Found: Sendable, Equatable {
        public var plan: Plan
        /// From 1.
        public var line: Int
    }

    /// In the order of the text.
    public var plans: [Found] = []
    /// Plans that begin but are broken or cut off; their lines are among `unread`.
    public var problems: [PlanError] = []
    public var unread: [UnreadLine] = []
    /// Lines of the input.
    public var lineCount = 0

    /// Lines that belong to a plan or to a frame around one, blank ones among them.
    public var readCount: Int { lineCount - unread.count }

    /// Why there is no plan.
    public var failure: PlanError { problems.first ?? .noPlan() }
}
