import Model

/// Bytes of an index tuple: 8 of header, 16 where a value is null, then the values, each aligned as its type asks.
struct TupleWidth {
    /// Mean over the rows, aligned to 8.
    let size: Double

    init(_ keys: [IndexDefinition.Key], _ include: [String], _ table: TargetTable) {
        let columns = keys.map { $0.column.flatMap(table.column) } + include.map(table.column)
        var (offset, varying, nulls) = (0.0, [ValueWidths](), 0.0)
        for column in columns {
            let storage = column.map { TypeStorage.of($0.typeName) }
            nulls = max(nulls, column?.statistics?.nullFraction ?? 0)
            if let length = storage?.length, let alignment = storage?.alignment {
                offset = Self.align(offset, Double(alignment)) + Double(length)
            } else {
                varying.append(ValueWidths(column))
            }
        }
        let header = 8.0
        let data: Double
        switch varying.count {
        case 0: data = Self.align(header + offset, 8)
        case 1: data = varying[0].mean { Self.align(header + offset + $0, 8) }
        default: data = header + offset + varying.reduce(0) { $0 + $1.mean { $0 } } + 3.5
        }
        size = max(16, data + nulls * 8)
    }

    private static func align(_ value: Double, _ alignment: Double) -> Double {
        (value / alignment).rounded(.up) * alignment
    }
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
        // The sample's mean is the one that ANALYZE measured.
        let mean = mean { $0 }
        if samples.isEmpty || mean <= 0 {
            // Nothing to measure: one width where all are alike, else the mean with what alignment adds to it.
            samples = [(statistics.width, 1)]
            if column.typeName != "bpchar" { samples[0].width += 3.5 }
        }
    }

    func mean(_ transform: (Double) -> Double) -> Double {
        let shares = samples.reduce(0) { $0 + $1.share }
        guard shares > 0 else { return 0 }
        return samples.reduce(0) { $0 + transform($1.width) * $1.share } / shares
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
