/// What the collector is at.
public struct CollectProgress: Sendable, Equatable {
    /// The section being read, or "plans".
    public var step: String
    public var completed: Int
    public var total: Int
}

extension CollectProgress: CustomStringConvertible {
    /// For people: "index sizes (38 of 43)".
    public var description: String {
        "\(step.replacing("_", with: " ")) (\(min(completed + 1, total)) of \(total))"
    }
}
