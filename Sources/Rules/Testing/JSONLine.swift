import Yams

/// YAML lists and mappings of a fixture as the JSON text that JSON columns hold.
enum JSONLine {
    static func text(_ node: Node) -> String {
        switch node {
        case .scalar(let scalar):
            if scalar.style == .plain, isLiteral(scalar.string) { return scalar.string }
            return quoted(scalar.string)
        case .sequence(let items):
            return "[" + items.map { text($0) }.joined(separator: ",") + "]"
        case .mapping(let entries):
            let members = entries.map { entry in quoted(entry.key.scalar?.string ?? "") + ":" + text(entry.value) }
            return "{" + members.joined(separator: ",") + "}"
        case .alias:
            return "null"
        }
    }

    private static func isLiteral(_ text: String) -> Bool {
        ["true", "false", "null"].contains(text) || (Double(text)?.isFinite ?? false)
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
