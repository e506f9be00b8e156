/// One statement of the workload that indexes are chosen for.
public struct WorkloadStatement: Sendable, Hashable {
    /// Fingerprint and hash of the text, as reports name statements.
    public var id: String
    /// The text: with literals, or normalised with `$1` and so on.
    public var text: String
    /// Executions a day; where only weights are known, the weight.
    public var callsPerDay: Double
    /// Measured execution time, ms a day; nil where nothing was measured.
    public var millisecondsPerDay: Double?
    /// Rows that an execution returns or changes on average; nil where nothing was measured.
    public var rowsPerCall: Double?
    /// Whether hardly any of its time went into reading from disk; nil where nothing was measured.
    public var isInMemory: Bool?
    /// Schemas searched for bare names; nil: the target's own.
    public var searchPath: [String]?
    /// Role that runs it, where row-level security makes that matter; nil: the owner of the database.
    public var role: String?

    public init(
        id: String, text: String, callsPerDay: Double, millisecondsPerDay: Double? = nil, rowsPerCall: Double? = nil,
        isInMemory: Bool? = nil, searchPath: [String]? = nil, role: String? = nil
    ) {
        self.id = id
        self.text = text
        self.callsPerDay = callsPerDay
        self.millisecondsPerDay = millisecondsPerDay
        self.rowsPerCall = rowsPerCall
        self.isInMemory = isInMemory
        self.searchPath = searchPath
        self.role = role
    }
}
