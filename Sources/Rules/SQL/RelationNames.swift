import Model

/// The names of tables, views and indexes that are taken, by schema: an index shares its name space with them.
struct RelationNames: Sendable {
    /// PostgreSQL cuts names at NAMEDATALEN - 1 bytes.
    private static let maximumBytes = 63

    private var taken: [String: Set<String>] = [:]

    /// - Parameter sections: any with the columns `schema` and `name`.
    init(_ sections: [Section] = []) {
        for section in sections {
            for (schema, name) in zip(section.texts("schema"), section.texts("name")) {
                if let name { taken[schema ?? "", default: []].insert(name) }
            }
        }
    }

    /// `base_suffix`, shortened to fit, with a number behind it where the name is taken.
    func free(schema: String, base: String, suffix: String) -> String {
        for number in 1...1_000 {
            let end = "_\(suffix)" + (number == 1 ? "" : String(number))
            let name = base.prefix(bytes: Self.maximumBytes - end.utf8.count) + end
            if taken[schema]?.contains(name) != true { return name }
        }
        return base.prefix(bytes: Self.maximumBytes)
    }
}

extension String {
    /// As many whole characters as fit.
    fileprivate func prefix(bytes limit: Int) -> String {
        var result = ""
        var size = 0
        for character in self {
            size += character.utf8.count
            guard size <= limit else { break }
            result.append(character)
        }
        return result
    }
}
