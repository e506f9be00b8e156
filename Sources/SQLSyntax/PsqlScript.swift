import Glibc

/// A text as psql reads it: SQL with commands of psql's own and rows of COPY between the statements.
public struct PsqlScript: Sendable {
    /// The text with everything blanked that is no SQL, so that every offset and every line stays.
    public let sql: String
    public let commands: [PsqlCommand]
    /// COPY ... FROM stdin statements whose rows were blanked.
    public let copies: Int
    /// A COPY FROM stdin whose rows have no end (`\.`): offset of the statement.
    public let openCopy: Int?

    /// Takes time linear in the text. Never fails.
    public init(_ text: String) {
        // A command has a backslash, a COPY the word stdin: most texts have neither.
        guard text.utf8.contains(UInt8(ascii: "\\")) || Self.mayCopy(text) else {
            sql = text
            commands = []
            copies = 0
            openCopy = nil
            return
        }
        var reader = PsqlReader(text)
        reader.read()
        sql = reader.commands.isEmpty && reader.copies == 0 ? text : String(decoding: reader.output, as: UTF8.self)
        commands = reader.commands
        copies = reader.copies
        openCopy = reader.openCopy
    }

    private static func mayCopy(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var position = 0
            while position + 5 <= bytes.count {
                // Setting bit 5 folds ASCII letters.
                if bytes[position] | 0x20 == UInt8(ascii: "s"),
                    zip(bytes[position...], "stdin".utf8).allSatisfy({ $0 | 0x20 == $1 })
                {
                    return true
                }
                position += 1
            }
            return false
        }
    }
}

/// A backslash command: `\connect`, `\copy` ...
public struct PsqlCommand: Sendable, Equatable {
    /// With its backslash, without its arguments.
    public let name: String
    /// In bytes, to the end of its line.
    public let bytes: Range<Int>
}

private struct PsqlReader {
    var lexer: Lexer
    var output: [UInt8]
    var commands: [PsqlCommand] = []
    var copies = 0
    var openCopy: Int?
    private var statement: [Token] = []
    private static let newline = UInt8(ascii: "\n")

    init(_ text: String) {
        lexer = Lexer(text)
        output = lexer.bytes
    }

    mutating func read() {
        while let token = lexer.next() {
            if token.kind == .broken, lexer.bytes[token.start] == UInt8(ascii: "\\") {
                command(from: token.start)
                statement = []
            } else if token.kind == .semicolon {
                if isCopyFromStandardInput { skipRows(of: statement[0].start) }
                statement = []
            } else if statement.count < 64 {
                statement.append(token)
            }
        }
    }

    private mutating func command(from start: Int) {
        let end = endOfLine(start)
        let name = lexer.bytes[start..<end].prefix { $0 > 0x20 }
        commands.append(PsqlCommand(name: String(decoding: name, as: UTF8.self), bytes: start..<end))
        // A command such as \gexec ends the statement before it, as a semicolon would.
        blank(start..<end)
        if !statement.isEmpty { output[start] = UInt8(ascii: ";") }
        lexer.position = end
    }

    private var isCopyFromStandardInput: Bool {
        guard let first = statement.first, word(first) == "copy" else { return false }
        let words = statement.filter { $0.kind == .word }.map(word)
        return zip(words, words.dropFirst()).contains { $0 == "from" && $1 == "stdin" }
    }

    private func word(_ token: Token) -> String { Canonical.folded(lexer.bytes[token.start..<token.end]) }

    /// Blanks the lines up to and with `\.`.
    private mutating func skipRows(of statement: Int) {
        var line = min(endOfLine(lexer.position) + 1, lexer.bytes.count)
        let first = line
        while line < lexer.bytes.count {
            let end = endOfLine(line)
            let isEnd =
                lexer.bytes[line] == UInt8(ascii: "\\") && line + 1 < end && lexer.bytes[line + 1] == UInt8(ascii: ".")
            line = min(end + 1, lexer.bytes.count)
            guard isEnd else { continue }
            blank(first..<line)
            lexer.position = line
            copies += 1
            return
        }
        // Without an end these are no rows: a text that another program runs.
        openCopy = openCopy ?? statement
    }

    private func endOfLine(_ start: Int) -> Int {
        lexer.bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress, start < bytes.count,
                let found = memchr(base + start, Int32(Self.newline), bytes.count - start)
            else { return bytes.count }
            return UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - base
        }
    }

    private mutating func blank(_ range: Range<Int>) {
        // Line by line and filled at once: rows of a dump's COPY are most of it.
        var start = range.lowerBound
        while start < range.upperBound {
            var end = min(endOfLine(start), range.upperBound)
            let next = end + 1
            if end > start, output[end - 1] == 0x0D { end -= 1 }
            output.withUnsafeMutableBufferPointer { bytes in
                bytes[start..<end].update(repeating: 0x20)
            }
            start = next
        }
    }
}
