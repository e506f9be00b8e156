import Model

/// Values as programs print them: Python's tuples, lists and dictionaries, JSON's rows, Ruby's hashes, and the entries
/// of a log in JSON.
enum LiteralFrame {
    private static let openings = [
        "('", "(\"", "['", "[\"", "[('", "[(\"", "{'", "[{'", "{\"QUERY PLAN\"", "[{\"QUERY PLAN\"", "([{'", "[([{'",
        "(([{'", "[RealDictRow", "RealDictRow",
    ]
    private static let messageKeys = [
        "\"message\":\"", "\"log\":\"", "\"message\": \"", "\"log\": \"", "\"MESSAGE\":\"",
    ]

    static func opened(_ lines: [SourceLine]) -> [SourceLine] {
        var result: [SourceLine] = []
        result.reserveCapacity(lines.count)
        var position = 0
        while position < lines.count {
            let line = lines[position]
            let text = line.trimmed
            if text.first == "{", let message = message(line, text) {
                result += message
            } else if isOpening(text), !isInList(text, lines, position), let value = value(lines[position...]) {
                result += value.lines
                position = value.end
            } else if !isBracket(text, lines, position) {
                result.append(line)
            }
            position += 1
        }
        return result
    }

    /// A row, or `'Limit ...',` on a line of its own in a list that is printed so.
    static func isOpening(_ text: Substring) -> Bool {
        (text.first == "'" && text.utf8.count > 2) || openings.contains { text.hasPrefix($0) }
    }

    /// In JSON a list may stand alone in the middle of another.
    private static func isInList(_ text: Substring, _ lines: [SourceLine], _ position: Int) -> Bool {
        guard text.hasPrefix("[\""), position > 0 else { return false }
        return [",", "[", ":"].contains(lines[position - 1].trimmed.last)
    }

    /// A bracket alone before or behind rows that are printed one a line.
    private static func isBracket(_ text: Substring, _ lines: [SourceLine], _ position: Int) -> Bool {
        guard text == "[" || text == "(" || text == "]" || text == ")" else { return false }
        let neighbour = text == "[" || text == "(" ? position + 1 : position - 1
        guard lines.indices.contains(neighbour) else { return false }
        let near = lines[neighbour].trimmed
        return isOpening(near) && !near.hasPrefix("[\"")
    }

    /// The message of an entry that holds a plan.
    private static func message(_ line: SourceLine, _ text: Substring) -> [SourceLine]? {
        for key in messageKeys {
            guard let (_, tail) = text.cutAtText(key), let string = LiteralScanner.string("\"" + tail) else { continue }
            // Docker keeps each line of a log in an object of its own.
            guard key.contains("log") || string.contains(" plan:\n") else { return nil }
            let lines = string.hasSuffix("\n") ? string.dropLast() : Substring(string)
            return lines.split(separator: "\n", omittingEmptySubsequences: false).map {
                line.with(Substring(String($0)))
            }
        }
        return nil
    }

    /// The strings of the value that begins on the first line; nil where it is none or holds no string.
    private static func value(_ lines: ArraySlice<SourceLine>) -> (lines: [SourceLine], end: Int)? {
        let text = lines.prefix(longest).map { String($0.trimmed) }.joined(separator: "\n")
        var scanner = LiteralScanner(text)
        guard let first = lines.first, let count = scanner.scan(), let strings = scanner.result else { return nil }
        let end = lines.startIndex + count - 1
        let last = lines[end].last
        return (strings.map { SourceLine(number: first.number, text: Substring($0), last: last) }, end)
    }

    /// A value printed over more lines is none that a driver prints by itself.
    private static let longest = 400
}

extension Substring {
    fileprivate func cutAtText(_ text: String) -> (head: Substring, tail: Substring)? {
        range(of: text).map { (self[..<$0.lowerBound], self[$0.upperBound...]) }
    }

    private func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}

/// Scans a literal of Python, Ruby or JSON.
struct LiteralScanner {
    private enum Token { case text(String), key(String), bare(String) }

    private let scalars: [Unicode.Scalar]
    private var place = 0
    private var tokens: [Token] = []

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    /// A string with its quotes.
    static func string(_ text: String) -> String? {
        var scanner = LiteralScanner(text)
        return scanner.string()
    }

