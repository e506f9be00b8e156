import CLibpgQuery
import Glibc
import JSONTape

/// PostgreSQL's parser as libpg_query offers it. Call it on a big stack only.
enum RawParser {
    /// Parses one or more statements.
    static func parse(_ text: String) throws(SyntaxError) -> JSONTape {
        try check(text)
        let result = text.withCString { pg_query_parse($0) }
        defer { pg_query_free_parse_result(result) }
        if let error = result.error { throw syntaxError(error.pointee, in: text) }
        guard let tree = result.parse_tree else { throw .empty }
        let bytes = Array(UnsafeRawBufferPointer(start: tree, count: strlen(tree)))
        do {
            let tape = try JSONTape(bytes)
            guard tape.depth <= SQL.maximumDepth else { throw SyntaxError.tooDeep }
            return tape
        } catch let error as SyntaxError {
            throw error
        } catch {
            throw SyntaxError(reason: .syntax, message: "its parse tree cannot be read", offset: nil)
        }
    }

    /// 16 hexadecimal digits that literals, white space and spelling of key words do not change.
    static func fingerprint(_ text: String) throws(SyntaxError) -> String {
        try check(text)
        let result = text.withCString { pg_query_fingerprint($0) }
        defer { pg_query_free_fingerprint_result(result) }
        if let error = result.error { throw syntaxError(error.pointee, in: text) }
        guard let digits = result.fingerprint_str else { throw .empty }
        return String(cString: digits)
    }

    static func normalize(_ text: String) throws(SyntaxError) -> String {
        try check(text)
        let result = text.withCString { pg_query_normalize($0) }
        defer { pg_query_free_normalize_result(result) }
        if let error = result.error { throw syntaxError(error.pointee, in: text) }
        guard let normalized = result.normalized_query else { throw .empty }
        return String(cString: normalized)
    }

    private static func check(_ text: String) throws(SyntaxError) {
        guard text.utf8.count <= SQL.maximumLength else { throw .tooLong }
        if let zero = text.utf8.firstIndex(of: 0) {
            throw .zeroByte(at: text.utf8.distance(from: text.utf8.startIndex, to: zero))
        }
        if CommentRuns.areTooCostly(text) { throw .tooDeep }
    }

    private static func syntaxError(_ error: PgQueryError, in text: String) -> SyntaxError {
        let message = error.message.map { String(cString: $0) } ?? "invalid statement"
        // cursorpos counts characters from 1; 0 stands for unknown.
        let offset: Int? =
            error.cursorpos > 0 ? byteOffset(ofCharacter: Int(error.cursorpos) - 1, in: text) : nil
        return .syntax(message, at: offset, of: text)
    }

    private static func byteOffset(ofCharacter position: Int, in text: String) -> Int {
        text.unicodeScalars.prefix(position).reduce(0) { $0 + UTF8.width($1) }
    }
}
