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
            // Whatever is left would be forgotten: another index, CASCADE, the rest of a name that was not understood.
            guard let (schema, name) = words.qualifiedName(), words.remainder.isEmpty else { return nil }
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
        guard rest.hasPrefix("(") || rest.uppercased().hasPrefix("USING ") else { return nil }
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

    /// A literal within a body in dollar quotes: on one line, and without a dollar, which could end the body.
    private static func literal(_ text: String) -> String {
        let literal = Quote.visibleLiteral(text)
        guard text.holdsScalar(of: "$") else { return literal }
        // Without a backslash it says the same as E'...'.
        return (literal.beginsWithBytes(of: "E'") ? literal : "E" + literal).replacingScalars {
            $0 == "$" ? "\\u0024" : nil
        }
    }

    /// Fails where the index is not there, or is left invalid by a build that was interrupted.
    var check: String {
        let message = "index \(name ?? "") is not valid: run this migration again"
        return """
            DO $advisor$ BEGIN
              IF NOT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(\(Self.literal(qualifiedIndex))) AND indisvalid) THEN
                RAISE EXCEPTION USING MESSAGE = \(Self.literal(message));
              END IF;
            END $advisor$
            """
    }
}
