import Model

/// The table that psql, AsciiDoc, Markdown, DBeaver and DataGrip draw: bars at either side or both, rules, and with
/// `\x` the column's name before each value.
enum TableFrame {
    private static let bars: Set<Character> = ["|", "│", "║"]
    private static let title = "QUERY PLAN"

    static func opened(_ lines: [SourceLine]) -> [SourceLine] {
        var isAsciiDoc = false
        return lines.compactMap { line in
            let trimmed = line.trimmed
            if trimmed == "|====" { isAsciiDoc.toggle() }
            guard !trimmed.isEmpty else { return line }
            if isRule(trimmed) || isRecord(trimmed) || isSetup(trimmed) { return nil }
            let value = named(withoutBars(line.text))
            // AsciiDoc escapes the bars within a value; its further lines begin with none.
            return line.with(isAsciiDoc ? Substring(value.replacingScalars(of: "\\|", with: "|")) : value)
        }
    }

    /// A line of dashes, with or without corners.
    static func isRule(_ line: Substring) -> Bool {
        guard line.utf8.count > 2 else { return line == "_" }
        let isDrawn = line.allSatisfy { "-+─┼┌┐└┘├┤┬┴═╔╗╚╝╟╢╠╣╞╡╪|│║:= ".contains($0) }
        return isDrawn && !line.contains("->") && line.contains { "-─═=".contains($0) }
    }

    /// `-[ RECORD 1 ]---` of any border and style, `* Record 1` without one.
    private static func isRecord(_ line: Substring) -> Bool {
        if let tail = line.removingPrefix("* Record ") ?? line.removingPrefix("2+^|Record ") {
            return tail.allSatisfy(\.isNumber)
        }
        guard let (head, tail) = line.cut(at: "[ RECORD ") else { return false }
        return head.utf8.count <= 6 && tail.first?.isNumber == true
    }

    /// AsciiDoc's lines around a table and its literal blocks.
    private static func isSetup(_ line: Substring) -> Bool {
        line == "...." || line == "----" || line.hasPrefix("[options=\"") || line.hasPrefix("[cols=\"")
            || line.hasPrefix("[source")
    }

    private static func withoutBars(_ text: Substring) -> Substring {
        let trimmed = text.trimmed
        guard let first = trimmed.first, let last = trimmed.last else { return text }
        if let title = trimmed.removingPrefix("^l|") { return title }
        var inner = text
        if bars.contains(first) {
            // With `\x` a blank name stands before the bar: the columns of a value's lines stay below each other.
            let margin = text.prefix(text.indent)
            inner = margin.isEmpty ? trimmed.dropFirst() : Substring(margin + " " + trimmed.dropFirst())
        }
        if bars.contains(last), !trimmed.hasSuffix("\\|"), trimmed.utf8.count > 1 {
            inner = inner.trimmedEnd.dropLast().trimmedEnd
        }
        // AsciiDoc and Markdown escape the bars of a value.
        return bars.contains(first) && inner.contains("\\|")
            ? Substring(inner.replacingScalars(of: "\\|", with: "|")) : inner
    }

    /// The value alone of `QUERY PLAN | value`. Where the further lines of a value are indented below the first, blanks
    /// stand for the name.
    private static func named(_ text: Substring) -> Substring {
        if let value = text.removingPrefix("<l|QUERY PLAN <l|") {
            return Substring(value.replacingScalars(of: "\\|", with: "|"))
        }
        let trimmed = text.trimmedStart
        guard let rest = trimmed.removingPrefix(title), let separator = rest.first else { return text }
        if "|,\t".contains(separator) { return rest.dropFirst() }
        guard separator == " ", !rest.trimmed.isEmpty else { return text }
        let margin = String(repeating: " ", count: text.count - rest.count)
        let bare = rest.trimmedStart
        if bare.first == "&" { return bare.dropFirst() }
        guard let bar = bare.first, bars.contains(bar) else { return Substring(margin + rest) }
        return Substring(margin + rest.prefix(rest.count - bare.count) + " " + bare.dropFirst())
    }
}

/// What psql puts at the end of each line but the last of a value: `+`, or an arrow.
enum MarkFrame {
    static func opened(_ lines: [SourceLine]) -> [SourceLine] {
        lines.changingRuns {
            isMarked($0.text.trimmedEnd)
        } _: { run in
            let first = run.first?.trimmed ?? ""
            // A literal may end with a plus: a value of one more line only where it begins a plan.
            guard run.count > 1 || PlanFormat.format(of: first.dropLast().trimmed) != nil else { return nil }
            return run.map { $0.with($0.text.trimmedEnd.dropLast().trimmedEnd) }
        }
    }

    private static func isMarked(_ text: Substring) -> Bool { text.last == "+" || text.last == "↵" }
}

/// Lines that psql's `\pset format wrapped` cut: a point or an ellipsis ends the piece and begins the next.
enum WrappedFrame {
    static func opened(_ lines: [SourceLine]) -> [SourceLine] {
        var result: [SourceLine] = []
        result.reserveCapacity(lines.count)
        for line in lines {
            let continued = line.trimmedStart
            guard let mark = continued.first, mark == "." || mark == "…", let before = result.last,
                before.text.trimmedEnd.last == mark
            else {
                result.append(line)
                continue
            }
            let text = before.text.trimmedEnd.dropLast() + continued.dropFirst()
            result[result.count - 1] = before.joined(line, text: String(text))
        }
        return result
    }
}
