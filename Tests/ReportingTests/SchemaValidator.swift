import Foundation
import JSONTape

/// Checks JSON against the part of JSON Schema (draft 2020-12) that `report.schema.json` uses. A key word it does not
/// know is a problem, so that the schema cannot outgrow it unnoticed.
struct SchemaValidator {
    let schema: JSONValue

    /// `/path: what is wrong`; empty where the value follows the schema.
    func problems(of value: JSONValue) throws -> [String] {
        var problems: [String] = []
        check(value, schema, "", &problems)
        return problems
    }

    private func check(_ value: JSONValue, _ rules: JSONValue, _ path: String, _ problems: inout [String]) {
        for (key, rule) in rules.members {
            switch key.string ?? "" {
            case "$schema", "$id", "$defs", "title", "description": break
            case "$ref": check(value, definition(rule.string ?? ""), path, &problems)
            case "type": if !Self.isOfType(value, rule) { problems.append("\(path): not of type \(rule.rawText)") }
            case "const": if value.rawText != rule.rawText { problems.append("\(path): not \(rule.rawText)") }
            case "enum":
                if !rule.elements.contains(where: { $0.rawText == value.rawText }) {
                    problems.append("\(path): none of \(rule.rawText)")
                }
            case "pattern": checkPattern(value, rule, path, &problems)
            case "minimum":
                if let number = value.double, number < rule.double ?? 0 { problems.append("\(path): too small") }
            case "maximum":
                if let number = value.double, number > rule.double ?? 0 { problems.append("\(path): too large") }
            case "required":
                for name in rule.elements where value.kind == .object && value[name.string ?? ""] == nil {
                    problems.append("\(path): lacks \(name.rawText)")
                }
            case "items":
                for (position, element) in value.elements.enumerated() {
                    check(element, rule, "\(path)/\(position)", &problems)
                }
            case "properties":
                for (name, rule) in rule.members {
                    guard let name = name.string, let member = value[name] else { continue }
                    check(member, rule, "\(path)/\(name)", &problems)
                }
            case "additionalProperties": checkAdditional(value, rules, rule, path, &problems)
            default: problems.append("\(path): the validator does not know \(key.rawText)")
            }
        }
    }

    private func definition(_ reference: String) -> JSONValue {
        let name = reference.split(separator: "/").last.map(String.init) ?? ""
        return schema["$defs"]?[name] ?? schema
    }

    private func checkPattern(_ value: JSONValue, _ rule: JSONValue, _ path: String, _ problems: inout [String]) {
        guard let text = value.string, let pattern = rule.string else { return }
        if text.range(of: pattern, options: .regularExpression) == nil {
            problems.append("\(path): not like \(pattern)")
        }
    }

    private func checkAdditional(
        _ value: JSONValue, _ rules: JSONValue, _ rule: JSONValue, _ path: String, _ problems: inout [String]
    ) {
        for (name, member) in value.members where rules["properties"]?[name.string ?? ""] == nil {
            let place = "\(path)/\(name.string ?? "")"
            if rule.bool == false {
                problems.append("\(place): not foreseen")
            } else {
                check(member, rule, place, &problems)
            }
        }
    }

    private static func isOfType(_ value: JSONValue, _ rule: JSONValue) -> Bool {
        let names = rule.kind == .array ? rule.elements.compactMap(\.string) : [rule.string ?? ""]
        return names.contains { name in
            switch (name, value.kind) {
            case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool), ("null", .null),
                ("number", .number):
                true
            case ("integer", .number): value.int != nil
            default: false
            }
        }
    }
}
