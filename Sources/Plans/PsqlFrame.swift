/// The table that psql draws around a plan: aligned with border 0, 1 or 2 and in either line style, unaligned, or
/// expanded.
enum PsqlFrame {
    private static let title = "QUERY PLAN"

    /// One excerpt for each title `QUERY PLAN`, with the decoration taken off.
    static func excerpts(_ lines: [SourceLine]) -> [Excerpt] {
        if lines.contains(where: { $0.text.hasPrefix("-[ RECORD ") }) { return [Excerpt(lines: expanded(lines))] }
        let titles = lines.indices.filter { isTitle(lines[$0].text) }
        return titles.enumerated().map { position, start in
            let end = position + 1 < titles.count ? titles[position + 1] : lines.count
            return Excerpt(lines: rows(lines[(start + 1)..<end]))
        }
    }

    private static func isTitle(_ line: Substring) -> Bool { withoutBars(line).trimmed == title }

    /// Rows under each other, one record a line of the plan: what stands behind the bar.
    private static func expanded(_ lines: [SourceLine]) -> [SourceLine] {
        let values = lines.compactMap { line -> SourceLine? in
            guard line.text.hasPrefix(title) || line.text.first == " ", let value = line.text.cut(at: "| ")?.tail
            else { return nil }
            return SourceLine(number: line.number, text: value)
        }
        return withoutMarks(values)
    }

    /// The lines up to the row count, each without bars and continuation mark.
    private static func rows(_ lines: ArraySlice<SourceLine>) -> [SourceLine] {
        var rows: [SourceLine] = []
        for line in lines {
            let trimmed = line.trimmed
            if isRowCount(trimmed) { break }
            if isRule(trimmed) { continue }
            rows.append(SourceLine(number: line.number, text: withoutBars(line.text)))
        }
        return withoutMarks(rows)
    }

    /// Takes off the `+` that psql puts at the end of each line but the last of a value: only where it does so on all.
    static func withoutMarks(_ lines: [SourceLine]) -> [SourceLine] {
        let filled = lines.filter { !$0.isBlank && !isRowCount($0.trimmed) }
        guard filled.count > 1, filled.dropLast().allSatisfy({ isMarked($0.text.trimmedEnd) }) else {
            return lines.filter { !isRowCount($0.trimmed) }
        }
        return filled.map { line in
            let text = line.text.trimmedEnd
            return SourceLine(number: line.number, text: isMarked(text) ? text.dropLast().trimmedEnd : text)
        }
    }

    private static func isMarked(_ text: Substring) -> Bool { text.last == "+" || text.last == "↵" }

    /// `(12 rows)`.
    private static func isRowCount(_ line: Substring) -> Bool {
        guard line.first == "(", line.hasSuffix(" row)") || line.hasSuffix(" rows)") else { return false }
        return line.dropFirst().prefix(while: \.isNumber).isEmpty == false
    }

    /// A line of dashes, with or without corners.
    private static func isRule(_ line: Substring) -> Bool {
        line.count > 2 && line.allSatisfy { "-+─┼┌┐└┘├┤═╔╗╚╝╟╢╠╣".contains($0) }
    }

    /// Takes off the bars of border 2.
    private static func withoutBars(_ line: Substring) -> Substring {
        guard let first = line.first, "|│║".contains(first) else { return line }
        let inner = line.dropFirst().trimmedEnd
        guard let last = inner.last, "|│║".contains(last) else { return inner }
        return inner.dropLast()
    }
}
