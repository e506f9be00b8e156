/// A line of the text as given, with its place there, so that errors can name it when frames have been taken off.
struct SourceLine: Equatable {
    /// From 1.
    var number: Int
    var text: Substring
    /// The last line that it was put together from: `number` unless a tool had wrapped it.
    var last: Int

    init(number: Int, text: Substring, last: Int? = nil) {
        self.number = number
        self.text = text
        self.last = last ?? number
    }

    /// The same line with other text.
    func with(_ text: Substring) -> SourceLine { SourceLine(number: number, text: text, last: last) }

    /// The line with the next one behind it.
    func joined(_ next: SourceLine, text: String) -> SourceLine {
        SourceLine(number: number, text: Substring(text), last: max(last, next.last))
    }

    /// Splits at LF and CRLF.
    static func split(_ text: String) -> [SourceLine] {
        var lines: [SourceLine] = []
        var rest = Substring(text).utf8
        while let end = rest.firstIndex(of: 0x0A) {
            let line = rest[..<end].last == 0x0D ? rest[..<end].dropLast() : rest[..<end]
            lines.append(SourceLine(number: lines.count + 1, text: Substring(line)))
            rest = rest[rest.index(after: end)...]
        }
        lines.append(SourceLine(number: lines.count + 1, text: Substring(rest)))
        return lines
    }

    var trimmed: Substring { text.trimmed }
    var trimmedStart: Substring { text.trimmedStart }
    var isBlank: Bool { text.utf8.allSatisfy(\.isBlank) }
    /// Number of white bytes before the first other one.
    var indent: Int { text.indent }
}

extension UInt8 {
    /// ASCII white space, which is all that EXPLAIN and psql write.
    fileprivate var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}

extension Substring {
    var trimmed: Substring { trimmedStart.trimmedEnd }

    /// Number of white bytes before the first other one.
    var indent: Int { utf8.prefix(while: \.isBlank).count }

    var trimmedStart: Substring { Substring(utf8.drop(while: \.isBlank)) }

    var trimmedEnd: Substring {
        var bytes = utf8
        while let last = bytes.last, last.isBlank { bytes.removeLast() }
        return Substring(bytes)
    }

    /// What stands before and behind the first occurrence of an ASCII separator; nil where there is none.
    func cut(at separator: StaticString) -> (head: Substring, tail: Substring)? {
        let needle = UnsafeBufferPointer(start: separator.utf8Start, count: separator.utf8CodeUnitCount)
        var start = utf8.startIndex
        while let found = utf8[start...].firstIndex(of: needle[0]) {
            if utf8[found...].starts(with: needle) {
                return (self[..<found], self[utf8.index(found, offsetBy: needle.count)...])
            }
            start = utf8.index(after: found)
        }
        return nil
    }

    /// What stands behind a prefix, compared byte by byte; nil where the text begins otherwise.
    func removingPrefix(_ prefix: String) -> Substring? {
        utf8.starts(with: prefix.utf8) ? Substring(utf8.dropFirst(prefix.utf8.count)) : nil
    }
}
