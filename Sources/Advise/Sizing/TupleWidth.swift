import Model

/// Bytes of an index tuple: 8 of header, 16 where a value is null, then the values, each aligned as its type asks.
struct TupleWidth {
    /// Mean over the rows, aligned to 8.
    let size: Double

    init(_ keys: [IndexDefinition.Key], _ include: [String], _ table: TargetTable) {
        let columns = keys.map(table.subject) + include.map(table.column)
        var ends: [End: Double] = [End(): 1]
        for column in columns {
            let nulls = column?.statistics?.nullFraction ?? 0
            let storage = column.map { TypeStorage.of($0.typeName) }
            let widths = storage?.length.map { [(width: $0, share: 1.0)] } ?? ValueWidths(column).shares
            let alignment = storage?.length == nil ? 1 : storage?.alignment ?? 1
            var next: [End: Double] = [:]
            for (end, share) in ends {
                if nulls > 0 { next[End(bytes: end.bytes, hasNull: true), default: 0] += share * nulls }
                for value in widths where nulls < 1 {
                    let bytes = Self.align(end.bytes, alignment) + value.width
                    next[End(bytes: bytes, hasNull: end.hasNull), default: 0] += share * (1 - nulls) * value.share
                }
            }
            ends = next
        }
        size = max(
            16, ends.reduce(0) { $0 + Double(Self.align($1.key.bytes, 8) + ($1.key.hasNull ? 8 : 0)) * $1.value })
    }

    /// Where a tuple ends before it is aligned, without the map of its nulls.
    private struct End: Hashable {
        var bytes = 8
        var hasNull = false
    }

    private static func align(_ value: Int, _ alignment: Int) -> Int { (value + alignment - 1) / alignment * alignment }
}

/// Widths of the values of a type of varying length, as far as statistics hold values to measure.
private struct ValueWidths {
    private var samples: [(width: Double, share: Double)]

    init(_ column: TargetColumn?) {
        samples = []
        guard let column, let statistics = column.statistics else {
            samples = [(column?.width ?? 24, 1)]
            return
        }
        if let measure = Self.measure(column.typeName) {
            let common = statistics.common.map { (measure($0.value), $0.share) }
            let rest = max(0, 1 - statistics.nullFraction - common.reduce(0) { $0 + $1.1 })
            let bounds = statistics.histogram.map { (measure($0), rest / Double(max(1, statistics.histogram.count))) }
            samples = (common + bounds).map { (width: $0.0, share: $0.1) }
        }
        if samples.reduce(0, { $0 + $1.width * $1.share }) <= 0 {
            // Nothing to measure: one width where all are alike, else widths around the mean.
            let spread = column.typeName == "bpchar" ? 0...0 : -4...4
            samples = spread.map { (max(1, statistics.width + Double($0)), 1) }
        }
    }

    /// Longer values are refused by CREATE INDEX, whatever a snapshot says of their width.
    private static let widest = 1e6

    /// Each width once, in whole bytes; shares add up to 1.
    var shares: [(width: Int, share: Double)] {
        var byWidth: [Int: Double] = [:]
        for sample in samples {
            byWidth[Int(saturating: min(max(sample.width.rounded(), 0), Self.widest)), default: 0] += sample.share
        }
        let sum = byWidth.values.reduce(0, +)
        guard sum > 0 else { return [(24, 1)] }
        return byWidth.sorted { $0.key < $1.key }.map { ($0.key, $0.value / sum) }
    }

    /// Bytes of a value by its text; nil for types whose text does not tell.
    private static func measure(_ typeName: String) -> ((String) -> Double)? {
        switch typeName {
        case "text", "varchar", "bpchar", "citext":
            // A header of one byte up to 126 bytes, of four above.
            return { text in Double(text.utf8.count) + (text.utf8.count > 126 ? 4 : 1) }
        case "numeric": return { Double(numericWidth($0)) }
        default: return nil
        }
    }

    /// Digits to the base of 10,000 at two bytes each, two bytes for sign and scale, one of header.
    private static func numericWidth(_ text: String) -> Int {
        let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        let whole = (parts.first ?? "").drop { $0 == "0" }.count
        var fraction = parts.count > 1 ? parts[1] : ""
        while fraction.last == "0" { fraction.removeLast() }
        return 3 + 2 * ((whole + 3) / 4 + (fraction.count + 3) / 4)
    }
}
