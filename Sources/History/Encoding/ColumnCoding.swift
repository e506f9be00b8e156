import Model

/// Packs a column into few bytes, free of loss.
///
/// Every value is written as its difference from a prediction: what the same row held before, where that is known
/// (counters then differ by little, and most not at all), else the row above or nothing, whichever comes out shorter.
/// Nulls are told first, as runs; the rest is about the other values only.
enum ColumnCoding {
    enum Prediction: UInt8 {
        case nothing, rowAbove, before
    }

    private enum Nulls: UInt8 {
        case none, all, some
    }

    static func write(_ column: ColumnValues, before: ColumnValues?, to writer: inout ByteWriter) {
        switch (column, before) {
        case (.integers(let values), .integers(let old)?): write(values, before: old, to: &writer)
        case (.integers(let values), _): write(values, before: nil, to: &writer)
        case (.reals(let values), .reals(let old)?): write(values, before: old, to: &writer)
        case (.reals(let values), _): write(values, before: nil, to: &writer)
        case (.texts(let values), .texts(let old)?): write(values, before: old, to: &writer)
        case (.texts(let values), _): write(values, before: nil, to: &writer)
        case (.booleans(let values), .booleans(let old)?): write(values, before: old, to: &writer)
        case (.booleans(let values), _): write(values, before: nil, to: &writer)
        }
    }

    /// - Parameter before: what was given to `write`; it also says the type where there is one.
    static func read(
        _ type: ColumnType, count: Int, before: ColumnValues?, from reader: inout ByteReader
    ) throws(DamagedBytes) -> ColumnValues {
        switch ColumnValues(type: type) {
        case .integers:
            let old: [Int64?]? = if case .integers(let values)? = before { values } else { nil }
            return .integers(try read(count, before: old, from: &reader))
        case .reals:
            let old: [Double?]? = if case .reals(let values)? = before { values } else { nil }
            return .reals(try read(count, before: old, from: &reader))
        case .texts:
            let old: [String?]? = if case .texts(let values)? = before { values } else { nil }
            return .texts(try read(count, before: old, from: &reader))
        case .booleans:
            let old: [Bool?]? = if case .booleans(let values)? = before { values } else { nil }
            return .booleans(try read(count, before: old, from: &reader))
        }
    }

    private static func write<Element: PackedElement>(
        _ values: [Element?], before: [Element?]?, to writer: inout ByteWriter
    ) {
        let nulls = values.count { $0 == nil }
        if nulls == values.count {
            writer.byte(Nulls.all.rawValue)
            return
        }
        writer.byte(nulls == 0 ? Nulls.none.rawValue : Nulls.some.rawValue)
        if nulls > 0 { RunLengths.write(values.lazy.map { $0 == nil }, to: &writer) }
        let prediction = before == nil ? Element.prediction(values) : .before
        writer.byte(prediction.rawValue)
        var coder = Element.Encoder()
        var above: Element?
        for row in values.indices {
            guard let value = values[row] else { continue }
            switch prediction {
            case .nothing: coder.write(value, predicted: nil, to: &writer)
            case .rowAbove: coder.write(value, predicted: above, to: &writer)
            case .before: coder.write(value, predicted: before?[row], to: &writer)
            }
            above = value
        }
        coder.finish(&writer)
    }

    private static func read<Element: PackedElement>(
        _ count: Int, before: [Element?]?, from reader: inout ByteReader
    ) throws(DamagedBytes) -> [Element?] {
        guard let nulls = Nulls(rawValue: try reader.byte()) else { throw DamagedBytes() }
        if nulls == .all { return Array(repeating: nil, count: count) }
        let isNull = nulls == .some ? try RunLengths.read(count, from: &reader) : []
        guard let prediction = Prediction(rawValue: try reader.byte()) else { throw DamagedBytes() }
        if prediction == .before, before?.count != count { throw DamagedBytes() }
        var result: [Element?] = []
        result.reserveCapacity(count)
        var decoder = Element.Decoder()
        var above: Element?
        for row in 0..<count {
            if nulls == .some, isNull[row] {
                result.append(nil)
                continue
            }
            let predicted: Element? =
                switch prediction {
                case .nothing: nil
                case .rowAbove: above
                case .before: before?[row]
                }
            let value = try decoder.read(predicted: predicted, from: &reader)
            result.append(value)
            above = value
        }
        return result
    }
}
