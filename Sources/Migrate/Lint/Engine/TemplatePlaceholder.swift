import Foundation
import SQLSyntax

/// What templates and client libraries leave in SQL for somebody else to fill in.
enum TemplatePlaceholder {
    private static let marks: [(open: String, close: String)] = [
        ("{{", "}}"), ("{%", "%}"), ("<%", "%>"), ("${", "}"), ("#{", "}"), ("@@", "@@"), ("%(", ")s"), ("[%", "%]"),
    ]

    /// The first, as it stands; nil where there is none.
    static func first(in text: String) -> String? {
        let found = marks.compactMap { mark -> Range<String.Index>? in
            guard let open = text.range(of: mark.open),
                let close = text.range(of: mark.close, range: open.upperBound..<text.endIndex),
                text.distance(from: open.lowerBound, to: close.upperBound) <= 80
            else { return nil }
            return open.lowerBound..<close.upperBound
        }
        return found.min { $0.lowerBound < $1.lowerBound }.map { String(text[$0]) } ?? parameter(in: text)
    }

    /// `?` and `:name` of client libraries, and psql's variables.
    private static func parameter(in text: String) -> String? {
        let bytes = Array(text.utf8)
        let tokens = SQL.tokens(text)
        func spelling(_ token: Token) -> String { String(decoding: bytes[token.start..<token.end], as: UTF8.self) }
        for (position, token) in tokens.enumerated() where token.kind == .sign || token.kind == .broken {
            let sign = spelling(token)
            if sign == "?" { return sign }
            guard sign == ":", position + 1 < tokens.count else { continue }
            let next = tokens[position + 1]
            guard next.start == token.end, next.kind != .sign else { continue }
            return sign + spelling(next)
        }
        return nil
    }

    private static let verbs: Set<String> = [
        "abort", "alter", "analyze", "begin", "call", "checkpoint", "close", "cluster", "comment", "commit", "copy",
        "create", "deallocate", "declare", "delete", "discard", "do", "drop", "end", "execute", "explain", "fetch",
        "grant", "import", "insert", "listen", "load", "lock", "merge", "move", "notify", "prepare", "reassign",
        "refresh", "reindex", "release", "reset", "revoke", "rollback", "savepoint", "security", "select", "set",
        "show",
        "start", "table", "truncate", "unlisten", "update", "vacuum", "values", "with",
    ]

    /// Whether a statement begins as one of SQL does.
    static func beginsAsSQL(_ text: String) -> Bool {
        guard let first = SQL.tokens(String(text.prefix(64))).first(where: { $0.kind != .open }) else { return false }
        let word = Array(text.utf8)[first.start..<first.end]
        return verbs.contains(String(decoding: word, as: UTF8.self).lowercased())
    }
}
