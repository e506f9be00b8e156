/// Guards against a defect of PostgreSQL's scanner: at each `/*` it reads on to the end of the run of operator
/// characters around it, so that a megabyte of `/*/*/*` takes it an hour.
enum CommentRuns {
    /// Steps that the scanner may waste on one text; some milliseconds.
    private static let maximumCost = 10_000_000

    static func areTooCostly(_ text: String) -> Bool {
        var cost = 0
        var length = 0
        var openings = 0
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if Lexer.isSign(byte) {
                length += 1
                if byte == UInt8(ascii: "*"), previous == UInt8(ascii: "/") { openings += 1 }
            } else if length > 0 {
                cost += length * openings
                length = 0
                openings = 0
            }
            previous = byte
        }
        return cost + length * openings > maximumCost
    }
}
