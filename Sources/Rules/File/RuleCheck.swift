import Model

/// Everything that can be wrong with a rule before it meets a window.
struct RuleCheck {
    /// Empty tables of the right shape: enough to prepare SQL.
    private let evidence: Evidence

    init() throws {
        evidence = try Evidence(EmptySource(), settings: SettingsLookup(Section(.settings)))
    }

    /// - Throws: `RuleFileError` for the first mistake in SQL, parameters or templates.
    func check(_ rule: Rule) throws(RuleFileError) {
        let described: (tables: [EvidenceTable], columns: [String], parameters: [String])
        do {
            described = try evidence.describe(rule.finds.text)
        } catch {
            let line = rule.finds.line(at: error.offset ?? 0)
            throw RuleFileError(file: rule.file.path, line: line, cause: "SQL: \(error.reason)")
        }
        try checkColumns(described.columns, of: rule)
        var used = Set(described.parameters)
        for requirement in rule.requirements {
            do {
                used.formUnion(try evidence.describe(RuleRun.query(requirement)).parameters)
            } catch {
                throw RuleFileError(file: rule.file.path, line: requirement.line, cause: "SQL: \(error.reason)")
            }
        }
        try checkParameters(used, of: rule)
        let variables = Set(described.columns).union(rule.thresholds.map(\.name))
        for template in [rule.message, rule.fix, rule.reverse].compactMap({ $0 }) {
            _ = try template.compiled()
            try template.check(variables: variables)
        }
    }

    private func checkColumns(_ columns: [String], of rule: Rule) throws(RuleFileError) {
        func fail(_ cause: String) -> RuleFileError {
            RuleFileError(file: rule.file.path, line: rule.finds.line, cause: cause)
        }
        guard columns.contains("object") else { throw fail("the SELECT returns no column 'object'") }
        guard Set(columns).count == columns.count else { throw fail("the SELECT returns two columns of one name") }
        if rule.impact != .none, !columns.contains("impact") {
            throw fail("the SELECT returns no column 'impact', yet the rule's impact is in \(rule.impact.rawValue)")
        }
    }

    private func checkParameters(_ used: Set<String>, of rule: Rule) throws(RuleFileError) {
        let known = Set(rule.thresholds.map(\.name))
        if let unknown = used.subtracting(known).min() {
            let line = rule.finds.line
            throw RuleFileError(file: rule.file.path, line: line, cause: "the parameter ':\(unknown)' is no threshold")
        }
        if let unused = known.subtracting(used).min() {
            throw RuleFileError(file: rule.file.path, line: nil, cause: "the threshold '\(unused)' is never read")
        }
    }

    private struct EmptySource: Evidence.Source {
        func rows(of table: EvidenceTable) -> (section: Section, continuity: [String]?)? { nil }
        func reasonUnreadable(_ table: EvidenceTable) -> String? { nil }
    }
}
