/// What stands before each line where a text was quoted: `> ` of mail, the marks of comments.
enum MarginFrame {
    private static let marks = [">", "--", "#", "//", "*", "+"]

    static func opened(_ lines: [SourceLine]) -> [SourceLine] {
        marks.reduce(lines) { lines, mark in
            lines.changingRuns {
                isMarked($0.trimmed, mark)
            } _: { run in
                // One line alone is a quotation only in mail: other marks begin lines for other reasons.
                let lines = bare(run, mark)
                return run.count > 1 || mark == ">" || NumberFrame.beginsPlan(lines[0].text) ? lines : nil
            }
        }
    }

    private static func isMarked(_ text: Substring, _ mark: String) -> Bool {
        guard let rest = text.removingPrefix(mark) else { return false }
        if mark == ">" { return true }
        // `-----`, `+----+` and `####` are rules, `*** ` is emphasis.
        guard let next = rest.utf8.first else { return true }
        return next == 0x20 || next == 0x09
    }

    /// One level of marks, and the blank behind it where all have one.
    private static func bare(_ run: ArraySlice<SourceLine>, _ mark: String) -> [SourceLine] {
        let rests = run.map { line in line.trimmedStart.removingPrefix(mark) ?? line.text }
        let hasBlank = rests.allSatisfy { $0.isEmpty || $0.first == " " || $0.hasPrefix(mark) }
        return zip(run, rests).map { line, rest in
            line.with(hasBlank && rest.first == " " ? rest.dropFirst() : rest)
        }
    }
}

/// Line numbers, as `cat -n`, `grep -n`, editors and result grids print them.
enum NumberFrame {
    static func opened(_ lines: [SourceLine]) -> [SourceLine] {
        var result: [SourceLine] = []
        result.reserveCapacity(lines.count)
        var run: [(line: SourceLine, number: Int, rest: Substring)] = []
        func finish() {
            let isNumbered = run.count > 1 || run.first.map { beginsPlan($0.rest) } == true
            result += run.map { isNumbered ? $0.line.with($0.rest) : $0.line }
            run = []
        }
        for line in lines {
            guard let (number, rest) = numbered(line.text) else {
                finish()
                result.append(line)
                continue
            }
            if let last = run.last, last.number + 1 != number { finish() }
            run.append((line, number, rest))
        }
        finish()
        return result
    }

    static func beginsPlan(_ text: Substring) -> Bool {
        PlanFormat.format(of: text.trimmed) != nil || LiteralFrame.isOpening(text.trimmed)
    }

    private static func numbered(_ text: Substring) -> (Int, Substring)? {
        let trimmed = text.trimmedStart
        let digits = trimmed.prefix { ("0"..."9").contains($0) }
        guard !digits.isEmpty, digits.count < 8, let number = Int(digits) else { return nil }
        let rest = trimmed[digits.endIndex...]
        guard let separator = rest.first else { return (number, rest) }
        if ":.)|│,;\t".contains(separator) { return (number, rest.dropFirst()) }
        return separator == " " ? (number, rest) : nil
    }
}
