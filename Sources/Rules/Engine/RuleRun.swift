import Model

/// One rule over one evidence.
struct RuleRun {
    let rule: Rule
    let configuration: RuleConfiguration

    enum Outcome {
        case findings([Finding])
        case skipped(String)
    }

    /// The tables that the rule reads, for loading; none where its SQL is wrong, which `run` reports.
    func tables(_ evidence: Evidence) -> [EvidenceTable] {
        let read = (try? evidence.describe(rule.finds.text).tables) ?? []
        let asked = rule.requirements.flatMap { (try? evidence.describe(Self.query($0)).tables) ?? [] }
        return read + asked
    }

    /// Runs the rule. Whatever goes wrong ends as skipped, with the reason.
    func run(_ evidence: Evidence) -> Outcome {
        do {
            if let reason = try reasonToSkip(evidence) { return .skipped(reason) }
            let rows = try evidence.select(rule.finds.text, parameters, limits: .rule)
            guard !rows.isCut else {
                return .skipped("its SELECT returns more than \(Format.count(QueryLimits.rule.rows)) rows")
            }
            return .findings(
                try FindingWriter(rule: rule, parameters: parameters).findings(rows))
        } catch let error as EvidenceError {
            return .skipped(located(error).description)
        } catch {
            return .skipped("\(error)")
        }
    }

    /// The thresholds that hold: the file's, unless the configuration has others.
    private var parameters: [String: Double] {
        var parameters: [String: Double] = [:]
        for threshold in rule.thresholds {
            parameters[threshold.name] = configuration.thresholds[rule.id]?[threshold.name] ?? threshold.value
        }
        return parameters
    }

    private func reasonToSkip(_ evidence: Evidence) throws -> String? {
        let needed =
            try rule.needs.map { $0.compactMap(EvidenceTable.named) } ?? evidence.describe(rule.finds.text).tables
        for table in needed {
            if let reason = evidence.reasonUnreadable(table) { return reason }
        }
        for requirement in rule.requirements {
            let answer = try evidence.select(Self.query(requirement), parameters, limits: .rule)
            guard answer.values.first?.first?.number ?? 0 != 0 else { return requirement.reason }
        }
        return nil
    }

    static func query(_ requirement: Rule.Requirement) -> String {
        "SELECT (\(requirement.condition)) FROM \"window\" LEFT JOIN server"
    }

    private func located(_ error: EvidenceError) -> RuleFileError {
        RuleFileError(
            file: rule.file.path, line: rule.finds.line(at: error.offset ?? 0), cause: "SQL: \(error.reason)")
    }
}
