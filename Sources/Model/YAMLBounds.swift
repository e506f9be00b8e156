/// What a YAML text may be before a parser sees it: the parser recurses as deep as the text is nested, and a few aliases of
/// aliases (`*a`) stand for more values than there is memory for.
public struct YAMLBounds {
    /// Deeper than any plan, rule or configuration.
    private static let deepest = 300
    /// So few can stand for some hundred thousand copies at most.
    private static let mostAliases = 30

    /// Columns at which the open levels of blocks begin.
    private var levels: [Int] = []
    /// Open brackets and braces.
    private var flow = 0
    private var aliases = 0
    private var column = 0
    private var isMargin = true
    private var previous = UInt8(ascii: "\n")

    /// What is too much, and the line it is on, from 1; nil where nothing is.
    public static func complaint(_ text: String) -> (line: Int, problem: String)? {
        var bounds = YAMLBounds()
        var line = 1
        for byte in text.utf8 {
            bounds.read(byte)
            if bounds.levels.count + bounds.flow > deepest { return (line, "it is nested too deeply") }
            if bounds.aliases > mostAliases { return (line, "it has more than \(mostAliases) aliases (*name)") }
            if byte == 0x0A { line += 1 }
        }
        return nil
    }

    private mutating func read(_ byte: UInt8) {
        defer { previous = byte }
        if byte == 0x0A || byte == 0x0D {
            (isMargin, column) = (true, 0)
            return
        }
        if isMargin { readMargin(byte) }
        column += 1
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "{"): flow += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"): flow = max(0, flow - 1)
        default: if previous == UInt8(ascii: "*"), Self.isName(byte) { aliases += 1 }
        }
    }

    /// Before what a line says: each `-`, `?` and `:` opens a level, and so does what follows them.
    private mutating func readMargin(_ byte: UInt8) {
        guard byte != 0x20, byte != 0x09 else { return }
        while let last = levels.last, last >= column { levels.removeLast() }
        levels.append(column)
        isMargin = "-?:".utf8.contains(byte)
    }

    private static func isName(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte >= 0x80
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
}
