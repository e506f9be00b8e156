import Model

/// A CREATE INDEX or DROP INDEX of a fix, taken apart as far as a migration has to change it.
struct IndexStatement: Equatable {
    enum Kind: Equatable { case create(unique: Bool), drop }

    var kind: Kind
    var concurrently: Bool
    /// The index's: nil where a CREATE names none.
    var name: String?
    /// The table's of a CREATE, the index's of a DROP.
    var schema: String?
    /// Empty for a DROP.
    var table: String
    /// From the method or the opening parenthesis on.
    var rest: String

    init?(_ sql: String) {
        var words = NameScanner(sql)
        let creates = words.take("CREATE")
        guard creates || words.take("DROP") else { return nil }
        let unique = creates && words.take("UNIQUE")
        guard words.take("INDEX") else { return nil }
        concurrently = words.take("CONCURRENTLY")
        if words.take("IF") {
            _ = words.take("NOT")
            guard words.take("EXISTS") else { return nil }
        }
        guard creates else {
            kind = .drop
            guard let (schema, name) = words.qualifiedName() else { return nil }
            (self.schema, self.name, table, rest) = (schema, name, "", "")
            return
        }
        kind = .create(unique: unique)
        if words.take("ON") {
            name = nil
        } else {
            guard let name = words.name(), words.take("ON") else { return nil }
            self.name = name
        }
        _ = words.take("ONLY")
        guard let (schema, table) = words.qualifiedName() else { return nil }
        (self.schema, self.table, rest) = (schema, table, words.remainder)
    }

    var qualifiedIndex: String { Quote.qualified(schema, name ?? "") }

    func create(concurrently: Bool, ifNotExists: Bool = false, only: Bool = false) -> String {
        let unique = kind == .create(unique: true) ? "UNIQUE " : ""
        return "CREATE \(unique)INDEX \(concurrently ? "CONCURRENTLY " : "")\(ifNotExists ? "IF NOT EXISTS " : "")"
            + "\(Quote.identifier(name ?? "")) ON \(only ? "ONLY " : "")\(Quote.qualified(schema, table)) \(rest)"
    }

    func drop(concurrently: Bool) -> String {
        "DROP INDEX \(concurrently ? "CONCURRENTLY " : "")IF EXISTS \(qualifiedIndex)"
    }

    /// Fails where the index is not there, or is left invalid by a build that was interrupted.
    var check: String {
        let message = "index \(name ?? "") is not valid: run this migration again"
        return """
            DO $advisor$ BEGIN
              IF NOT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(\(Quote.literal(qualifiedIndex))) AND indisvalid) THEN
                RAISE EXCEPTION USING MESSAGE = \(Quote.literal(message));
              END IF;
            END $advisor$
            """
    }
}

/// Reads key words and names from the front of a statement.
struct NameScanner {
    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    var remainder: String { String(rest.drop(while: \.isWhitespace)) }

    mutating func take(_ word: String) -> Bool {
        let trimmed = rest.drop(while: \.isWhitespace)
        let found = trimmed.prefix { $0.isLetter }
        guard found.uppercased() == word else { return false }
        rest = trimmed[found.endIndex...]
        return true
    }

    /// A bare or quoted name, as PostgreSQL takes it.
    mutating func name() -> String? {
        let trimmed = rest.drop(while: \.isWhitespace)
        guard trimmed.first == "\"" else {
            let word = trimmed.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }
            rest = trimmed[word.endIndex...]
            return word.isEmpty ? nil : word.lowercased()
        }
        var name = ""
        var position = trimmed.index(after: trimmed.startIndex)
        while position < trimmed.endIndex {
            let next = trimmed.index(after: position)
            if trimmed[position] == "\"" {
                guard next < trimmed.endIndex, trimmed[next] == "\"" else {
                    rest = trimmed[next...]
                    return name
                }
                position = next
            }
            name.append(trimmed[position])
            position = trimmed.index(after: position)
        }
        return nil
    }

    mutating func qualifiedName() -> (schema: String?, name: String)? {
        guard let first = name() else { return nil }
        guard rest.first == "." else { return (nil, first) }
        rest = rest.dropFirst()
        return name().map { (first, $0) }
    }
}
