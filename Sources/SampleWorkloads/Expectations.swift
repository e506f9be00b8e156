import Model
import Yams

/// What a workload's findings must and must not be: expected.yaml.
public struct Expectations: Sendable, Codable {
    public var findings: [Expectation]
    public var silent: [Expectation]

    init(yaml: String, file: String) throws(WorkloadError) {
        do {
            self = try YAMLDecoder().decode(Self.self, from: yaml)
        } catch {
            throw WorkloadError(
                code: .malformed, place: file, message: "not a list of findings and of silent ones",
                remedy: "Give each entry rule, object or statement, and why", cause: error)
        }
    }
}

/// Findings by rule and object, and why they must be there or must not.
public struct Expectation: Sendable, Codable, Equatable {
    /// Rule id; `*` stands for any run of characters.
    public var rule: String
    /// The finding's object, `*` as above. Findings on statements are named by `statement` instead.
    public var object: String?
    /// Name of a statement in workload.sql, `*` as above.
    public var statement: String?
    /// Of an advised index: its keys, separated by a comma and a blank, `*` as above.
    public var columns: String?
    /// The smallest scale at which the finding is promised; nil: at each from `SampleWorkload.testScale` on.
    public var scale: Double?
    public var why: String

    /// - Parameter statementName: of the statement that the finding is on; nil where it is on none of the workload's.
    public func matches(_ finding: Finding, statementName: String?) -> Bool {
        guard Glob.matches(rule, finding.rule) else { return false }
        if let columns {
            guard let keys = finding.evidence["columns"]?.text, Glob.matches(columns, keys) else { return false }
        }
        if let statement { return statementName.map { Glob.matches(statement, $0) } ?? false }
        return Glob.matches(object ?? "*", finding.object)
    }
}

/// Where the findings of an analysis are not what expected.yaml says.
public enum Deviation: Sendable, Equatable, CustomStringConvertible {
    case missing(Expectation)
    case unwanted(rule: String, object: String, Expectation)

    public var description: String {
        switch self {
        case .missing(let expected):
            "missing: \(expected.rule) on \(expected.object ?? expected.statement ?? "*"): \(expected.why)"
        case .unwanted(let rule, let object, let expected):
            "unwanted: \(rule) on \(object): \(expected.why)"
        }
    }
}

extension SampleWorkload {
    /// Compares findings with expected.yaml.
    /// - Parameter texts: normalised texts of statements by their ids, for findings on statements.
    public func deviations(of findings: [Finding], texts: [String: String], scale: Double) -> [Deviation] {
        let named = findings.map { finding in
            let text = texts[finding.object]
            return (finding, statement: text.flatMap { statement(sending: $0)?.name })
        }
        let missing = expectations.findings.filter { expected in
            scale >= expected.scale ?? 0 && !named.contains { expected.matches($0.0, statementName: $0.statement) }
        }
        let unwanted = expectations.silent.flatMap { silent in
            named.filter { silent.matches($0.0, statementName: $0.statement) }
                .map { Deviation.unwanted(rule: $0.0.rule, object: $0.statement ?? $0.0.object, silent) }
        }
        return missing.map(Deviation.missing) + unwanted
    }
}
