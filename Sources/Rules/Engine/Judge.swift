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
            let judged = configuration.judged(found, at: now)
            findings += judged.kept
            suppressed += judged.suppressed
            outcomes.append(RuleOutcome(id: rule.id, status: judged.kept.isEmpty ? .clear : .found))
        }
    }

    /// Files that should have been rules.
    mutating func skip(_ broken: [RuleFileError]) {
        outcomes += broken.map { error in
            let file = RuleFile(path: error.file, text: "")
            return RuleOutcome(id: file.name, status: .skipped, reason: "its file is wrong: \(error)")
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
    /// What is to be reported of findings, with the severities that the team wants, and what it has accepted. Findings of
    /// rules that are switched off are in neither. Judged twice is judged once.
    ///
    /// - Parameter now: seconds since 1970 UTC.
    public func judged(_ findings: [Finding], at now: Double) -> (kept: [Finding], suppressed: [Suppressed]) {
        var kept: [Finding] = []
        var suppressed: [Suppressed] = []
        for var finding in findings where !disabled.contains(finding.rule) {
            if let suppression = suppressions.first(where: { $0.covers(finding) && $0.holds(at: now) }) {
                suppressed.append(
                    Suppressed(
                        key: finding.key, rule: finding.rule, object: finding.object, reason: suppression.reason))
            } else {
                finding.severity = severities[finding.rule] ?? finding.severity
                kept.append(finding)
            }
        }
        return (kept, suppressed)
    }
}
