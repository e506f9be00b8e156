import Model

/// The line that auto_explain writes before a plan.
enum LogFrame {
    /// Milliseconds, of `duration: 3.651 ms  plan:` behind any prefix.
    static func duration(_ line: Substring) -> Double? {
        let line = line.trimmedEnd
        guard line.utf8.last == UInt8(ascii: ":"), line.hasSuffix(" plan:"),
            let tail = line.cut(at: "duration: ")?.tail,
            let figure = tail.cut(at: " ms")?.head
        else { return nil }
        return Double(figure)
    }

    private static let severities: [StaticString] = [
        "LOG:  ", "STATEMENT:  ", "CONTEXT:  ", "DETAIL:  ", "HINT:  ", "ERROR:  ", "WARNING:  ", "NOTICE:  ",
        "FATAL:  ", "PANIC:  ", "DEBUG:  ", "INFO:  ",
    ]

    /// Whether a line begins another entry of the log.
    static func isEntry(_ line: Substring) -> Bool {
        line.first != "\t" && severities.contains { line.cut(at: $0) != nil }
    }
}

/// The server's log by way of syslog: every line of an entry has the process and the entry's number before it, lines of
/// several processes stand between each other, and what is no printable byte is written as `#011`.
enum SyslogFrame {
    static func opened(_ lines: [SourceLine]) -> [SourceLine] {
        var entries: [String: Int] = [:]
        var result: [[SourceLine]] = []
        for line in lines {
            guard let part = part(line.text) else {
                result.append(escaped(line))
                continue
            }
            let text = line.with(part.text)
            guard part.position > 1, let entry = entries[part.key] else {
                entries[part.key] = result.count
                result.append(escaped(text))
                continue
            }
            let isNewLine = part.text.first == "\t" || part.text.hasPrefix("#011")
            if isNewLine {
                result[entry] += escaped(text)
            } else {
                // syslog's own limit on the length of a line.
                let last = result[entry].count - 1
                let before = result[entry][last]
                result[entry][last] = before.joined(text, text: String(before.text + part.text))
            }
        }
        return result.flatMap { $0 }
    }

    /// `... postgres[77]: [5-2] text`.
    private static func part(_ text: Substring) -> (key: String, position: Int, text: Substring)? {
        guard let (head, tail) = text.cut(at: "]: ["), let (numbers, rest) = tail.cut(at: "]"),
            let (entry, position) = numbers.cut(at: "-"), let entry = Int(entry), let position = Int(position),
            let process = head.lastIndex(of: "[")
        else { return nil }
        let key = "\(head[head.index(after: process)...]) \(entry)"
        return (key, position, rest.first == " " ? rest.dropFirst() : rest)
    }

    private static func escaped(_ line: SourceLine) -> [SourceLine] {
        guard line.text.contains("#01") else { return [line] }
        let text = line.text.replacingScalars(of: "#011", with: "\t")
        return text.split(separator: "#012", omittingEmptySubsequences: false)
            .flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }
            .map { SourceLine(number: line.number, text: Substring(String($0)), last: line.last) }
    }
}
