/// Cuts SQL into tokens by the lexical rules of PostgreSQL (standard_conforming_strings on), byte by byte.
///
/// Unlike a parser it takes anything: text cut off in the middle (pg_stat_activity), syntax newer than the parser's,
/// expressions, and what is no SQL at all. What is not closed reaches to the end of the text.
struct SQLScanner: Sequence, IteratorProtocol {
    enum Kind: Equatable {
        /// A key word or a bare name, any case.
        case word
        case quotedName
        /// A constant in any of the string notations, its prefix included.
        case string
        case number
        /// `$1`
        case parameter
        case comment
        case space
        /// One byte of anything else.
        case other
    }

    struct Token {
        let kind: Kind
        let range: Range<Int>
    }

    let text: [UInt8]
    private var position = 0

    init(_ text: String) { self.text = Array(text.utf8) }

    mutating func next() -> Token? {
        guard position < text.count else { return nil }
        let start = position
        let kind = token()
        // Every branch moves on; this only proves that the scan ends.
        position = Swift.max(position, start + 1)
        return Token(kind: kind, range: start..<position)
    }

    private func peek(_ offset: Int = 0) -> UInt8 {
        position + offset < text.count ? text[position + offset] : 0
    }

    private mutating func token() -> Kind {
        let byte = peek()
        switch byte {
        case UInt8(ascii: "'"):
            skipQuoted(UInt8(ascii: "'"), escapes: false)
            return .string
        case UInt8(ascii: "\""):
            skipQuoted(byte, escapes: false)
            return .quotedName
        case UInt8(ascii: "$"): return dollar()
        case UInt8(ascii: "-") where peek(1) == byte:
            skip { $0 != 0x0A }
            return .comment
        case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"):
            skipComment()
            return .comment
        case _ where byte.isSpace:
            skip { $0.isSpace }
            return .space
        case _ where byte.isDigit, UInt8(ascii: ".") where peek(1).isDigit:
            skipNumber()
            return .number
        case _ where byte.startsName: return name()
        default:
            position += 1
            return .other
        }
    }

    private mutating func skip(while condition: (UInt8) -> Bool) {
        while position < text.count, condition(text[position]) { position += 1 }
    }

    /// From an opening quote to behind its closing one; a doubled quote stands for itself.
    private mutating func skipQuoted(_ quote: UInt8, escapes: Bool) {
        position += 1
        while position < text.count {
            if escapes, text[position] == UInt8(ascii: "\\") {
                position = Swift.min(position + 2, text.count)
            } else if text[position] != quote {
                position += 1
            } else if peek(1) == quote {
                position += 2
            } else {
                position += 1
                return
            }
        }
    }

    /// Comments nest.
    private mutating func skipComment() {
        var depth = 0
        repeat {
            if peek() == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
                depth += 1
                position += 2
            } else if peek() == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
                depth -= 1
                position += 2
            } else {
                position += 1
            }
        } while depth > 0 && position < text.count
        position = Swift.min(position, text.count)
    }

    /// Decimal, with fraction and exponent, or 0x, 0o, 0b; `_` between digits.
    private mutating func skipNumber() {
        var last: UInt8 = 0
        skip { byte in
            defer { last = byte }
            let isExponentSign =
                (byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")) && last | 0x20 == UInt8(ascii: "e")
            return byte.isDigit || byte == UInt8(ascii: ".") || byte.continuesName || isExponentSign
        }
    }

    private mutating func name() -> Kind {
        let start = position
        skip { $0.continuesName }
        let prefix = text[start..<position]
        guard peek() == UInt8(ascii: "'") || (peek() == UInt8(ascii: "&") && peek(1) == UInt8(ascii: "'")) else {
            return .word
        }
        guard prefix.count == 1, let letter = prefix.first.map({ $0 | 0x20 }) else { return .word }
        if peek() == UInt8(ascii: "&") {
            guard letter == UInt8(ascii: "u") else { return .word }
            position += 1
        } else if !"ebxn".utf8.contains(letter) {
            return .word
        }
        skipQuoted(UInt8(ascii: "'"), escapes: letter == UInt8(ascii: "e"))
        return .string
    }

    /// `$1`, `$$...$$`, `$tag$...$tag$`, or a lone dollar.
    private mutating func dollar() -> Kind {
        let start = position
        position += 1
        if peek().isDigit {
            skip { $0.isDigit }
            return .parameter
        }
        skip { $0.continuesName && $0 != UInt8(ascii: "$") }
        guard peek() == UInt8(ascii: "$") else {
            position = start + 1
            return .other
        }
        position += 1
        let delimiter = text[start..<position]
        while position < text.count, !text[position...].starts(with: delimiter) { position += 1 }
        position = Swift.min(position + delimiter.count, text.count)
        return .string
    }
}

extension UInt8 {
    fileprivate var isSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    fileprivate var startsName: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) || self == UInt8(ascii: "_") || self >= 0x80
    }
    fileprivate var continuesName: Bool { startsName || isDigit || self == UInt8(ascii: "$") }
}
