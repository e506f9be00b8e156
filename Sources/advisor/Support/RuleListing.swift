import Foundation
import JSONTape
import Model
import Rules

/// Rules as `advisor rules` prints them.
enum RuleListing {
    static func text(_ rules: [Rule]) -> String {
        let table = TableText(
            columns: ["rule", "category", "severity", "title"],
            rows: rules.map {
                [.text($0.id), .text($0.category.rawValue), .text($0.severity.rawValue), .text($0.title)]
            })
        return table.render(.table)
    }

    static func json(_ rules: [Rule]) -> String {
        var writer = JSONWriter(pretty: true)
        writer.array { writer in
            for rule in rules {
                writer.object { writer in
                    writer.member("category", rule.category.rawValue)
                    writer.member("id", rule.id)
                    writer.member("impact", rule.impact.rawValue)
                    writer.member("problem", rule.problem)
                    writer.member("remedy", rule.remedy)
                    writer.member("severity", rule.severity.rawValue)
                    writer.memberObject("thresholds") { writer in
                        for threshold in rule.thresholds.sorted(by: { $0.name < $1.name }) {
                            writer.member(threshold.name, threshold.value)
                        }
                    }
                    writer.member("title", rule.title)
                }
            }
        }
        return writer.text
    }

    /// All that a rule file says, its cases left out.
    static func page(_ rule: Rule, width: Int) -> String {
        let width = min(max(width, 40), 100)
        var parts = [
            "\(rule.id) (\(rule.category.rawValue), \(rule.severity.rawValue)): \(rule.title)",
            wrapped("Problem: " + rule.problem, width), wrapped("Remedy: " + rule.remedy, width),
        ]
        if !rule.thresholds.isEmpty {
            let lines = rule.thresholds.map { threshold in
                let value = TableText.text(.real(threshold.value))
                return "  \(threshold.name) = \(value) \(threshold.unit): \(threshold.meaning)"
            }
            parts.append((["Thresholds:"] + lines).joined(separator: "\n"))
        }
        parts.append("Impact: \(rule.impact.rawValue)")
        parts.append("Finds:\n" + indented(rule.finds.text))
        parts.append("Message:\n" + indented(rule.message.text))
        if let fix = rule.fix { parts.append("Fix:\n" + indented(fix.text)) }
        if let reverse = rule.reverse { parts.append("Taken back by:\n" + indented(reverse.text)) }
        return parts.joined(separator: "\n\n")
    }

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
    }

    private static func wrapped(_ text: String, _ width: Int) -> String {
        var lines = [""]
        for word in text.split(whereSeparator: \.isWhitespace) {
            let line = lines[lines.count - 1]
            if line.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if line.count + 1 + word.count <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines.joined(separator: "\n")
    }
}
