import Foundation
import History
import Model
import Rules
import Yams

/// advisor.yaml as the user wrote it: every key is known, every error names its line.
///
/// ```yaml
/// targets:
///   shop: postgres://advisor@db.example.com/shop
/// history:
///   path: /var/lib/advisor/history.sqlite
///   keep: {all_days: 2, hourly_days: 14, daily_days: 400}
/// rule_directories: [rules/]
/// rules:
///   unused-index: {severity: info, thresholds: {minimum_days: 30}}
///   select-star: {enabled: false}
/// suppressions:
///   - {rule: no-primary-key, object: public.audit_*, reason: append-only by design, expires: 2027-06-30}
/// lint:
///   suppressions:
///     - {rule: drop-table, object: public.audit_*, reason: kept elsewhere, expires: 2027-06-30}
/// ```
struct ConfigurationFile {
    struct NamedTarget {
        var name: String
        /// Anything libpq takes: a URI, keywords, a service.
        var connection: String
    }

    var targets: [NamedTarget] = []
    var history: String?
    var retention: RetentionPolicy?
    var ruleDirectories: [String] = []
    var rules = RuleConfiguration()
    /// Accepted findings of `advisor lint`; the object is a table or a file.
    var lintSuppressions: [Suppression] = []

    static let defaultPath = "advisor.yaml"

    /// Reads `path`; where it is nil, advisor.yaml of the working directory if there is one.
    ///
    /// - Throws: `CommandError` naming file, line and cause.
    static func load(_ path: String?) throws -> ConfigurationFile {
        guard let path = path ?? (FileManager.default.fileExists(atPath: defaultPath) ? defaultPath : nil) else {
            return ConfigurationFile()
        }
        let data: Data
        do {
            data = try InputFile.read(path, maximumLength: 16 << 20)
        } catch {
            throw CommandError(
                "The configuration \(path) cannot be read: \(FileFailure.reason(error))",
                remedy: "Give its path with --config")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw CommandError("The configuration \(path) is not UTF-8 text", remedy: "Save it as UTF-8")
        }
        return try ConfigurationFile(yaml: text, path: path)
    }

    init() {}

    init(yaml text: String, path: String) throws {
        let reader = ConfigurationReader(path: path)
        guard let root = try reader.compose(text) else { return }
        for (key, value) in try reader.entries(
            root, known: ["targets", "history", "rule_directories", "rules", "suppressions", "lint"])
        {
            switch key {
            case "targets":
                targets = try reader.entries(value).map { name, connection in
                    // The history files by this name, and progress and errors print it.
                    guard name.allSatisfy({ $0.isLetter || $0.isNumber || "-_. ".contains($0) }) else {
                        throw reader.error(value, "a target's name is made of letters, digits, - _ and .")
                    }
                    return NamedTarget(name: name, connection: try reader.text(connection))
                }
            case "history": try readHistory(value, reader)
            case "rule_directories":
                // Relative to the file, not to where the command runs.
                let folder = FilePath.folder(of: path)
                ruleDirectories = try reader.list(value).map { node in
                    let directory = try reader.text(node)
                    return directory.hasPrefix("/") || folder.isEmpty ? directory : "\(folder)/\(directory)"
                }
            case "rules": try readRules(value, reader)
            case "lint":
                for (_, list) in try reader.entries(value, known: ["suppressions"]) {
                    lintSuppressions = try reader.list(list).map { try Self.suppression($0, reader) }
                }
            default: rules.suppressions = try reader.list(value).map { try Self.suppression($0, reader) }
            }
        }
    }

    private mutating func readHistory(_ node: Node, _ reader: ConfigurationReader) throws {
        for (key, value) in try reader.entries(node, known: ["path", "keep"]) {
            guard key == "keep" else {
                history = try reader.text(value)
                continue
            }
            var policy = RetentionPolicy()
            for (name, days) in try reader.entries(value, known: ["all_days", "hourly_days", "daily_days"]) {
                switch name {
                case "all_days": policy.allDays = try reader.number(days)
                case "hourly_days": policy.hourlyDays = try reader.number(days)
                default: policy.dailyDays = try reader.number(days)
                }
            }
            retention = policy
        }
    }

    private mutating func readRules(_ node: Node, _ reader: ConfigurationReader) throws {
        for (id, settings) in try reader.entries(node) {
            for (key, value) in try reader.entries(settings, known: ["enabled", "severity", "thresholds"]) {
                switch key {
                case "enabled": if try !reader.flag(value) { rules.disabled.insert(id) }
                case "severity":
                    guard let severity = Severity(rawValue: try reader.text(value)) else {
                        throw reader.error(value, "a severity is info, warning or critical")
                    }
                    rules.severities[id] = severity
                default:
                    rules.thresholds[id] = Dictionary(
                        uniqueKeysWithValues: try reader.entries(value).map { ($0, try reader.number($1)) })
                }
            }
        }
    }

    private static func suppression(_ node: Node, _ reader: ConfigurationReader) throws -> Suppression {
        let entries = Dictionary(
            uniqueKeysWithValues: try reader.entries(node, known: ["rule", "object", "reason", "expires"]))
        guard let rule = entries["rule"], let reason = entries["reason"] else {
            throw reader.error(node, "a suppression names a rule and a reason")
        }
        var expires: Day?
        if let value = entries["expires"] {
            guard let day = Day(try reader.text(value)) else {
                throw reader.error(value, "a day is written 2027-06-30")
            }
            expires = day
        }
        return Suppression(
            rule: try reader.text(rule), object: try entries["object"].map(reader.text) ?? "*",
            reason: try reader.text(reason), expires: expires)
    }
}
