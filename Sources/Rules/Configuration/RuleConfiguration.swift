import Model

/// What a team wants otherwise than the rule files say.
public struct RuleConfiguration: Sendable, Equatable {
    /// Rule id to threshold name to value.
    public var thresholds: [String: [String: Double]]
    public var severities: [String: Severity]
    /// Ids of rules that are not run.
    public var disabled: Set<String>
    public var suppressions: [Suppression]

    public init(
        thresholds: [String: [String: Double]] = [:], severities: [String: Severity] = [:], disabled: Set<String> = [],
        suppressions: [Suppression] = []
    ) {
        self.thresholds = thresholds
        self.severities = severities
        self.disabled = disabled
        self.suppressions = suppressions
    }
}

/// Findings that a team has looked at and accepted.
public struct Suppression: Sendable, Equatable {
    public var rule: String
    /// A glob over the finding's object: `*` stands for any text, `?` for one character.
    public var object: String
    public var reason: String
    /// The last day on which it holds; nil: for ever.
    public var expires: Day?

    public init(rule: String, object: String, reason: String, expires: Day? = nil) {
        self.rule = rule
        self.object = object
        self.reason = reason
        self.expires = expires
    }
}
