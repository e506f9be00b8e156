/// Where a plan ends that begins on a line.
struct PlanExtent {
    let lines: [SourceLine]
    let start: Int

    /// A text plan goes on to the next root, and to what frames put behind it: lines between may be a log's, or a
    /// literal's.
    var text: Int {
        var hasRoot = TextNode.looksLikeNode(lines[start].trimmed)
        let column = lines[start].indent
        var position = start + 1
        while position < lines.count {
            let line = lines[position]
            let text = line.trimmed
            if Surroundings.endsPlan(text) || LogFrame.duration(line.text) != nil { break }
            if line.indent <= column, let format = PlanFormat.format(of: text) {
                if format != .text || hasRoot || text.hasPrefix("Query Text: ") { break }
                hasRoot = true
            }
            position += 1
        }
        return position
    }

    /// To the first line that stands at the margin and is none of the document's keys.
    var yaml: Int {
        let column = lines[start].indent
        let isList = lines[start].trimmed.hasPrefix("- ")
        var position = start + 1
        while position < lines.count {
            let line = lines[position]
            let text = line.trimmed
            if Surroundings.isKnown(text), !line.isBlank { break }
            if line.indent <= column, !line.isBlank {
                let key = isList ? text.removingPrefix("- ") : text
                guard let key, let name = key.cut(at: ":")?.head, name.first?.isUppercase == true else { break }
                if isList, name != "Plan", name != "Query Text" { break }
            }
            position += 1
        }
        return position
    }

    /// To the end of the outermost element, or to what frames put behind a plan that is cut off.
    var xml: Int {
        let closing = lines[start].trimmed.hasPrefix("<Plan") ? "</Plan>" : "</explain>"
        var depth = 0
        for position in lines[start...].indices {
            let text = lines[position].trimmed
            if position > start, Surroundings.endsPlan(text) || LogFrame.duration(text) != nil { return position }
            if closing == "</Plan>", text.hasPrefix("<Plan>") { depth += 1 }
            guard text.contains(closing) else { continue }
            depth -= 1
            if depth <= 0 { return position + 1 }
        }
        return lines.count
    }

    /// To the bracket that closes the first one; else to the line that no JSON holds.
    var json: (end: Int, isWhole: Bool) {
        var depth = 0
        for position in lines[start...].indices {
            guard let change = Self.depthChange(lines[position].text, from: depth) else {
                return (max(position, start + 1), false)
            }
            depth = change
            if depth == 0 { return (position + 1, true) }
        }
        return (lines.count, false)
    }

    /// The depth of brackets behind a line; nil where it is no JSON.
    private static func depthChange(_ text: Substring, from depth: Int) -> Int? {
        var depth = depth
        var isString = false
        var isEscaped = false
        var isClosed = false
        for byte in text.utf8 {
            if isString {
                if isEscaped {
                    isEscaped = false
                } else if byte == 0x5C {
                    isEscaped = true
                } else if byte == 0x22 {
                    isString = false
                }
                continue
            }
            switch byte {
            case 0x22: isString = true
            case 0x5B, 0x7B: depth += 1
            case 0x5D, 0x7D:
                depth -= 1
                isClosed = depth == 0
            case 0x20, 0x09, 0x2C, 0x3A, 0x2B, 0x2D, 0x2E, 0x30...0x39, 0x61...0x7A, 0x45: break
            default: return nil
            }
            if depth < 0 || (isClosed && depth != 0) { return nil }
        }
        return isString ? nil : depth
    }

    /// The lines without the margin of the first: a log's tab is none that YAML allows.
    static func atMargin(_ lines: [SourceLine]) -> [SourceLine] {
        let column = lines.first?.indent ?? 0
        return lines.map { $0.with(Substring($0.text.utf8.dropFirst(min(column, $0.indent)))) }
    }

    /// Whether the lines speak of a plan in the words of the structured formats.
    static func namesPlan(_ lines: [SourceLine]) -> Bool {
        lines.contains { $0.text.contains("\"Plan\"") || $0.text.contains("\"Node Type\"") }
    }
}

/// What stands around plans and says nothing about them: titles, counts and times of psql, its prompts and answers.
enum Surroundings {
    private static let answers: Set<String> = [
        "SET", "BEGIN", "COMMIT", "ROLLBACK", "EXPLAIN", "Timing is on.", "Timing is off.", "Pager usage is off.",
        "Expanded display is on.", "Expanded display is off.", "```", "QUERY PLAN", "\"QUERY PLAN\"",
    ]

    static func isKnown(_ text: Substring) -> Bool {
        answers.contains(String(text)) || endsPlan(text) || TableFrame.isRule(text) || isPrompt(text)
            || text.hasPrefix("```")
    }

    /// What never stands within a plan in the text format.
    static func endsPlan(_ text: Substring) -> Bool {
        if text == "QUERY PLAN" || text == "\"QUERY PLAN\"" || text.hasPrefix("```") { return true }
        return isRowCount(text) || isTime(text)
    }

    /// `(12 rows)`.
    private static func isRowCount(_ text: Substring) -> Bool {
        guard text.first == "(", text.hasSuffix(" row)") || text.hasSuffix(" rows)") else { return false }
        return text.dropFirst().prefix(while: \.isNumber).isEmpty == false
    }

    /// `Time: 1.234 ms`.
    private static func isTime(_ text: Substring) -> Bool {
        guard let time = text.removingPrefix("Time: "), let (figure, _) = time.cut(at: " ms") else { return false }
        return Double(figure) != nil
    }

    /// `shop=# EXPLAIN ...`, `shop-> FROM ...`.
    private static func isPrompt(_ text: Substring) -> Bool {
        let name = text.prefix { $0.isLetter || $0.isNumber || "_-@:/.".contains($0) }
        guard !name.isEmpty else { return false }
        let rest = text[name.endIndex...]
        if name.last == "-" { return rest.hasPrefix("# ") || rest.hasPrefix("> ") }
        return ["=# ", "=> ", "=*# ", "=*> ", "'# ", "(# "].contains { rest.hasPrefix($0) } || rest == "=#"
            || rest == "=>"
    }
}
