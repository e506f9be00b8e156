/// What a rule says of itself, for documents and for formats that carry their rules along.
public struct RuleText: Sendable, Equatable {
    public var id: String
    public var severity: Severity
    public var title: String
    /// What goes wrong.
    public var harm: String
    /// What to do instead.
    public var remedy: String

    public init(id: String, severity: Severity, title: String, harm: String, remedy: String) {
        self.id = id
        self.severity = severity
        self.title = title
        self.harm = harm
        self.remedy = remedy
    }
}
