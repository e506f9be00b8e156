import Foundation
import Model

/// Names for new indexes: those that PostgreSQL would choose (ChooseIndexName), and free ones where they are taken.
struct IndexNames {
    private var taken: Set<String>

    /// - Parameter taken: names of relations, qualified by their schemas.
    init(taken: Set<String>) { self.taken = taken }

    /// Never the same twice.
    mutating func claim(for definition: IndexDefinition) -> String {
        var (number, name) = (0, Self.name(of: definition))
        while !taken.insert(Quote.qualified(definition.schema, name)).inserted {
            number += 1
            name = Self.name(of: definition, ending: "idx\(number)")
        }
        return name
    }

    /// Table, keys and ending, cut to 63 bytes: the longer of the two gives way, byte by byte.
    static func name(of definition: IndexDefinition, ending: String = "idx") -> String {
        let keys = (definition.keys.map { $0.column ?? "expr" } + definition.include).joined(separator: "_")
        var (table, columns) = (Array(definition.table.utf8), Array(keys.utf8))
        while table.count + columns.count + ending.utf8.count + 2 > 63 {
            if table.count > columns.count { table.removeLast() } else { columns.removeLast() }
        }
        return [String(decoding: table, as: UTF8.self), String(decoding: columns, as: UTF8.self), ending]
            .joined(separator: "_")
    }
}

/// Plans of the twin call candidates by number; people want to know what they are.
enum CandidateNames {
    static func replaced(in plan: String, by candidates: [CandidateIndex]) -> String {
        let parts = plan.components(separatedBy: CandidateIndex.planPrefix)
        return parts.dropFirst().reduce(parts[0]) { text, part in
            let name = CandidateIndex.planPrefix + part.prefix { $0.isNumber || $0 == "_" }
            guard let number = CandidateIndex.position(ofPlanName: name), candidates.indices.contains(number) else {
                return text + CandidateIndex.planPrefix + part
            }
            let rest = part.drop { $0.isNumber || $0 == "_" }
            return text + "new: " + IndexNames.name(of: candidates[number].definition) + rest
        }
    }
}
