/// What the collector is at.
public struct CollectProgress: Sendable, Equatable {
    /// The section being read, or "plans".
    public var step: String
    public var completed: Int
    public var total: Int
}
