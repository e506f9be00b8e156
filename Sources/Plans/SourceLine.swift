/// A line of the text as given, with its place there, so that errors can name it when frames have been taken off.
struct SourceLine: Equatable {
    /// From 1.
    var number: Int
    var text: Substring

    /// Splits at LF and CRLF.
    static func split(_ text: String) -> [SourceLine] {
        text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.enumerated().map {
            SourceLine(number: $0.offset + 1, text: $0.element)
        }
    }

    var trimmed: Substring { text.trimmed }
    var isBlank: Bool { text.allSatisfy(\.isWhitespace) }
    /// Number of white characters before the first other one.
    var indent: Int { text.prefix(while: \.isWhitespace).count }
}

extension Substring {
    var trimmed: Substring { drop(while: \.isWhitespace).trimmedEnd }

    var trimmedEnd: Substring {
        var result = self
        while let last = result.last, last.isWhitespace { result.removeLast() }
        return result
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

    func removingPrefix(_ prefix: String) -> Substring? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
