/// Values of one piece that say themselves how long they are.
extension ValueForm {
    /// numeric (utils/adt/numeric.c): sign, scale and weight in two or four bytes, then digits to the base of 10,000.
    static func isNumber(_ value: inout StoredBytes) throws(UnsoundBytes) -> Bool {
        let header = try value.integer(UInt16.self)
        switch header & 0xC000 {
        // NaN and the infinities.
        case 0xC000: return [0xC000, 0xD000, 0xF000].contains(header) && value.remaining == 0
        case 0x8000: break
        default: _ = try value.integer(Int16.self)
        }
        while value.remaining > 0 {
            guard (0...9999).contains(try value.integer(Int16.self)) else { return false }
        }
        return true
    }

    /// inet and cidr (utils/inet.h): family, bits of the mask, address.
    static func isAddress(_ value: inout StoredBytes) throws(UnsoundBytes) -> Bool {
        let family = try value.integer(UInt8.self)
        let bits = try value.integer(UInt8.self)
        return switch family {
        case 2: bits <= 32 && value.remaining == 4
        case 3: bits <= 128 && value.remaining == 16
        default: false
        }
    }

    /// bit and varbit (utils/varbit.h): how many, then the bits, then zeroes up to a byte.
    static func isBitString(_ value: inout StoredBytes) throws(UnsoundBytes) -> Bool {
        let count = Int(try value.integer(Int32.self))
        guard count >= 0, value.remaining == (count + 7) / 8 else { return false }
        let unused = value.remaining * 8 - count
        return unused == 0 || (value.last ?? 0) & (1 << unused - 1) == 0
    }
}
