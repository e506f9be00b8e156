/// How much one SELECT over the evidence may take. SQL that users give, in a rule or a query, is input from outside: it
/// must not hang the process, fill its memory, or reach a file.
public struct QueryLimits: Sendable, Equatable {
    public var seconds: Double
    /// Rows of the answer at most; what comes after them is cut off.
    public var rows: Int
    /// Memory of SQLite beyond the evidence itself, and of the answer, each in bytes.
    public var bytes: Int

    public init(seconds: Double = 60, rows: Int = 100_000, bytes: Int = 256 << 20) {
        self.seconds = seconds
        self.rows = rows
        self.bytes = bytes
    }

    /// SQLite runs a rule over the largest evidence in milliseconds; what takes this long is a mistake.
    static let rule = QueryLimits(seconds: 5)
}
