import Model

/// Tables for typesetting: LaTeX's, and those of troff.
enum LatexFrame {
    static func opened(_ lines: [SourceLine]) -> [SourceLine] {
        var result: [SourceLine] = []
        result.reserveCapacity(lines.count)
        var isLatex = false
        var isTroff = false
        for line in lines {
            let trimmed = line.trimmed
            if trimmed.hasPrefix("\\begin{") {
                isLatex = true
            } else if trimmed.hasPrefix("\\end{") {
                isLatex = false
            } else if let count = trimmed.removingPrefix("\\noindent") {
                result.append(line.with(count.cut(at: " \\\\")?.head ?? count))
            } else if trimmed == ".LP" || trimmed == ".TS" || trimmed == ".T&" || trimmed.hasPrefix(".DS") {
                isTroff = trimmed != ".LP"
            } else if trimmed == ".TE" || trimmed == ".DE" {
                isTroff = false
            } else if isLatex {
                let lines = cell(line.text)?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
                result += lines.map { line.with($0) }
            } else if !isTroff || !isLayout(trimmed) {
                result.append(
                    isTroff ? line.with(Substring(line.text.replacingScalars(of: "\\(rs", with: "\\"))) : line)
            }
        }
        return result
    }

    /// The lines of a troff table that say how its columns stand, and its titles.
    private static func isLayout(_ text: Substring) -> Bool {
        ["center;", "l.", "c s.", "c | l.", "_", "box;", "center box;"].contains(text) || text.hasPrefix("\\fI")
    }

    /// nil for a line that holds no value.
    private static func cell(_ text: Substring) -> Substring? {
        let trimmed = text.trimmed
        let layout = [
            "\\hline", "\\midrule", "\\endfirsthead", "\\endhead", "\\textit{", "\\small\\textbf", "\\multicolumn{",
        ]
        if layout.contains(where: { trimmed.hasPrefix($0) }) { return nil }
        var value = text.trimmedEnd
        if value.hasSuffix("\\\\") { value = value.dropLast(2).trimmedEnd }
        if value.hasSuffix("\\tabularnewline") {
            value = value.dropLast("\\tabularnewline".count).trimmedEnd
            if value.hasSuffix("}") { value = value.dropLast() }
        }
        if let tail = value.removingPrefix("QUERY PLAN & ") { value = tail }
        if let tail = value.removingPrefix("\\raggedright{") { value = tail }
        return unescaped(value)
    }

    private static let words = [
        "textgreater{}": ">", "textless{}": "<", "textbar{}": "|", "textbackslash{}": "\\", "~{}": "~", "^{}": "^",
        "textasciitilde{}": "~", "textasciicircum{}": "^", "\\": "\n",
    ]

    private static func unescaped(_ text: Substring) -> Substring {
        guard text.contains("\\") else { return text }
        var result = ""
        var rest = text
        while let (head, tail) = rest.cut(at: "\\") {
            result += head
            if let word = words.first(where: { tail.hasPrefix($0.key) }) {
                result += word.value
                rest = tail.dropFirst(word.key.count)
            } else {
                result += tail.prefix(1)
                rest = tail.dropFirst()
            }
        }
        return Substring(result + rest)
    }
}
