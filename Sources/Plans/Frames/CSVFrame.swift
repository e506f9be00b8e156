/// Values in double quotes, as CSV has them: `psql --csv`, pgAdmin, what grids copy.
enum CSVFrame {
    static func opened(_ lines: [SourceLine]) -> [SourceLine] {
        var result: [SourceLine] = []
        result.reserveCapacity(lines.count)
        var position = 0
        var mayOpen = true
        while position < lines.count {
            let line = lines[position]
            let trimmed = line.trimmedStart
            // In JSON a line may be a string alone, in the middle of a list.
            let isInList = position > 0 && [",", "["].contains(lines[position - 1].trimmed.last)
            guard mayOpen, trimmed.first == "\"", !isInList else {
                result.append(line)
                position += 1
                continue
            }
            var reader = CSVReader(lines, line: position, at: trimmed.startIndex)
            let value = reader.quoted()
            if value == nil, reader.isAtEnd { mayOpen = false }
            guard let value, reader.rest.allSatisfy({ " ;,\t".contains($0) }) else {
                result.append(line)
                position += 1
                continue
            }
            result += value
            position = reader.line + 1
        }
        return result
    }
}

/// Reads fields of CSV, which may hold line breaks.
struct CSVReader {
    private let lines: [SourceLine]
    private(set) var line: Int
    private var place: Substring.Index
    private(set) var isAtEnd = false

    init(_ lines: [SourceLine], line: Int, at place: Substring.Index) {
        self.lines = lines
        self.line = line
        self.place = place
    }

    /// What is left of the line.
    var rest: Substring { lines[line].text[place...] }

    /// The field in quotes that begins here, a line of the result for each of its lines; nil where its end is missing.
    mutating func quoted() -> [SourceLine]? {
        guard rest.utf8.first == UInt8(ascii: "\"") else { return nil }
        place = rest.utf8.index(after: place)
        var value: [SourceLine] = []
        var current = ""
        while true {
            let tail = rest
            guard let (head, after) = tail.cut(at: "\"") else {
                value.append(lines[line].with(Substring(current + tail)))
                current = ""
                guard line + 1 < lines.count else {
                    isAtEnd = true
                    return nil
                }
                line += 1
                place = lines[line].text.startIndex
                continue
            }
            current += head
            place = after.startIndex
            guard after.utf8.first == UInt8(ascii: "\"") else { break }
            current += "\""
            place = after.utf8.index(after: place)
        }
        value.append(lines[line].with(Substring(current)))
        return value
    }

    /// The field that begins here, quoted or not, with the comma behind it.
    mutating func field() -> [SourceLine]? {
        var value: [SourceLine]?
        if rest.utf8.first == UInt8(ascii: "\"") {
            value = quoted()
        } else {
            let text = rest.prefix { $0 != "," }
            value = [lines[line].with(text)]
            place = text.endIndex
        }
        if rest.utf8.first == UInt8(ascii: ",") { place = rest.utf8.index(after: place) }
        return value
    }
}

/// The server's log as CSV: of each entry that holds a plan, its message.
enum CSVLogFrame {
    /// `message` is the fourteenth of at least 23 columns.
    private static let messageColumn = 13

    static func opened(_ lines: [SourceLine]) -> [SourceLine] {
        var result: [SourceLine] = []
        result.reserveCapacity(lines.count)
        var position = 0
        while position < lines.count {
            let line = lines[position]
            guard line.text.utf8.first.map({ (0x30...0x39).contains($0) }) == true,
                line.text.contains(" plan:"), let (message, end) = message(lines, position)
            else {
                result.append(line)
                position += 1
                continue
            }
            result += message
            position = end + 1
        }
        return result
    }

    private static func message(_ lines: [SourceLine], _ position: Int) -> ([SourceLine], end: Int)? {
        var reader = CSVReader(lines, line: position, at: lines[position].text.startIndex)
        for column in 0...messageColumn {
            guard let field = reader.field() else { return nil }
            guard column == messageColumn else { continue }
            guard let first = field.first, LogFrame.duration(first.text) != nil else { return nil }
            while !reader.rest.isEmpty { guard reader.field() != nil else { return nil } }
            return (field, reader.line)
        }
        return nil
    }
}
