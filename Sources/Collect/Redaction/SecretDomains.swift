import Model
import SQLSyntax

/// Domains of columns that hold secrets, by the last part of their names: literals in their defaults and checks are values.
struct SecretDomains: Sendable {
    /// The domain or type under each domain.
    private var bases: [String: String] = [:]
    /// Those of secret columns.
    private var secret: Set<String> = []

    mutating func learn(_ types: Section) {
        for row in 0..<types.count where types[row, "kind"].text == "domain" {
            guard let name = types[row, "name"].text, let base = types[row, "base_type"].text else { continue }
            bases[name] = Self.lastPart(base)
        }
    }

    /// Takes note of the domain of a secret column, and of those under it.
    mutating func note(typeOf columns: Section, _ row: Int) {
        var type = Self.ownType(columns, row)
        while let domain = type, let base = bases[domain], secret.insert(domain).inserted { type = base }
    }

    /// Whether a column's type is called like a secret, or a domain under it is.
    func isSecret(typeOf columns: Section, _ row: Int) -> Bool {
        var type = Self.ownType(columns, row)
        for _ in 0...bases.count {
            guard let name = type else { return false }
            if SecretNames.isSecret(name) { return true }
            type = bases[name]
        }
        return false
    }

    /// A section does not say of which domain a check is.
    func remove(fromConstraints section: Section) -> Section {
        guard !secret.isEmpty else { return section }
        return section.mapping("definition") { value, row in
            guard section[row, "relation_oid"].integer == 0, let text = value.text else { return value }
            return .text(Secrets.removed(allFromExpression: text))
        }
    }

    /// CREATE DOMAIN with its default and its checks.
    func remove(fromDump dump: Section) -> Section {
        guard !secret.isEmpty else { return dump }
        return dump.mapping("sql") { value, row in
            guard dump[row, "kind"].text == "DOMAIN", let name = dump[row, "name"].text, secret.contains(name),
                let text = value.text
            else { return value }
            return .text(Secrets.removed(allFromExpression: text))
        }
    }

    /// The last part of the name of a type that is not PostgreSQL's own.
    private static func ownType(_ columns: Section, _ row: Int) -> String? {
        guard let oid = columns[row, "type_oid"].integer, oid >= 16_384 else { return nil }
        return columns[row, "type"].text.map(lastPart)
    }

    /// `"My Schema".api_key(20)[]` -> `api_key`
    private static func lastPart(_ type: String) -> String {
        let bytes = Array(type.utf8)
        let words = SQLSyntax.SQL.tokens(type).prefix { ![.open, .openBracket].contains($0.kind) }
        guard let last = words.last else { return type }
        let spelling = String(decoding: bytes[last.start..<last.end], as: UTF8.self)
        return last.kind == .quotedWord ? spelling.unquoted : spelling
    }
}
