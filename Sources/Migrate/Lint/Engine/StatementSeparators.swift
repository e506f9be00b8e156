import SQLSyntax

/// Comments by which frameworks cut a file into statements, whether or not a semicolon stands before them.
enum StatementSeparators {
    private static let marks = ["--> statement-breakpoint", "+goose statementend", "+goose statementbegin"]

    /// The text with a semicolon where such a comment begins; every offset stays.
    static func closing(_ text: String) -> String {
        // Most files have none.
        guard text.contains("statement-breakpoint") || ["+goose", "+Goose", "+GOOSE"].contains(where: text.contains)
        else { return text }
        var bytes = Array(text.utf8)
        let tokens = SQL.tokens(text)
        var next = tokens.startIndex
        var start = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            defer { start += line.count + 1 }
            guard let comment = self.comment(line) else { continue }
            let place = start + comment
            while next < tokens.endIndex, tokens[next].end <= place { next += 1 }
            // Within a literal it is no comment.
            if next < tokens.endIndex, tokens[next].start < place { continue }
            // `-->`, `-- ` and `--+` become `;--`: still a comment behind it.
            bytes.replaceSubrange(place..<(place + 3), with: Array(";--".utf8))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Where in the line a comment begins that ends a statement. Drizzle puts its own behind one too.
    private static func comment(_ line: ArraySlice<UInt8>) -> Int? {
        let words = String(decoding: line, as: UTF8.self)
        guard let dashes = words.range(of: "--") else { return nil }
        let text = words[dashes.lowerBound...].lowercased()
        let body = text.dropFirst(2).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let found = marks.contains { text.hasPrefix($0) || body.hasPrefix($0) }
        return found && text.utf8.count > 3 ? words[..<dashes.lowerBound].utf8.count : nil
    }
}
