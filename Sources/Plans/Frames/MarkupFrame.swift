import Model

/// HTML: the cells of a table, as `psql -H` writes it, and preformatted text.
enum MarkupFrame {
    private static let structure = [
        "<table", "</table", "<tr", "</tr", "<th", "<tbody", "</tbody", "<thead", "</thead", "<caption", "<p>", "</p>",
        "<pre", "</pre", "<html", "</html", "<body", "</body", "<code", "</code",
    ]

    static func opened(_ lines: [SourceLine]) -> [SourceLine] {
        guard lines.contains(where: { $0.text.contains("<td") || $0.text.contains("<pre") }) else { return lines }
        var result: [SourceLine] = []
        result.reserveCapacity(lines.count)
        var end: StaticString?
        for line in lines {
            var text = line.text
            if end == nil, let (opening, after) = cell(text) {
                (text, end) = (after, opening)
            } else if end == nil {
                if let rest = afterRowCount(text.trimmed) {
                    result.append(line.with(rest))
                } else if !isStructure(text) {
                    result.append(line)
                }
                continue
            }
            guard let closing = end else { continue }
            if let (head, _) = text.cut(at: closing) {
                (text, end) = (head, nil)
                if text.trimmed.isEmpty { continue }
            }
            result.append(line.with(bare(text)))
        }
        return result
    }

    /// What closes the cell that a line opens, and what stands behind the tag.
    private static func cell(_ text: Substring) -> (StaticString, Substring)? {
        let trimmed = text.trimmedStart
        if trimmed.hasPrefix("<tr"), let inner = trimmed.cut(at: "<td"), inner.tail.hasPrefix(" colspan") { return nil }
        if let (_, tail) = text.cut(at: "<td"), let (_, value) = tail.cut(at: ">") { return ("</td>", value) }
        if let (_, tail) = text.cut(at: "<pre"), let (_, value) = tail.cut(at: ">") {
            return ("</pre>", value)
        }
        return nil
    }

    private static func isStructure(_ text: Substring) -> Bool {
        let trimmed = text.trimmed
        return structure.contains { trimmed.hasPrefix($0) }
    }

    /// `<p>(2 rows)<br />`.
    private static func afterRowCount(_ text: Substring) -> Substring? {
        guard let tail = text.removingPrefix("<p>("), let (count, _) = tail.cut(at: "<br") else { return nil }
        return Substring("(" + count)
    }

    private static func bare(_ text: Substring) -> Substring {
        let text = text.hasSuffix("<br />") ? text.dropLast(6) : text
        guard text.contains("&") else { return text }
        return Substring(
            text.replacingScalars(of: "&nbsp;", with: " ").replacingScalars(of: "&lt;", with: "<").replacingScalars(
                of: "&gt;", with: ">"
            )
            .replacingScalars(of: "&quot;", with: "\"").replacingScalars(of: "&#39;", with: "'").replacingScalars(
                of: "&amp;", with: "&"))
    }
}
