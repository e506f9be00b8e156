import Model

/// Runs the cases of rule files.
public struct RuleTester {
    /// How one rule file did.
    public struct Result: Sendable {
        public var rule: String
        public var file: String
        /// Cases run.
        public var cases: Int
        /// What is wrong; empty where all is well.
        public var failures: [RuleFileError]
    }

    private let check: RuleCheck

    public init() throws {
        check = try RuleCheck()
    }

    /// Checks the rule and runs its cases; one result a rule, in their order.
    public func run(_ rules: [Rule]) -> [Result] { rules.map(run) }

    private func run(_ rule: Rule) -> Result {
        var result = Result(rule: rule.id, file: rule.file.path, cases: 0, failures: [])
        do {
            try check.check(rule)
            for example in try rule.cases() {
                result.cases += 1
                result.failures += failures(of: example, rule)
            }
        } catch {
            result.failures.append(error)
        }
        return result
    }

    private func failures(of example: RuleCase, _ rule: Rule) -> [RuleFileError] {
        func failure(_ cause: String) -> RuleFileError {
            RuleFileError(file: rule.file.path, line: example.line, cause: "case '\(example.name)': \(cause)")
        }
        do {
            let evidence = try Evidence(FixtureSource(fixture: Fixture(example.rows)))
            let run = RuleRun(rule: rule, configuration: RuleConfiguration())
            try evidence.load(run.tables(evidence))
            return example.mistakes(run.run(evidence)).map(failure)
        } catch let error as RuleFileError {
            return [error]
        } catch {
            return [failure("\(error)")]
        }
    }
}

extension RuleCase {
    /// What the outcome has that the case does not expect, and the other way round.
    fileprivate func mistakes(_ outcome: RuleRun.Outcome) -> [String] {
        switch (kind, outcome) {
        case (.skipped, .skipped): []
        case (.skipped, .findings): ["the rule was not skipped"]
        case (_, .skipped(let reason)): ["the rule was skipped: \(reason)"]
        case (.silent, .findings(let findings)): findings.map { "fires on \($0.object): \($0.message)" }
        case (.fires, .findings(let findings)): mistakes(findings)
        }
    }

    private func mistakes(_ findings: [Finding]) -> [String] {
        var mistakes: [String] = []
        let found = findings.map(\.object).sorted()
        if found != objects.sorted() {
            let list = found.isEmpty ? "nothing" : found.joined(separator: ", ")
            mistakes.append("expected \(objects.sorted().joined(separator: ", ")), found \(list)")
        }
        guard !findings.isEmpty else { return mistakes }
        for (field, text) in contained {
            let texts = findings.compactMap { $0[field] }
            if !texts.contains(where: { $0.contains(text) }) {
                let shown = texts.isEmpty ? "none" : texts.map { "'\($0)'" }.joined(separator: ", ")
                mistakes.append("no \(field.rawValue) contains '\(text)'; there is \(shown)")
            }
        }
        if let severity, !findings.contains(where: { $0.severity == severity }) {
            mistakes.append("no finding is \(severity.rawValue)")
        }
        if let impact, !findings.contains(where: { abs($0.impact.value - impact) <= abs(impact) * 1e-6 }) {
            let values = findings.map { "\($0.impact.value)" }.joined(separator: ", ")
            mistakes.append("no impact is \(impact); there is \(values)")
        }
        return mistakes
    }
}

extension Finding {
    fileprivate subscript(field: RuleCase.ContainedField) -> String? {
        switch field {
        case .message: message
        case .fix: fix
        case .reverse: reverse
        }
    }
}

/// Evidence of the rows of a case: tables that it does not fill are empty, and all can be read.
private struct FixtureSource: Evidence.Source {
    let fixture: Fixture

    func rows(of table: EvidenceTable) -> (section: Section, continuity: [String]?)? {
        fixture.sections[table.name].map { ($0, nil) }
    }

    func reasonUnreadable(_ table: EvidenceTable) -> String? { nil }
}

extension Evidence {
    fileprivate convenience init(_ source: FixtureSource) throws {
        let names = RelationNames(["tables", "indexes", "relations"].compactMap { source.fixture.sections[$0] })
        try self.init(
            source, settings: SettingsLookup(source.fixture.sections["settings"] ?? Section(.settings)), names: names)
    }
}
