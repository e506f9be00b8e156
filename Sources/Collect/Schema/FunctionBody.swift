import Foundation
import JSONTape
import SQLSyntax

/// The text of an SQL function as far as PostgreSQL could put it in place of a call: one query, and nothing else.
enum FunctionBody {
    /// - Parameters:
    ///   - source: the body as it was written.
    ///   - parsed: a body that the server keeps parsed: `RETURN ...` or `BEGIN ATOMIC ... END`.
    /// - Returns: the query, or an empty text.
    static func text(source: String?, parsed: String?) -> String {
        guard let body = source ?? parsed.flatMap(query) else { return "" }
        return isOneQuery(body) ? body : ""
    }

    /// As a string body says it.
    private static func query(_ parsed: String) -> String? {
        let text = parsed.drop { $0.isWhitespace }
        if text.hasPrefix("RETURN ") { return "SELECT \(text.dropFirst(7))" }
        guard text.hasPrefix("BEGIN ATOMIC"), let end = text.range(of: "END", options: .backwards) else { return nil }
        return String(text[text.index(text.startIndex, offsetBy: 12)..<end.lowerBound])
    }

    private static func isOneQuery(_ body: String) -> Bool {
        guard let tree = try? SQLSyntax.SQL.parse(body) else { return false }
        let statements = tree.root["stmts"]?.elements.map { $0 } ?? []
        guard statements.count == 1, let query = statements.first?.node("stmt"), query.tag == "SelectStmt" else {
            return false
        }
        return !query.body.has("intoClause")
    }
}
