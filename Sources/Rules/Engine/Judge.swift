import Model

/// Gathers the outcomes of rules, and sets aside what was suppressed.
struct Judge {
    let configuration: RuleConfiguration
    /// Seconds since 1970 UTC.
    let now: Double
    var findings: [Finding] = []
    var outcomes: [RuleOutcome] = []
    var suppressed: [Suppressed] = []

    init(configuration: RuleConfiguration, now: Double) {
        self.configuration = configuration
        self.now = now
    }

    /// Suppressions past their last day, as sentences.
    var expired: [String] {
        configuration.suppressions.filter { !$0.holds(at: now) }.map { suppression in
            "the suppression of \(suppression.rule) on \(suppression.object) expired on \(suppression.expires?.description ?? "")"
        }
    }

    mutating func take(_ outcome: RuleRun.Outcome, of rule: Rule) {
        switch outcome {
        case .skipped(let reason):
            outcomes.append(RuleOutcome(id: rule.id, status: .skipped, reason: reason))
        case .findings(let found):
            var kept = 0
            for finding in found {
                if let suppression = configuration.suppressions.first(where: { $0.covers(finding) && $0.holds(at: now) }
                ) {
                    suppressed.append(
                        Suppressed(
                            key: finding.key, rule: finding.rule, object: finding.object, reason: suppression.reason))
                } else {
                    findings.append(finding)
                    kept += 1
                }
            }
            outcomes.append(RuleOutcome(id: rule.id, status: kept > 0 ? .found : .clear))
        }
    }

    /// By severity, then by what it costs, then by key. Time comes before days that are left, these before bytes.
    var sortedFindings: [Finding] {
        findings.sorted { left, right in
            if left.severity != right.severity { return left.severity > right.severity }
            if left.impact.unit != right.impact.unit { return left.impact.unit.rank < right.impact.unit.rank }
            if left.impact.value != right.impact.value {
                return left.impact.unit == .daysUntil
                    ? left.impact.value < right.impact.value : left.impact.value > right.impact.value
            }
            return left.key < right.key
        }
    }
}

extension Impact.Unit {
    fileprivate var rank: Int {
        switch self {
        case .millisecondsPerDay: 0
        case .daysUntil: 1
        case .bytes: 2
        case .none: 3
        }
    }
}

extension Suppression {
    func holds(at now: Double) -> Bool { expires.map { now < $0.end } ?? true }

    func covers(_ finding: Finding) -> Bool {
        rule == finding.rule && Glob.matches(object, finding.object)
    }
}
