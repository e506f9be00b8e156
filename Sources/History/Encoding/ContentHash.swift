import Model

/// 128 bits that stand for a content: equal contents have equal ones in every process and on every machine.
///
/// It tells whether a section changed without reading the old one back. It resists chance, not malice.
struct ContentHash: Hashable {
    private(set) var high: UInt64 = 0x243F_6A88_85A3_08D3
    private(set) var low: UInt64 = 0x1319_8A2E_0370_7344

    init() {}

    /// Of all values of a section and the names of its columns.
    init(_ section: Section) {
        combine(UInt64(section.count))
        for (column, values) in zip(section.shape.columns, section.columns) {
            combine(column.name)
            combine(values)
        }
    }

    /// Of one row, beginning with the name of the section.
    init(_ section: Section, row: Int) {
        combine(section.shape.name)
        for values in section.columns {
            switch values {
            case .integers(let values): combine(values[row])
            case .reals(let values): combine(values[row])
            case .texts(let values): combine(values[row])
            case .booleans(let values): combine(values[row])
            }
        }
    }

    mutating func combine(_ word: UInt64) {
        high = Self.mix(high ^ word, 0xA076_1D64_78BD_642F)
        low = Self.mix(low &+ word, 0xE703_7ED1_A0B4_28DB) ^ (low >> 7)
    }

    mutating func combine(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            combine(UInt64(bytes.count))
            let raw = UnsafeRawBufferPointer(bytes)
            var position = 0
            while position + 8 <= raw.count {
                combine(raw.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian)
                position += 8
            }
            var rest: UInt64 = 0
            while position < raw.count {
                rest = rest << 8 | UInt64(raw[position])
                position += 1
            }
            combine(rest)
        }
    }

    private mutating func combine(_ values: ColumnValues) {
        switch values {
        case .integers(let values): for value in values { combine(value) }
        case .reals(let values): for value in values { combine(value) }
        case .texts(let values): for value in values { combine(value) }
        case .booleans(let values): for value in values { combine(value) }
        }
    }

    /// Stands for a null.
    private static let null: UInt64 = 0x4528_21E6_38D0_1377

    private mutating func combine(_ value: Int64?) { combine(value.map { UInt64(bitPattern: $0) } ?? Self.null) }

    private mutating func combine(_ value: Double?) { combine(value?.bitPattern ?? Self.null) }

    private mutating func combine(_ value: Bool?) { combine(value.map { $0 ? 1 : 0 } ?? Self.null) }

    private mutating func combine(_ value: String?) {
        if let value { combine(value) } else { combine(Self.null) }
    }

    private static func mix(_ word: UInt64, _ factor: UInt64) -> UInt64 {
        let product = (word ^ factor).multipliedFullWidth(by: factor &+ 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }
}