    /// Reads to the end of the line that completes the value.
    /// - Returns: the number of lines; nil where this is no literal.
    mutating func scan() -> Int? {
        var depth = 0
        var lineCount = 1
        while place < scalars.count {
            let scalar = scalars[place]
            switch scalar {
            case "'", "\"":
                guard let text = string() else { return nil }
                tokens.append(isKey ? .key(text) : .text(text))
            case "(", "[", "{": depth += open(scalar)
            case ")", "]", "}":
                depth -= 1
                guard depth >= 0 else { return nil }
                tokens.append(.bare(scalar == ")" ? "]" : String(scalar)))
                place += 1
            case "\n":
                guard depth > 0 else { return lineCount }
                lineCount += 1
                place += 1
            case ",", ":", " ", "\t", "=", ">":
                if scalar == "," { tokens.append(.bare(",")) }
                if scalar == ":" || scalar == ">" { tokens.append(.bare(":")) }
                place += 1
            default: guard word() else { return nil }
            }
        }
        return depth == 0 ? lineCount : nil
    }

    private mutating func open(_ bracket: Unicode.Scalar) -> Int {
        tokens.append(.bare(bracket == "(" ? "[" : String(bracket)))
        place += 1
        return 1
    }

    /// The lines of the strings, or the JSON of a plan that is printed as a value.
    var result: [String]? {
        if tokens.contains(where: { if case .key("Plan") = $0 { true } else { false } }) { return [json] }
        let texts = tokens.compactMap { if case .text(let text) = $0 { text } else { nil } }
            .filter { $0 != "QUERY PLAN" }
        return texts.isEmpty
            ? nil : texts.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
    }

    private var isKey: Bool {
        var next = place
        while next < scalars.count, scalars[next] == " " { next += 1 }
        return next < scalars.count && (scalars[next] == ":" || scalars[next] == "=")
    }

    private mutating func word() -> Bool {
        let start = place
        while place < scalars.count,
            scalars[place].properties.isAlphabetic || "0123456789.+-_".unicodeScalars.contains(scalars[place])
        {
            place += 1
        }
        guard place > start else { return false }
        let word = String(String.UnicodeScalarView(scalars[start..<place]))
        switch word {
        case "True", "true": tokens.append(.bare("true"))
        case "False", "false": tokens.append(.bare("false"))
        case "None", "null", "nil": tokens.append(.bare("null"))
        case "RealDictRow", "Record", "Row", "Decimal": break
        default:
            guard Double(word) != nil else { return false }
            tokens.append(.bare(word))
        }
        return true
    }

    /// The string that begins here, its escapes resolved; nil where it does not end.
    private mutating func string() -> String? {
        let quote = scalars[place]
        place += 1
        var text = String.UnicodeScalarView()
        while place < scalars.count {
            let scalar = scalars[place]
            place += 1
            if scalar == quote { return String(text) }
            // A program prints line breaks as escapes.
            if scalar == "\n" { return nil }
            guard scalar == "\\", place < scalars.count else {
                text.append(scalar)
                continue
            }
            text.append(escape())
        }
        return nil
    }

    private mutating func escape() -> Unicode.Scalar {
        let kind = scalars[place]
        place += 1
        switch kind {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "u", "x", "U":
            let length = kind == "x" ? 2 : (kind == "u" ? 4 : 8)
            let digits = scalars[place..<min(place + length, scalars.count)]
            guard let code = UInt32(String(String.UnicodeScalarView(digits)), radix: 16),
                let scalar = Unicode.Scalar(code)
            else { return "\u{FFFD}" }
            place += digits.count
            return scalar
        default: return kind
        }
    }

    /// One line, with the commas and colons that JSON wants.
    private var json: String {
        var json = ""
        for token in tokens {
            switch token {
            case .text(let text), .key(let text):
                json +=
                    "\""
                    + text.replacingScalars(of: "\\", with: "\\\\").replacingScalars(of: "\"", with: "\\\"")
                    .replacingScalars(of: "\n", with: "\\n").replacingScalars(of: "\t", with: "\\t").replacingScalars(
                        of: "\r", with: "\\r") + "\""
            case .bare(let bare):
                if bare == "]" || bare == "}", json.last == "," { json.removeLast() }
                json += bare
            }
        }
        while json.last == "," { json.removeLast() }
        return json
    }
}
