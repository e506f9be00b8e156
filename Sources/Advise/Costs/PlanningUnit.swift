/// One text to be planned: a statement, or a statement with values of one kind in place of its parameters.
public struct PlanningUnit: Sendable {
    /// Position of the statement in the workload.
    public var statement: Int
    /// What stands for the parameters.
    public var variant: Variant
    public var text: String
    public var role: String?
    public var searchPath: [String]?
    /// Numbers of the indexes that its plan could read.
    public var relevant: Set<Int>
    /// How often it runs in one execution of the statement.
    public var repeats: Double

    /// Which values a text has in place of its parameters.
    public enum Variant: String, Sendable, Codable, CaseIterable {
        /// The text as it came.
        case asWritten = "as written"
        /// Parameters stay: the generic plan.
        case generic
        /// The most common value of each column.
        case hot
        /// A value of middling frequency.
        case median
        /// A value that hardly ever occurs.
        case rare
        /// What a DELETE looks up in a table that refers to the one it deletes from.
        case foreignKey = "foreign key"
    }

    public init(
        statement: Int, variant: Variant, text: String, role: String? = nil, searchPath: [String]? = nil,
        relevant: Set<Int>, repeats: Double = 1
    ) {
        self.statement = statement
        self.variant = variant
        self.text = text
        self.role = role
        self.searchPath = searchPath
        self.relevant = relevant
        self.repeats = repeats
    }
}
