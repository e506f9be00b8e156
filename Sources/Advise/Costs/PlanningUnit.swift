/// One text to be planned: a statement, or a statement with values of one kind in place of its parameters.
struct PlanningUnit: Sendable {
    /// Position of the statement in the workload.
    var statement: Int
    /// What stands for the parameters.
    var variant: Variant
    var text: String
    var role: String?
    var searchPath: [String]?
    /// Which indexes its plan could read.
    var relevance: Relevance
    /// How often it runs in one execution of the statement.
    var repeats: Double
    /// For how many of the statement's executions it stands, relative to its other texts.
    var share: Double

    /// Which values a text has in place of its parameters.
    enum Variant: String, Sendable, Codable, CaseIterable {
        /// The text as it came.
        case asWritten = "as written"
        /// Values that an execution was seen with.
        case sampled
        /// Parameters stay: the generic plan.
        case generic
        /// The most common value of each column.
        case hot
        /// A value of middling frequency.
        case median
        /// A value that hardly ever occurs.
        case rare
        /// What a DELETE, or an UPDATE of a key, looks up in a table that refers to the one it changes.
        case foreignKey = "foreign key"
    }

    init(
        statement: Int, variant: Variant, text: String, role: String? = nil, searchPath: [String]? = nil,
        relevance: Relevance, repeats: Double = 1, share: Double = 1
    ) {
        self.statement = statement
        self.variant = variant
        self.text = text
        self.role = role
        self.searchPath = searchPath
        self.relevance = relevance
        self.repeats = repeats
        self.share = share
    }
}
