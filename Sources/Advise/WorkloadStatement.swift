/// One statement of the workload that indexes are chosen for.
public struct WorkloadStatement: Sendable, Hashable {
    /// libpg_query's fingerprint where it has one, else the hash of the text.
    public var fingerprint: String
    /// The text: with literals, or normalised with `$1` and so on.
    public var text: String
    /// Executions a day; where only weights are known, the weight.
    public var callsPerDay: Double
    /// Measured execution time, ms a day; nil where nothing was measured.
    public var millisecondsPerDay: Double?
    /// Schemas searched for bare names; nil: the target's own.
    public var searchPath: [String]?
    /// Role that runs it, for row-level security; nil: the owner of the database.
    public var role: String?

    public init(
        fingerprint: String, text: String, callsPerDay: Double, millisecondsPerDay: Double? = nil,
        searchPath: [String]? = nil, role: String? = nil
    ) {
        self.fingerprint = fingerprint
        self.text = text
        self.callsPerDay = callsPerDay
        self.millisecondsPerDay = millisecondsPerDay
        self.searchPath = searchPath
        self.role = role
    }
}
