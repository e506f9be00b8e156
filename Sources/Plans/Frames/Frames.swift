/// What tools put around a plan, taken off layer by layer.
///
/// A frame takes the lines and gives them without its decoration; lines that are not its own it gives back as they are.
/// So frames may stand within each other, and beside text that is none of theirs.
enum Frames {
    private static let all: [@Sendable ([SourceLine]) -> [SourceLine]] = [
        SyslogFrame.opened, CSVLogFrame.opened, LiteralFrame.opened, MarginFrame.opened, NumberFrame.opened,
        MarkupFrame.opened, LatexFrame.opened, CSVFrame.opened, TableFrame.opened, WrappedFrame.opened,
        MarkFrame.opened,
    ]
    /// Enough for a mail that quotes a log that holds a table; a text made of nothing but layers ends too.
    private static let deepest = 12

    static func opened(_ lines: [SourceLine]) -> [SourceLine] {
        var lines = lines
        for _ in 0..<deepest {
            let before = lines
            for frame in all { lines = frame(lines) }
            if lines == before { break }
        }
        return lines
    }
}

extension Array<SourceLine> {
    /// Applies a change to each stretch of neighbouring lines that satisfy a condition; blank lines end none.
    func changingRuns(
        where isMember: (SourceLine) -> Bool, _ change: (ArraySlice<SourceLine>) -> [SourceLine]?
    ) -> [SourceLine] {
        var result: [SourceLine] = []
        result.reserveCapacity(count)
        var position = 0
        while position < count {
            guard isMember(self[position]) else {
                result.append(self[position])
                position += 1
                continue
            }
            var end = position + 1
            while end < count, isMember(self[end]) { end += 1 }
            result += change(self[position..<end]) ?? Array(self[position..<end])
            position = end
        }
        return result
    }
}
