/// Texts: the predicted one again, one that the column has had before, or a new one.
extension String: PackedElement {
    private static let same: UInt64 = 0
    private static let new: UInt64 = 1
    /// Tokens from here on are positions among the texts that the column has had.
    private static let seen: UInt64 = 2

    struct Encoder: PackedEncoder {
        private var equal = 0
        private var texts: [String] = []
        private var positions: [String: Int] = [:]

        mutating func write(_ value: String, predicted: String?, to writer: inout ByteWriter) {
            if let predicted, value.hasBytes(of: predicted) {
                equal += 1
                return
            }
            finish(&writer)
            if let position = positions[value], value.hasBytes(of: texts[position]) {
                writer.varint(String.seen + UInt64(position))
            } else {
                writer.varint(String.new)
                value.write(to: &writer)
                positions[value] = texts.count
                texts.append(value)
            }
        }

        mutating func finish(_ writer: inout ByteWriter) {
            guard equal > 0 else { return }
            writer.varint(String.same)
            writer.count(equal - 1)
            equal = 0
        }
    }

    struct Decoder: PackedDecoder {
        private var equal: UInt64 = 0
        private var texts: [String] = []

        mutating func read(predicted: String?, from reader: inout ByteReader) throws(DamagedBytes) -> String {
            if equal > 0 {
                equal -= 1
                return try Self.known(predicted)
            }
            switch try reader.varint() {
            case String.same:
                equal = try reader.varint()
                return try Self.known(predicted)
            case String.new:
                let text = try String(packed: &reader)
                texts.append(text)
                return text
            case let token:
                let position = token - String.seen
                guard position < UInt64(texts.count) else { throw DamagedBytes() }
                return texts[Int(position)]
            }
        }

        private static func known(_ predicted: String?) throws(DamagedBytes) -> String {
            guard let predicted else { throw DamagedBytes() }
            return predicted
        }
    }

    static func prediction(_ values: [String?]) -> ColumnCoding.Prediction { .rowAbove }
}

/// A single text: query ids and hashes, of which there are thousands, take half of their bytes or less.
extension String {
    private enum Form: UInt64 {
        case bytes, hexadecimal, decimal
    }

    func write(to writer: inout ByteWriter) {
        if let number = Int64(self), String(number) == self {
            writer.varint(Form.decimal.rawValue)
            writer.varint(number.zigzag)
        } else if let bytes = hexadecimalBytes() {
            writer.varint(UInt64(bytes.count) << 2 | Form.hexadecimal.rawValue)
            writer.raw(bytes)
        } else {
            writer.varint(UInt64(utf8.count) << 2 | Form.bytes.rawValue)
            writer.raw(utf8)
        }
    }

    init(packed reader: inout ByteReader) throws(DamagedBytes) {
        let head = try reader.varint()
        guard let form = Form(rawValue: head & 3), head >> 2 <= UInt64(Int32.max) else { throw DamagedBytes() }
        switch form {
        case .decimal: self = String(Int64(zigzag: try reader.varint()))
        case .hexadecimal: self = Self.hexadecimal(try reader.raw(Int(head >> 2)))
        case .bytes:
            guard let text = String(validating: try reader.raw(Int(head >> 2)), as: UTF8.self) else {
                throw DamagedBytes()
            }
            self = text
        }
    }

    /// Equality of bytes. `==` calls texts equal that differ in bytes but mean the same characters.
    func hasBytes(of other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }

    /// The bytes that a text of at least four pairs of lower-case hexadecimal digits stands for; nil for others.
    private func hexadecimalBytes() -> [UInt8]? {
        guard utf8.count >= 8, utf8.count % 2 == 0, utf8.count <= 128 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count / 2)
        var high: UInt8?
        for character in utf8 {
            let digit: UInt8
            switch character {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = character - UInt8(ascii: "a") + 10
            default: return nil
            }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return bytes
    }

    private static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
            let digits: StaticString = "0123456789abcdef"
            for (position, byte) in bytes.enumerated() {
                buffer[position * 2] = digits.utf8Start[Int(byte >> 4)]
                buffer[position * 2 + 1] = digits.utf8Start[Int(byte & 15)]
            }
            return bytes.count * 2
        }
    }
}
