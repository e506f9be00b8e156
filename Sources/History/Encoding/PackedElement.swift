/// A type of value that `ColumnCoding` packs.
protocol PackedElement {
    associatedtype Encoder: PackedEncoder where Encoder.Element == Self
    associatedtype Decoder: PackedDecoder where Decoder.Element == Self

    /// The prediction that makes a column short when it is not known what its rows held before.
    static func prediction(_ values: [Self?]) -> ColumnCoding.Prediction
}

protocol PackedEncoder {
    associatedtype Element
    init()
    mutating func write(_ value: Element, predicted: Element?, to writer: inout ByteWriter)
    /// Writes what is pending; call it once, after the last value.
    mutating func finish(_ writer: inout ByteWriter)
}

protocol PackedDecoder {
    associatedtype Element
    init()
    mutating func read(predicted: Element?, from reader: inout ByteReader) throws(DamagedBytes) -> Element
}

// MARK: Integers: the difference, signed

extension Int64: PackedElement {
    struct Encoder: PackedEncoder {
        private var runs = ZeroRunWriter()

        mutating func write(_ value: Int64, predicted: Int64?, to writer: inout ByteWriter) {
            runs.append((value &- (predicted ?? 0)).zigzag, to: &writer)
        }

        mutating func finish(_ writer: inout ByteWriter) { runs.flush(to: &writer) }
    }

    struct Decoder: PackedDecoder {
        private var runs = ZeroRunReader()

        mutating func read(predicted: Int64?, from reader: inout ByteReader) throws(DamagedBytes) -> Int64 {
            (predicted ?? 0) &+ Int64(zigzag: try runs.next(from: &reader))
        }
    }

    static func prediction(_ values: [Int64?]) -> ColumnCoding.Prediction {
        shorter(values) { value, predicted in
            (71 - (value &- predicted).zigzag.leadingZeroBitCount) / 7
        }
    }
}

// MARK: Reals: the bits that differ

extension Double: PackedElement {
    /// A value takes one byte that says how many of the differing bits' high and low bytes are zero, then the others.
    struct Encoder: PackedEncoder {
        private var equal = 0

        mutating func write(_ value: Double, predicted: Double?, to writer: inout ByteWriter) {
            let bits = value.bitPattern ^ (predicted ?? 0).bitPattern
            if bits == 0 {
                equal += 1
                return
            }
            finish(&writer)
            let high = bits.leadingZeroBitCount / 8
            let low = bits.trailingZeroBitCount / 8
            writer.byte(UInt8(1 + high * 8 + low))
            for position in low..<8 - high { writer.byte(UInt8(truncatingIfNeeded: bits >> UInt64(position * 8))) }
        }

        mutating func finish(_ writer: inout ByteWriter) {
            guard equal > 0 else { return }
            writer.byte(0)
            writer.count(equal - 1)
            equal = 0
        }
    }

    struct Decoder: PackedDecoder {
        private var equal: UInt64 = 0

        mutating func read(predicted: Double?, from reader: inout ByteReader) throws(DamagedBytes) -> Double {
            if equal > 0 {
                equal -= 1
                return predicted ?? 0
            }
            let head = Int(try reader.byte())
            if head == 0 {
                equal = try reader.varint()
                return predicted ?? 0
            }
            let high = (head - 1) / 8
            let low = (head - 1) % 8
            guard high + low < 8 else { throw DamagedBytes() }
            var bits: UInt64 = 0
            for position in low..<8 - high { bits |= UInt64(try reader.byte()) << UInt64(position * 8) }
            return Double(bitPattern: bits ^ (predicted ?? 0).bitPattern)
        }
    }

    static func prediction(_ values: [Double?]) -> ColumnCoding.Prediction {
        shorter(values) { value, predicted in
            let bits = value.bitPattern ^ predicted.bitPattern
            return bits == 0 ? 1 : 9 - bits.leadingZeroBitCount / 8 - bits.trailingZeroBitCount / 8
        }
    }
}

/// Compares the bytes that a column takes when each value is predicted by nothing and by the row above.
private func shorter<Number: Numeric>(
    _ values: [Number?], size: (Number, Number) -> Int
) -> ColumnCoding.Prediction {
    var plain = 0
    var chained = 0
    var above: Number = 0
    for value in values {
        guard let value else { continue }
        plain += size(value, 0)
        chained += size(value, above)
        above = value
    }
    return chained < plain ? .rowAbove : .nothing
}
