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
                if let suppression = configuration.suppression(of: finding, at: now) {
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

    var sortedFindings: [Finding] { findings.sorted(by: Finding.isWorse) }
}

extension Suppression {
    func holds(at now: Double) -> Bool { expires.map { now < $0.end } ?? true }

    func covers(_ finding: Finding) -> Bool {
        rule == finding.rule && Glob.matches(object, finding.object)
    }
}

extension RuleConfiguration {
    /// The suppression that a finding falls under today; nil where it is to be reported.
    public func suppression(of finding: Finding, at now: Double) -> Suppression? {
        suppressions.first { $0.covers(finding) && $0.holds(at: now) }
    }
}
