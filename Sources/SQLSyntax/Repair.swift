import JSONTape

/// Reads texts of pg_stat_statements that the grammar refuses although the statement was fine.
///
/// Two things happen to them: a parameter stands where only a literal may (`FETCH $1 FROM c`, `char($1)`), and servers
/// of 16 and later accept sub-queries in FROM without an alias.
enum Repair {
    /// How many places of one text are mended before it is given up.
    private static let maximumRepairs = 16

    /// The tree, and the text that its locations refer to.
    static func parse(_ text: String) throws(SyntaxError) -> (tape: JSONTape, source: [UInt8]) {
        do {
            return (try RawParser.parse(text), Array(text.utf8))
        } catch {
            guard error.reason == .syntax else { throw error }
            if let repaired = repair(text, error) { return repaired }
            throw clientPlaceholder(in: text, error) ?? error
        }
    }

    private static func repair(_ text: String, _ first: SyntaxError) -> (tape: JSONTape, source: [UInt8])? {
        var bytes = Array(text.utf8)
        var error = first
        for _ in 0..<maximumRepairs {
            guard let offset = error.offset, offset < bytes.count, mend(&bytes, at: offset, error) else { return nil }
            do {
                return (try RawParser.parse(String(decoding: bytes, as: UTF8.self)), bytes)
            } catch let next {
                guard next.reason == .syntax else { return nil }
                error = next
            }
        }
        return nil
    }

    private static func mend(_ bytes: inout [UInt8], at offset: Int, _ error: SyntaxError) -> Bool {
        if error.message.contains("must have an alias") { return addAlias(&bytes, after: offset) }
        let digits = bytes[(offset + 1)...].prefix(while: Lexer.isDigit)
        if bytes[offset] == UInt8(ascii: "$"), !digits.isEmpty {
            bytes.replaceSubrange(offset..<digits.endIndex, with: "0".utf8)
            return true
        }
        if bytes[offset] == UInt8(ascii: "0"), isMended(bytes, offset) {
            // The number of an earlier repair does not fit either: a string may.
            bytes.replaceSubrange(offset...offset, with: "''".utf8)
            return true
        }
        return false
    }

    private static func isMended(_ bytes: [UInt8], _ offset: Int) -> Bool {
        offset + 1 == bytes.count || !Lexer.isWordPart(bytes[offset + 1])
    }

    /// Names the sub-query whose opening parenthesis is there.
    private static func addAlias(_ bytes: inout [UInt8], after offset: Int) -> Bool {
        guard bytes[offset] == UInt8(ascii: "(") else { return false }
        var depth = 0
        for token in Lexer.tokens(String(decoding: bytes[offset...], as: UTF8.self)) {
            if token.kind == .open { depth += 1 }
            if token.kind == .close { depth -= 1 }
            guard depth == 0 else { continue }
            bytes.insert(contentsOf: " AS unnamed_subquery ".utf8, at: offset + token.end)
            return true
        }
        return false
    }

    /// `?` and `:name` where the parser stopped.
    private static func clientPlaceholder(in text: String, _ error: SyntaxError) -> SyntaxError? {
        let bytes = Array(text.utf8)
        guard let offset = error.offset else { return nil }
        // The parser stops at the sign, at the token behind it or at the end.
        let tokens = Lexer.tokens(text)
        let stop = tokens.firstIndex { $0.end > offset } ?? tokens.count
        for position in [stop, stop - 1] where tokens.indices.contains(position) {
            let token = tokens[position]
            let spelling = String(decoding: bytes[token.start..<token.end], as: UTF8.self)
            if token.kind == .sign, spelling.hasSuffix("?") { return .placeholder("?", at: token.end - 1) }
            if spelling == ":", token.end < bytes.count, Lexer.isWordStart(bytes[token.end]) {
                return .placeholder(":name", at: token.start)
            }
        }
        return nil
    }
}
