import Model

/// What roles may do with an object, where somebody changed it: statements that GRANT and REVOKE.
struct Privileges {
    private var statements: [String] = []
    private let kind: String

    /// - Parameters:
    ///   - row: with the columns of `SchemaSQL.privileges`.
    ///   - isOwned: its owner will be the target's, so that what owners have as a rule need not be said.
    init(_ row: CatalogRow, of kind: String, _ name: String, isOwned: Bool) throws {
        self.kind = kind
        guard let entries = try row.decode("privileges", as: [String]?.self) else { return }
        let usual = try row.decode("usual_privileges", as: [String]?.self) ?? []
        let target = "\(kind) \(name)"
        for entry in usual where !entries.contains(entry) {
            statements.append("REVOKE ALL ON \(target) FROM \(Self.role(of: entry));")
        }
        for entry in entries where !(isOwned && usual.contains(entry)) {
            statements.append("GRANT \(Self.words(of: entry)) ON \(target) TO \(Self.role(of: entry));")
        }
    }

    /// Of single columns: `entries` by the column's name.
    init(_ entries: [(column: String, entries: [String])], of table: String) {
        kind = "TABLE"
        for (column, entries) in entries {
            for entry in entries {
                let words = Self.words(of: entry).split(separator: ",")
                    .map { "\($0)(\(Quote.identifier(column)))" }.joined(separator: ",")
                statements.append("GRANT \(words) ON TABLE \(table) TO \(Self.role(of: entry));")
            }
        }
    }

    func objects(schema: String?, name: String, relation: Int64? = nil, needs: [ObjectKey]) -> [SchemaObject] {
        guard !statements.isEmpty else { return [] }
        return [
            SchemaObject(
                kind: .privileges, schema: schema, name: "\(kind) \(name)",
                sql: statements.joined(separator: "\n"), relation: relation, needs: needs)
        ]
    }

    private static func words(of entry: String) -> Substring { entry.prefix { $0 != "\t" } }

    private static func role(of entry: String) -> String {
        let name = entry.drop { $0 != "\t" }.dropFirst()
        return name.isEmpty ? "PUBLIC" : Quote.identifier(String(name))
    }
}
