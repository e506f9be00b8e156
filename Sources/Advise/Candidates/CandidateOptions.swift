/// Which indexes may be proposed.
public struct CandidateOptions: Sendable {
    /// Keys of a btree at most; INCLUDE columns come on top.
    public var maximumColumns = 3
    /// Methods that may be used; nil: all that serve.
    public var methods: Set<String>?
    /// Only plain columns in ascending order: no expressions, no conditions, no INCLUDE, no operator classes.
    public var isPlain = false
    /// Whether an index may be proposed that an existing, wider one serves already: being smaller it is faster to read.
    public var allowsRedundancy = false
    /// Whether an index may be proposed that takes an extension which the target has not installed.
    public var allowsNewExtensions = false
    /// Candidates of the whole workload at most; the statements that take most time come first.
    public var limit = 10_000

    public init() {}

    func allows(_ method: String) -> Bool { methods?.contains(method) ?? true }
}
