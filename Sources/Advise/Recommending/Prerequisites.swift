import Model

/// Extensions that a new index takes and the target has not installed.
struct Prerequisites {
    let extensions: [String]

    init(_ definition: IndexDefinition, _ schema: TargetSchema) {
        extensions = definition.extensions.subtracting(schema.extensions).sorted()
    }

    var statements: [String] { extensions.map { "CREATE EXTENSION IF NOT EXISTS \(Quote.identifier($0))" } }

    /// Refused while something else uses the extension, which then stays.
    var reverse: [String] { extensions.reversed().map { "DROP EXTENSION IF EXISTS \(Quote.identifier($0))" } }

    var reasons: [String] {
        extensions.map { "it takes the extension \($0), which is not installed: creating it comes first" }
    }
}

extension IndexAdvisor {
    /// Columns whose conditions nothing but an index with a further extension serves, where none may be proposed.
    var extensionNotes: [String] {
        guard !options.candidates.allowsNewExtensions else { return [] }
        var columns: [String: Set<String>] = [:]
        for need in statements.flatMap(\.needs) where !need.table.isTiny {
            for search in need.searches {
                guard let name = search.missingExtension else { continue }
                columns[name, default: []].insert("\(need.table.qualifiedName) (\(search.key.sql))")
            }
        }
        return columns.sorted { $0.key < $1.key }.map { name, columns in
            "Patterns on \(columns.sorted().joined(separator: ", ")) are tried on every row. Only an index of \(name) finds "
                + "them, which the target could have: CREATE EXTENSION \(Quote.identifier(name)). With --new-extensions such "
                + "indexes are weighed before it is installed."
        }
    }
}
