/// The query that a utility statement carries: what PREPARE, DECLARE CURSOR, COPY (query) TO, CREATE TABLE AS and EXPLAIN run.
struct CarriedQuery {
    private let bytes: [UInt8]
    private let tokens: [Token]

    private static let beginnings: Set<String> = ["prepare", "declare", "copy", "create", "explain"]

    /// nil where there is none that has a plan.
    static func text(of statement: String) -> String? {
        guard Lexer.begins(statement, with: beginnings) else { return nil }
        var text = statement
        // EXPLAIN may stand before others of them.
        for _ in 0..<2 {
            guard let next = CarriedQuery(text).text() else { return nil }
            if Lexer.isPlannable(next) { return next }
            text = next
        }
        return nil
    }

    private init(_ text: String) {
        bytes = Array(text.utf8)
        var tokens = Lexer.tokens(text)
        while tokens.last?.kind == .semicolon { tokens.removeLast() }
        self.tokens = tokens
    }

    private func word(_ position: Int) -> String {
        guard tokens.indices.contains(position), tokens[position].kind == .word else { return "" }
        return Canonical.folded(bytes[tokens[position].range])
    }

    private func text(_ range: Range<Int>) -> String? {
        guard !range.isEmpty, tokens.indices.contains(range.lowerBound), range.upperBound <= tokens.count,
            !tokens[range].contains(where: { $0.kind == .semicolon || $0.kind == .broken })
        else { return nil }
        return String(decoding: bytes[tokens[range.lowerBound].start..<tokens[range.upperBound - 1].end], as: UTF8.self)
    }

    private func text() -> String? {
        switch word(0) {
        case "prepare": prepared
        case "declare": first("for").flatMap { text($0 + 1..<tokens.count) }
        case "copy": copied
        case "create": made
        case "explain": explained
        default: nil
        }
    }

    /// The first such word outside of parentheses.
    private func first(_ sought: String) -> Int? {
        var depth = 0
        for position in tokens.indices {
            if tokens[position].kind == .open { depth += 1 }
            if tokens[position].kind == .close { depth -= 1 }
            if depth == 0, word(position) == sought { return position }
        }
        return nil
    }

    private func close(of open: Int) -> Int? {
        var depth = 0
        for position in open..<tokens.count {
            if tokens[position].kind == .open { depth += 1 }
            if tokens[position].kind == .close { depth -= 1 }
            if depth == 0 { return position }
        }
        return nil
    }

    /// Its parameters with the types that PREPARE gives them.
    private var prepared: String? {
        guard let start = first("as"), let query = text(start + 1..<tokens.count) else { return nil }
        guard start > 3, tokens[2].kind == .open, let close = close(of: 2), close == start - 1 else { return query }
        var types: [String] = []
        var from = 3
        var depth = 0
        for position in 3...close {
            if tokens[position].kind == .open { depth += 1 }
            if tokens[position].kind == .close, position < close { depth -= 1 }
            guard position == close || (tokens[position].kind == .comma && depth == 0) else { continue }
            types.append(text(from..<position) ?? "")
            from = position + 1
        }
        let typed = types.enumerated().filter { !["", "unknown"].contains($0.element) }.map {
            ($0 + 1, "$\($0 + 1)::\($1)")
        }
        return SQL.substituting(Dictionary(typed) { $1 }, in: query)
    }

    private var copied: String? {
        guard tokens.count > 2, tokens[1].kind == .open, let close = close(of: 1), word(close + 1) == "to" else {
            return nil
        }
        return text(2..<close)
    }

    private var made: String? {
        guard let table = tokens.indices.prefix(5).first(where: { ["table", "view"].contains(word($0)) }),
            word(table) == "table" || word(table - 1) == "materialized", let start = first("as")
        else { return nil }
        var end = tokens.count
        if word(end - 1) == "data" {
            end -= 1
            if word(end - 1) == "no" { end -= 1 }
            if word(end - 1) == "with" { end -= 1 }
        }
        return text(start + 1..<end)
    }

    private var explained: String? {
        var start = 1
        // What is in parentheses may be options or a query.
        if tokens.count > 2, tokens[1].kind == .open, !Lexer.isPlannable(text(2..<tokens.count) ?? "select") {
            guard let close = close(of: 1) else { return nil }
            start = close + 1
        }
        while ["analyze", "analyse", "verbose"].contains(word(start)) { start += 1 }
        return text(start..<tokens.count)
    }
}

extension SQL {
    /// The query that a utility statement carries (PREPARE, DECLARE CURSOR, COPY (query) TO, CREATE TABLE AS, CREATE MATERIALIZED VIEW,
    /// EXPLAIN); nil where it carries none.
    public static func carriedQuery(of statement: String) -> String? { CarriedQuery.text(of: statement) }
}
