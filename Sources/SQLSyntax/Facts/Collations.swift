import JSONTape
import Model

/// COLLATE, which decides which index serves a comparison or an order.
extension FactsWalker {
    /// The collation that an expression as a whole names, as SQL without pg_catalog; nil where it names none.
    func collation(of node: Node) -> String? {
        guard node.tag == "CollateClause" else { return nil }
        let names = node.body.names("collname")
        let own = names.first == "pg_catalog" ? Array(names.dropFirst()) : names
        return own.isEmpty ? nil : own.map(Quote.identifier).joined(separator: ".")
    }

    /// The expression without it.
    func uncollated(_ node: Node) -> Node {
        guard node.tag == "CollateClause", let inner = node.body.node("arg") else { return node }
        return inner
    }

    /// Whether a regular expression says by which characters its texts begin, as far as PostgreSQL's planner sees it; nil where the
    /// pattern is no literal.
    func isAnchored(_ pattern: Node) -> Bool? {
        switch pattern.tag {
        case "A_Const": pattern.body["sval"]?["sval"]?.string.map(Self.isAnchored)
        case "TypeCast", "CollateClause": pattern.body.node("arg").flatMap { isAnchored($0) }
        default: nil
        }
    }

    /// In doubt not: an alternative may begin otherwise, and a repeated first character may be missing.
    private static func isAnchored(_ pattern: String) -> Bool {
        let characters = Array(pattern.unicodeScalars)
        guard characters.count >= 2, characters[0] == "^", !pattern.holdsScalar(of: "|"), !pattern.contains("(?"),
            !".[](){}*+?\\$^".unicodeScalars.contains(characters[1])
        else { return false }
        return characters.count == 2 || !"*?{".unicodeScalars.contains(characters[2])
    }
}
