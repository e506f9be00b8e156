/// Figures of a snapshot, within what PostgreSQL can hold: a snapshot is a file that anybody may have written, and loops and
/// sums over its figures end in reasonable time only if these are reasonable.
enum Possible {
    /// Blocks of one relation.
    private static let mostPages = Double(UInt32.max)
    /// MaxHeapTuplesPerPage of 8 kB.
    private static let mostRows = mostPages * 291
    /// Bytes of a value.
    private static let widest = Double(1 << 30)

    static func pages(_ value: Double) -> Double { within(value, 0...mostPages) }
    static func rows(_ value: Double) -> Double { within(value, 0...mostRows) }
    static func width(_ value: Double) -> Double { within(value, 0...widest) }
    static func share(_ value: Double) -> Double { within(value, 0...1) }
    /// Statements or rows a day.
    static func rate(_ value: Double) -> Double { within(value, 0...1e15) }
    /// Milliseconds, blocks and the like, over however long.
    static func total(_ value: Double) -> Double { within(value, 0...1e18) }

    /// The nearest value of a range; its least for NaN.
    static func within(_ value: Double, _ range: ClosedRange<Double>) -> Double {
        value.isNaN ? range.lowerBound : min(max(value, range.lowerBound), range.upperBound)
    }
}
