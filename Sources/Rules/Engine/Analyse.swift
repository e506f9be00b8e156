import Model

/// Examines a window by rules.
///
/// Every rule ends as found, clear or skipped with its reason; none stops the others.
/// - Parameter now: seconds since 1970 UTC, by which suppressions expire; the window's end where it is nil.
/// - Throws: `RuleConfigurationError` where the configuration names a rule or threshold that is not there.
public func analyse(
    window: Window, rules: RuleSet, configuration: RuleConfiguration = RuleConfiguration(), now: Double? = nil
) throws -> Analysis {
    try configuration.check(against: rules)
    let source = WindowEvidence(window)
    var (judge, timings) = try examine(source, by: rules.rules, configuration, now: now ?? window.to)
    judge.skip(rules.broken)
    var analysis = Analysis(
        target: window.last.target, from: window.from, to: window.to, isLifetime: window.isLifetime,
        statementSeconds: window.seconds(of: .statementEntries), tableSeconds: window.seconds(of: .tableStatistics),
        serverVersion: window.last.serverVersion, findings: judge.sortedFindings,
        coverage: source.coverage(judge), statements: source.summaries())
    analysis.timings = timings
    return analysis
}

/// Examines one plan that was given by hand, by the rules on plans. Rules that read more than a plan are skipped.
///
/// - Parameter now: seconds since 1970 UTC, by which suppressions expire.
/// - Throws: `RuleConfigurationError` where the configuration names a rule or threshold that is not there.
public func analyse(
    plan: Plan, rules: RuleSet, configuration: RuleConfiguration = RuleConfiguration(), now: Double
) throws -> PlanAnalysis {
    try configuration.check(against: rules)
    let planRules = rules.rules.filter { $0.category == .plan }
    var (judge, _) = try examine(WindowEvidence(plan), by: planRules, configuration, now: now)
    judge.skip(rules.broken)
    return PlanAnalysis(plan: plan, findings: judge.sortedFindings, rules: judge.outcomes)
}

private func examine(
    _ source: WindowEvidence, by rules: [Rule], _ configuration: RuleConfiguration, now: Double
) throws -> (judge: Judge, timings: (evidence: Double, rules: [String: Double])) {
    let evidence = try Evidence(source, settings: source.settings, names: source.names)
    var judge = Judge(configuration: configuration, now: now)
    var timings: (evidence: Double, rules: [String: Double]) = (0, [:])
    for rule in rules {
        guard !configuration.disabled.contains(rule.id) else {
            judge.outcomes.append(
                RuleOutcome(id: rule.id, status: .skipped, reason: "switched off in the configuration"))
            continue
        }
        let run = RuleRun(rule: rule, configuration: configuration)
        timings.evidence += try seconds { try evidence.load(run.tables(evidence)) }
        timings.rules[rule.id] = seconds { judge.take(run.run(evidence), of: rule) }
    }
    return (judge, timings)
}

private func seconds(_ work: () throws -> Void) rethrows -> Double {
    let elapsed = try ContinuousClock().measure(work)
    return elapsed / .seconds(1)
}

/// Runs one SELECT of the user's over the evidence of a window.
///
/// - Throws: `EvidenceError` where the SQL is wrong, is no SELECT, or takes more time or memory than the limits allow.
public func query(_ window: Window, sql: String, limits: QueryLimits = QueryLimits()) throws -> EvidenceRows {
    let source = WindowEvidence(window)
    let evidence = try Evidence(source, settings: source.settings, names: source.names)
    try evidence.load(evidence.describe(sql).tables)
    return try evidence.select(sql, limits: limits)
}
