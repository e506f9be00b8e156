import Model

/// The name that PostgreSQL gives an index without one (ChooseIndexName): table, keys, `idx`, cut to 63 bytes.
enum IndexName {
    static func of(_ definition: IndexDefinition) -> String {
        let keys = (definition.keys.map { $0.column ?? "expr" } + definition.include).joined(separator: "_")
        var (table, columns) = (Array(definition.table.utf8), Array(keys.utf8))
        // The longer of the two gives way, byte by byte.
        while table.count + columns.count + 5 > 63 {
            if table.count > columns.count { table.removeLast() } else { columns.removeLast() }
        }
        return String(decoding: table, as: UTF8.self) + "_" + String(decoding: columns, as: UTF8.self) + "_idx"
    }
}

/// Plans of the twin call candidates by number; people want to know what they are.
enum CandidateNames {
    static func replaced(in plan: String, by candidates: [CandidateIndex]) -> String {
        plan.replacing(/advisor_candidate_([0-9]+)[_0-9]*/) { match in
            guard let number = Int(match.output.1), candidates.indices.contains(number) else {
                return String(match.output.0)
            }
            return "new: " + IndexName.of(candidates[number].definition)
        }
    }
}
