/// The text of a statement with all taken away that does not make it another statement.
///
/// White space and comments are dropped, bare words folded to lower case, literals and parameters become `?`, and
/// equal neighbours in the lists of IN, VALUES and ARRAY become one: `IN ($1, $2, $3)` reads `in ( ? )`.
struct Canonical {
    private var output: [UInt8] = []
    /// One for each open parenthesis or bracket, and one for each VALUES, which has none of its own.
    private var frames: [Frame] = []
    private var previousWord = ""

    private struct Frame {
        /// The list of IN, VALUES or ARRAY, whose equal items collapse.
        var isList: Bool
        /// The rows of VALUES: ends at the first token that continues no list.
        var isRows: Bool
        var itemStart: Int
        /// The item before, without its comma.
        var previousItem: Range<Int>?
    }

    static func text(_ sql: String) -> [UInt8] {
        var canonical = Canonical()
        var lexer = Lexer(sql)
        canonical.output.reserveCapacity(lexer.bytes.count)
        while let token = lexer.next() { canonical.append(token, lexer.bytes[token.start..<token.end]) }
        canonical.endRows()
        while canonical.output.last == UInt8(ascii: ";") || canonical.output.last == 0x20 {
            canonical.output.removeLast()
        }
        return canonical.output
    }

    /// A word in lower case, ASCII letters only, as PostgreSQL folds it.
    static func folded(_ word: ArraySlice<UInt8>) -> String {
        String(decoding: word.map { $0 &- UInt8(ascii: "A") < 26 ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    private mutating func append(_ token: Token, _ spelling: ArraySlice<UInt8>) {
        if let frame = frames.last, frame.isRows, token.kind != .open, token.kind != .comma { endRows() }
        var word = ""
        switch token.kind {
        case .open, .openBracket: open(token.kind)
        case .close, .closeBracket: close(token.kind)
        case .comma: comma()
        case .string, .number, .parameter: emit([UInt8(ascii: "?")])
        case .word:
            if spelling.count <= 6 {
                word = Self.folded(spelling)
                emit(word.utf8)
            } else {
                emit(spelling.map { $0 &- UInt8(ascii: "A") < 26 ? $0 | 0x20 : $0 })
            }
            if word == "values" {
                frames.append(Frame(isList: true, isRows: true, itemStart: output.count))
            }
        default: emit(spelling)
        }
        previousWord = word
    }

    private mutating func emit(_ text: some Collection<UInt8>) {
        output.append(contentsOf: text)
        output.append(0x20)
    }

    private mutating func open(_ kind: Token.Kind) {
        let isList = kind == .open ? previousWord == "in" : previousWord == "array"
        emit([kind == .open ? UInt8(ascii: "(") : UInt8(ascii: "[")])
        frames.append(Frame(isList: isList, isRows: false, itemStart: output.count))
    }

    private mutating func close(_ kind: Token.Kind) {
        endItem()
        frames.removeLast(frames.isEmpty ? 0 : 1)
        emit([kind == .close ? UInt8(ascii: ")") : UInt8(ascii: "]")])
    }

    private mutating func comma() {
        endItem()
        emit([UInt8(ascii: ",")])
        if let last = frames.indices.last { frames[last].itemStart = output.count }
    }

    /// Ends the rows of a VALUES that is the innermost frame.
    private mutating func endRows() {
        guard let frame = frames.last, frame.isRows else { return }
        endItem()
        frames.removeLast()
    }

    private mutating func endItem() {
        guard let last = frames.indices.last, frames[last].isList else { return }
        let item = frames[last].itemStart..<output.count
        if let previous = frames[last].previousItem, output[previous].elementsEqual(output[item]) {
            // The comma before it goes too.
            output.removeSubrange(previous.upperBound...)
        } else {
            frames[last].previousItem = item
        }
    }
}
