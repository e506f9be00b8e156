/// Truth values: bits that tell which differ from the prediction, seven a byte.
extension Bool: PackedElement {
    struct Encoder: PackedEncoder {
        private var runs = ZeroRunWriter()
        private var pending: UInt64 = 0
        private var count: UInt64 = 0

        mutating func write(_ value: Bool, predicted: Bool?, to writer: inout ByteWriter) {
            if value != (predicted ?? false) { pending |= 1 << count }
            count += 1
            if count == Bool.width { emit(&writer) }
        }

        mutating func finish(_ writer: inout ByteWriter) {
            if count > 0 { emit(&writer) }
            runs.flush(to: &writer)
        }

        private mutating func emit(_ writer: inout ByteWriter) {
            runs.append(pending, to: &writer)
            pending = 0
            count = 0
        }
    }

    struct Decoder: PackedDecoder {
        private var runs = ZeroRunReader()
        private var pending: UInt64 = 0
        private var left: UInt64 = 0

        mutating func read(predicted: Bool?, from reader: inout ByteReader) throws(DamagedBytes) -> Bool {
            if left == 0 {
                pending = try runs.next(from: &reader)
                left = Bool.width
            }
            defer {
                pending >>= 1
                left -= 1
            }
            return (predicted ?? false) != (pending & 1 == 1)
        }
    }

    /// Seven: a group fits one byte of a varint.
    private static let width: UInt64 = 7

    static func prediction(_ values: [Bool?]) -> ColumnCoding.Prediction { .rowAbove }
}
