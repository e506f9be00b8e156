/// Where one statement stands in a text of several.
public struct StatementRange: Sendable, Equatable {
    /// In bytes of the UTF-8 text; without the semicolon and without white space and comments around it.
    public let bytes: Range<Int>

    public func text(in source: String) -> String {
        String(decoding: source.utf8.dropFirst(bytes.lowerBound).prefix(bytes.count), as: UTF8.self)
    }
}

enum Splitter {
    /// Cuts at semicolons outside of parentheses and of `BEGIN ATOMIC ... END` bodies of SQL functions.
    static func split(_ text: String) -> [StatementRange] { read(text).statements }

    /// The statements, and what the text begins and never ends.
    static func read(_ text: String) -> (statements: [StatementRange], unterminated: UnterminatedText?) {
        var lexer = Lexer(text)
        var ranges: [StatementRange] = []
        var start: Int?
        var end = 0
        var parentheses = 0
        // Open BEGIN ATOMIC and CASE blocks, both of which END closes.
        var blocks = 0
        var previousWord = ""
        while let token = lexer.next() {
            if token.kind == .semicolon, parentheses <= 0, blocks == 0 {
                if let start { ranges.append(StatementRange(bytes: start..<end)) }
                start = nil
                parentheses = 0
                previousWord = ""
                continue
            }
            if start == nil { start = token.start }
            end = token.end
            switch token.kind {
            case .open: parentheses += 1
            case .close: parentheses -= 1
            case .word:
                let word = token.end - token.start <= 6 ? Canonical.folded(lexer.bytes[token.start..<token.end]) : ""
                if word == "atomic", previousWord == "begin" { blocks = 1 }
                if word == "case", blocks > 0 { blocks += 1 }
                if word == "end", blocks > 0 { blocks -= 1 }
                previousWord = word
            default: previousWord = ""
            }
        }
        if let start { ranges.append(StatementRange(bytes: start..<end)) }
        return (ranges, lexer.unterminated)
    }
}
