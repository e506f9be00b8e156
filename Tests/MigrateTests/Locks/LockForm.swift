import Foundation

@testable import Migrate

/// A form of statement in forms.sql.
struct LockForm: Sendable, CustomStringConvertible {
    /// Such as add-column-serial.
    var name: String
    var title: String
    var sql = ""
    /// Statements that make it wait; given for those that cannot run in a transaction.
    var blockers: [String] = []

    var description: String { name }

    /// The case of TracedForm: addColumnSerial.
    var identifier: String {
        let words = name.split(separator: "-")
        return words.dropFirst().reduce(words[0].description) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
    }

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    static let schema = text("schema.sql")

    static let all = parse(text("forms.sql"))

    private static func text(_ file: String) -> String {
        // swift-format-ignore: NeverUseForceTry
        try! String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    }

    static func parse(_ text: String) -> [LockForm] {
        var forms: [LockForm] = []
        // What stands before the first empty line is about the file.
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).drop(while: { !$0.isEmpty }) {
            if line.hasPrefix("-- blocked by: ") {
                forms[forms.count - 1].blockers.append(String(line.dropFirst(15)))
            } else if line.hasPrefix("-- "), let colon = line.firstIndex(of: ":") {
                let title = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                forms.append(LockForm(name: String(line.dropFirst(3).prefix(upTo: colon)), title: title))
            } else if !line.isEmpty {
                forms[forms.count - 1].sql += forms[forms.count - 1].sql.isEmpty ? line : " " + line
            }
        }
        return forms
    }

    /// What the relations of schema.sql are to the statements.
    static let roles: [String: LockRole] = [
        "authors": .referenced, "comments": .referencing, "events": .parent, "logs": .parent, "measures": .parent,
        "people": .parent,
        "events_2025": .sibling, "logs_2026": .sibling, "logs_other": .defaultPartition, "events_2026": .partition,
        "events_2027": .partition, "events_2028": .partition, "logs_2028": .partition, "measures_2026": .partition,
        "measures_2028": .partition, "staff": .partition,
        "pupils": .partition, "recent_posts": .view, "post_counts": .view,
    ]
}
