import Model

/// Findings for people: each with the source it speaks of, and what to write instead.
struct LintTextReport {
    let report: LintReport
    /// A line of a file, from 1, without its end; nil where it cannot be had.
    let source: (_ file: String, _ line: Int) -> String?
    private var canvas: Canvas

    init(_ report: LintReport, width: Int, colour: Bool, source: @escaping (String, Int) -> String?) {
        self.report = report
        self.source = source
        canvas = Canvas(width: width, colour: colour)
    }

    mutating func render() -> String {
        for finding in report.findings { show(finding) }
        for note in report.notes { canvas.paragraph("\(note.file):\(note.line): \(note.text)", first: "note: ") }
        canvas.blank()
        for sentence in LintSummary.sentences(report) { canvas.paragraph(sentence) }
        return canvas.text
    }

    private mutating func show(_ finding: LintFinding) {
        canvas.blank()
        let place = "\(finding.file):\(finding.line):\(finding.column): "
        let head = canvas.style("\(finding.severity.rawValue)[\(finding.rule)]", finding.severity.ink)
        canvas.line(place.printable + head)
        canvas.paragraph(finding.message, indent: 2)
        excerpt(finding)
        if let lock = finding.lock {
            let waits = finding.blocks.map { "blocks \($0)" } ?? "blocks neither reads nor writes"
            canvas.paragraph(waits, indent: 2, first: "\(lock): ")
        }
        guard let fix = finding.fix else { return }
        canvas.line("  instead:")
        canvas.verbatim(fix, indent: 4)
    }

    /// The line with carets under what is meant; of several lines the first.
    private mutating func excerpt(_ finding: LintFinding) {
        guard let line = source(finding.file, finding.line) else { return }
        let number = String(finding.line)
        let margin = String(repeating: " ", count: number.count)
        let room = max(canvas.width - number.count - 5, 20)
        // A file may be one line: only of what there is room for is anything measured. Some scalars take none.
        let scalars = Array(line.unicodeScalars.prefix(4 * room))
        let start = min(finding.column - 1, scalars.count)
        let end = finding.endLine == finding.line ? min(finding.endColumn - 1, scalars.count) : scalars.count
        func shown(_ range: Range<Int>) -> String {
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars[range])
            return String(text).printable
        }
        guard start <= end else { return }
        let before = DisplayWidth.of(shown(0..<start))
        let marked = max(min(DisplayWidth.of(shown(start..<end)), room - before), 1)
        canvas.line(canvas.style("  \(number) | ", .dim) + shown(0..<scalars.count).truncated(room))
        // A line cut before the place has no room for carets.
        guard before < room else { return }
        let carets = String(repeating: " ", count: before) + String(repeating: "^", count: marked)
        canvas.line(canvas.style("  \(margin) | ", .dim) + canvas.style(carets, finding.severity.ink))
    }
}
