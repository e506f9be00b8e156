/// Values that hold values of another type.
extension ValueForm {
    private static let header = 4

    /// Arrays (utils/array.h): dimensions, offset of the data where some are null, type, lengths, lower bounds, a bit for each that is
    /// not null, elements.
    static func isArray(_ value: inout StoredBytes, of element: StoredType) throws(UnsoundBytes) -> Bool {
        let dimensions = try value.integer(Int32.self)
        let dataOffset = try value.integer(Int32.self)
        guard (0...6).contains(dimensions), try value.integer(UInt32.self) == element.oid else { return false }
        guard dimensions > 0 else { return dataOffset == 0 && value.remaining == 0 }
        var count = 1
        var lengths: [Int32] = []
        for _ in 0..<dimensions {
            let length = try value.integer(Int32.self)
            // No element takes less than a byte, and no null less than a bit.
            guard length > 0, count <= (value.remaining + 1) * 8 / Int(length) else { return false }
            count *= Int(length)
            lengths.append(length)
        }
        for length in lengths where try value.integer(Int32.self).addingReportingOverflow(length).overflow {
            return false
        }
        var presence: [UInt8] = []
        if dataOffset != 0 { presence = Array(try value.take((count + 7) / 8).rest) }
        try value.align(to: 8)
        guard dataOffset == 0 || value.offset == Int(dataOffset) else { return false }
        for position in 0..<count where presence.isEmpty || presence[position / 8] & 1 << (position % 8) != 0 {
            try checkElement(&value, element)
        }
        // Each element is followed by what aligns the next.
        return value.remaining < 8
    }

    /// Elements have a header of four bytes where they have one, and are neither compressed nor elsewhere.
    private static func checkElement(_ value: inout StoredBytes, _ element: StoredType) throws(UnsoundBytes) {
        try value.align(to: element.alignment)
        guard element.length < 0 else { return try element.check(try value.take(element.length)) }
        let size = try value.integer(UInt32.self)
        guard element.length == -1, size & 3 == 0 else { throw UnsoundBytes("an element is not stored plainly") }
        try element.check(try value.take(Int(size >> 2) - header, offset: header))
    }

    private enum Flag {
        static let noLower: UInt8 = 0x01 | 0x08 | 0x20
        static let noUpper: UInt8 = 0x01 | 0x10 | 0x40
    }

    /// Ranges (utils/rangetypes.h): type, the bounds that there are, flags.
    static func isRange(_ value: inout StoredBytes, _ oid: UInt32, _ bound: StoredType) throws(UnsoundBytes) -> Bool {
        guard try value.integer(UInt32.self) == oid, let flags = value.last else { return false }
        if flags & Flag.noLower == 0 { try checkBound(&value, bound) }
        if flags & Flag.noUpper == 0 { try checkBound(&value, bound) }
        return value.remaining == 1
    }

    /// Short ones have a header of one byte and are not aligned.
    private static func checkBound(_ value: inout StoredBytes, _ bound: StoredType) throws(UnsoundBytes) {
        guard bound.length < 0 else {
            try value.align(to: bound.alignment)
            return try bound.check(try value.take(bound.length))
        }
        if value.next == 0 { try value.align(to: bound.alignment) }
        guard let first = value.next, bound.length == -1 else { throw UnsoundBytes("it is cut short") }
        if first & 1 == 1 {
            _ = try value.integer(UInt8.self)
            try bound.check(try value.take(Int(first >> 1) - 1, offset: header))
        } else {
            let size = try value.integer(UInt32.self)
            guard size & 3 == 0 else { throw UnsoundBytes("a bound is not stored plainly") }
            try bound.check(try value.take(Int(size >> 2) - header, offset: header))
        }
    }
}
