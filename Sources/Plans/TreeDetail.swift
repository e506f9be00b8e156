import JSONTape

/// Turns a member of a node that is no plain figure into the words of the text format.
enum TreeDetail {
    static func add(_ name: String, _ value: JSONValue, to details: inout [String: String]) {
        switch value.kind {
        case .null: break
        case .bool, .number:
            let raw = value.rawBytes
            // Most figures are zero: of those no text is made.
            if raw.count == 1, raw.first == UInt8(ascii: "0"), !PlanDetail.isWorth(name, "0") { break }
            let text = String(decoding: raw, as: UTF8.self)
            if PlanDetail.isWorth(name, text) { details[name] = text }
        case .string:
            if let text = value.string, PlanDetail.isWorth(name, text) { details[name] = text }
        case .array: addList(name, value, to: &details)
        case .object: addObject(name, value, to: &details)
        }
    }

    private static func addList(_ name: String, _ value: JSONValue, to details: inout [String: String]) {
        switch name {
        case "Group Keys", "Hash Keys":
            for set in value.elements {
                let keys = list(set)
                PlanDetail.add(String(name.dropLast()), keys.isEmpty ? "()" : keys, to: &details)
            }
        case "Grouping Sets":
            for set in value.elements {
                for (key, value) in set.members {
                    guard let name = key.string else { continue }
                    if name == "Sort Key" {
                        PlanDetail.add(name, list(value), to: &details)
                    } else {
                        add(name, value, to: &details)
                    }
                }
            }
        case "Target Tables":
            details[name] = value.elements.map(target).joined(separator: ", ")
        default:
            let text = list(value)
            if !text.isEmpty { details[name] = text }
        }
    }

    private static func addObject(_ name: String, _ value: JSONValue, to details: inout [String: String]) {
        switch name {
        case "Full-sort Groups", "Pre-sorted Groups": details[name] = sortGroups(value)
        case "JIT": break
        default: for (key, value) in value.members { add(name + " " + (key.string ?? ""), value, to: &details) }
        }
    }

    private static func list(_ value: JSONValue) -> String {
        value.elements.map { $0.string ?? $0.rawText }.joined(separator: ", ")
    }

    private static func target(_ value: JSONValue) -> String {
        let relation = value["Relation Name"]?.string ?? ""
        let alias = value["Alias"]?.string ?? relation
        let name = (value["Schema"]?.string).map { $0 + "." + relation } ?? relation
        return alias == relation ? name : name + " " + alias
    }

    /// `4  Sort Method: quicksort  Average Memory: 27kB  Peak Memory: 27kB`, as the text format has it.
    private static func sortGroups(_ value: JSONValue) -> String {
        var parts: [String] = []
        for (key, value) in value.members {
            switch key.string {
            case "Group Count": parts.append(text(value))
            case "Sort Methods Used":
                parts.append((value.count > 1 ? "Sort Methods: " : "Sort Method: ") + list(value))
            case "Sort Space Disk": parts.append(sortSpace("Disk", value))
            // XML does not say which; what is on disk is sorted externally.
            case "Sort Space":
                parts.append(sortSpace(parts.last?.contains("external") == true ? "Disk" : "Memory", value))
            case "Sort Space Memory": parts.append(sortSpace("Memory", value))
            default: break
            }
        }
        return parts.joined(separator: "  ")
    }

    private static func sortSpace(_ kind: String, _ value: JSONValue) -> String {
        let average = value["Average Sort Space Used"].map(text) ?? "0"
        let peak = value["Peak Sort Space Used"].map(text) ?? "0"
        return "Average \(kind): \(average)kB  Peak \(kind): \(peak)kB"
    }

    private static func text(_ value: JSONValue) -> String { value.string ?? value.rawText }
}
