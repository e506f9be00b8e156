import Model
import Mustache

/// Rows of a rule's SELECT as findings.
struct FindingWriter {
    let rule: Rule
    /// The thresholds that held.
    let parameters: [String: Double]

    /// Columns with a meaning of their own; the others are facts only.
    private static let reserved: Set<String> = ["object", "impact", "severity"]

    /// One finding a row; of several rows with one key the first.
    func findings(_ rows: EvidenceRows) throws -> [Finding] {
        guard !rows.values.isEmpty else { return [] }
        let message = try rule.message.compiled()
        let fix = try rule.fix?.compiled()
        let reverse = try rule.reverse?.compiled()
        var seen: Set<String> = []
        var findings: [Finding] = []
        for values in rows.values {
            let row = Dictionary(zip(rows.columns, values)) { first, _ in first }
            guard let object = row["object"].map({ Fact(value: $0).renderText }), !object.isEmpty else {
                throw RuleFileError(file: rule.file.path, line: rule.finds.line, cause: "a row has no 'object'")
            }
            let discriminator = row["discriminator"].map { Fact(value: $0).renderText }
            let key = FindingKey.key(rule: rule.id, object: object, discriminator: discriminator)
            guard seen.insert(key).inserted else { continue }
            var facts = parameters.mapValues { Fact(value: .real($0)) }
            facts.merge(row.mapValues(Fact.init)) { _, column in column }
            findings.append(
                Finding(
                    key: key, rule: rule.id, category: rule.category, severity: severity(row), object: object,
                    title: rule.title, message: message.render(facts), remedy: rule.remedy,
                    impact: Impact(
                        value: row["impact"]?.number ?? 0, unit: row["impact"]?.number == nil ? .none : rule.impact),
                    evidence: row.filter { !Self.reserved.contains($0.key) }, fix: fix.flatMap { Self.sql($0, facts) },
                    reverse: reverse.flatMap { Self.sql($0, facts) }))
        }
        return findings
    }

    /// The row's first, then the rule's; what the configuration says comes last (`RuleConfiguration.judged`).
    private func severity(_ row: [String: Value]) -> Severity {
        row["severity"]?.text.flatMap(Severity.init) ?? rule.severity
    }

    /// A template of conditions only may come out empty: no fix for this row.
    private static func sql(_ template: MustacheTemplate, _ facts: [String: Fact]) -> String? {
        let text = template.render(facts).trimmingNewlines()
        return text.isEmpty ? nil : text
    }
}
