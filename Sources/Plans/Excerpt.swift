/// A stretch of a text that holds one EXPLAIN's output, its frame taken off.
struct Excerpt {
    var lines: [SourceLine]
    /// Milliseconds, from the line of auto_explain.
    var duration: Double?

    /// Finds the framed stretches: entries of auto_explain, tables of psql. A text with neither is one excerpt.
    static func all(in text: String) -> [Excerpt] {
        let lines = SourceLine.split(text).filter { !$0.trimmed.hasPrefix("```") }
        let logged = LogFrame.excerpts(lines)
        if !logged.isEmpty { return logged }
        let framed = PsqlFrame.excerpts(lines)
        if !framed.isEmpty { return framed }
        return [Excerpt(lines: PsqlFrame.withoutMarks(QuotedFrame.opened(lines)))]
    }
}

/// The lines that auto_explain writes to the server's log.
enum LogFrame {
    private static let severities: [StaticString] = [
        "LOG:  ", "STATEMENT:  ", "CONTEXT:  ", "DETAIL:  ", "HINT:  ", "ERROR:  ", "WARNING:  ", "NOTICE:  ",
        "FATAL:  ", "PANIC:  ", "DEBUG:  ", "INFO:  ",
    ]

    /// One excerpt for each `duration: 3.651 ms  plan:`; it ends with the next entry of the log.
    static func excerpts(_ lines: [SourceLine]) -> [Excerpt] {
        guard let first = lines.firstIndex(where: { duration($0.text) != nil }) else { return [] }
        var excerpts: [Excerpt] = []
        var isInside = false
        for line in lines[first...] {
            if let duration = duration(line.text) {
                excerpts.append(Excerpt(lines: [], duration: duration))
                isInside = true
            } else if severities.contains(where: { line.text.cut(at: $0) != nil }), line.text.first != "\t" {
                isInside = false
            } else if isInside {
                let text = line.text.first == "\t" ? line.text.dropFirst() : line.text
                excerpts[excerpts.count - 1].lines.append(SourceLine(number: line.number, text: text))
            }
        }
        return excerpts
    }

    private static func duration(_ line: Substring) -> Double? {
        guard line.utf8.last == UInt8(ascii: ":"), line.hasSuffix(" plan:"),
            let tail = line.cut(at: "duration: ")?.tail,
            let figure = tail.cut(at: " ms")?.head
        else { return nil }
        return Double(figure)
    }
}

/// Rows copied from pgAdmin and its kin, or written as CSV: each within double quotes.
enum QuotedFrame {
    static func opened(_ lines: [SourceLine]) -> [SourceLine] {
        let filled = lines.filter { !$0.isBlank }
        let isQuoted = filled.allSatisfy { line in
            let text = line.trimmed
            return text.count >= 2 && text.first == "\"" && text.last == "\"" && !text.contains("\": ")
        }
        guard isQuoted, !filled.isEmpty else { return lines }
        return filled.map { line in
            let inner = line.trimmed.dropFirst().dropLast()
            let parts = String(inner).split(separator: "\"\"", omittingEmptySubsequences: false)
            return SourceLine(number: line.number, text: Substring(parts.joined(separator: "\"")))
        }
    }
}
