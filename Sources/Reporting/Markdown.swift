import Model

/// Text from outside as Markdown shows it literally, and where it stands: nothing in it can begin a heading, a list, a table, a
/// link, an image, HTML, a mention of somebody or a command of GitHub or GitLab.
enum Markdown {
    /// On one line.
    static func escaped(_ text: String) -> String {
        let scalars = Array(Visible.line(text).unicodeScalars)
        var result = ""
        for (position, scalar) in scalars.enumerated() {
            let next = position + 1 < scalars.count ? scalars[position + 1] : " "
            result +=
                replacement(scalar, after: position > 0 ? scalars[position - 1] : nil, before: next) ?? String(scalar)
        }
        return orderedListEscaped(result)
    }

    private static func replacement(
        _ scalar: Unicode.Scalar, after previous: Unicode.Scalar?, before next: Unicode.Scalar
    ) -> String? {
        switch scalar {
        case "<": return "&lt;"
        case ">": return "&gt;"
        case "&": return "&amp;"
        // Forges look for these in the rendered text too, where a backslash no longer helps; in code they do not.
        case "@": return "`@`"
        case _ where (scalar == "#" || scalar == "!") && (next.properties.numericType != nil || next == "["):
            return "`\(scalar)`"
        // https://... and www. become links without any sign of it.
        case ":" where next == "/": return "`:`"
        case "." where previous == "w" || previous == "W": return "`.`"
        case "\\", "`", "*", "_", "[", "]", "|", "~", "#": return "\\\(scalar)"
        case _ where previous == nil && "-+=/".unicodeScalars.contains(scalar): return "\\\(scalar)"
        default: return nil
        }
    }

    /// `1. ` at the start would begin a list.
    private static func orderedListEscaped(_ text: String) -> String {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, let mark = text.dropFirst(digits.count).first, mark == "." || mark == ")" else {
            return text
        }
        return digits + "\\" + text.dropFirst(digits.count)
    }

    /// Inline code on one line, whatever backticks it holds; bars would end a table's cell.
    static func code(_ text: String) -> String {
        let line = Visible.line(text).replacingScalars { $0 == "|" ? "\\|" : nil }
        guard !line.isEmpty else { return "" }
        let ticks = String(repeating: "`", count: longestRun(in: line) + 1)
        let pad = line.unicodeScalars.first == "`" || line.unicodeScalars.last == "`" ? " " : ""
        return ticks + pad + line + pad + ticks
    }

    /// A fence that the text does not close.
    static func fence(around text: String) -> String {
        String(repeating: "`", count: max(longestRun(in: text) + 1, 3))
    }

    private static func longestRun(in text: String) -> Int {
        var longest = 0
        var run = 0
        for scalar in text.unicodeScalars {
            run = scalar == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
