import Model

/// Types of columns, as format_type prints them.
struct ColumnTypes {
    private var types: [Int64: [String: String]] = [:]

    init(_ section: Section) {
        let (relations, names, values) = (
            section.integers("relation_oid"), section.texts("name"), section.texts("type")
        )
        for row in 0..<section.count {
            guard let relation = relations[row], let name = names[row] else { continue }
            types[relation, default: [:]][name] = values[row]
        }
    }

    subscript(relation: Int64?, column: String) -> String? { relation.flatMap { types[$0]?[column] } }
}
