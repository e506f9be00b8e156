import Model

/// What a configuration names that is not there.
public struct RuleConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    public var message: String
    public var remedy: String
    public var description: String { "\(message). \(remedy)." }
}

extension RuleConfiguration {
    /// - Throws: `RuleConfigurationError` for the first rule or threshold that is unknown.
    func check(against rules: RuleSet) throws {
        let named = Set(thresholds.keys).union(severities.keys).union(disabled).union(suppressions.map(\.rule))
        for id in named.sorted() where rules[id] == nil && !Advice.rules.contains(id) {
            throw RuleConfigurationError(
                message: "The configuration names a rule that is not there: \(id)",
                remedy: "`advisor rules list` prints all rules")
        }
        for (id, values) in thresholds.sorted(by: { $0.key < $1.key }) {
            let known = rules[id]?.thresholds.map(\.name) ?? []
            for name in values.keys.sorted() where !known.contains(name) {
                throw RuleConfigurationError(
                    message: "The rule \(id) has no threshold \(name)",
                    remedy: known.isEmpty ? "It has none" : "It has \(known.joined(separator: ", "))")
            }
        }
    }
}
