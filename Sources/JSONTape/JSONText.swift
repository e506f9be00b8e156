import Glibc  // links libm, which the rounding of doubles needs in unoptimised builds

/// Decoding of the text of scalars.
enum JSONText {
    static func hexValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// The characters of a string whose escapes the scanner has found well formed. A lone surrogate becomes U+FFFD.
    static func unescaped(_ raw: ArraySlice<UInt8>) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(raw.count)
        var position = raw.startIndex
        while position < raw.endIndex {
            guard raw[position] == UInt8(ascii: "\\") else {
                bytes.append(raw[position])
                position += 1
                continue
            }
            switch raw[position + 1] {
            case UInt8(ascii: "b"): bytes.append(0x08)
            case UInt8(ascii: "f"): bytes.append(0x0C)
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "u"):
                let (scalar, length) = unicodeEscape(raw[position...])
                bytes.append(contentsOf: String(Character(scalar)).utf8)
                position += length
                continue
            case let literal: bytes.append(literal)
            }
            position += 2
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads `\uXXXX`, or two of them that make a surrogate pair.
    private static func unicodeEscape(_ raw: ArraySlice<UInt8>) -> (scalar: Unicode.Scalar, length: Int) {
        let start = raw.startIndex
        let first = codeUnit(raw, at: start)
        if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
        let isHigh = (0xD800..<0xDC00).contains(first)
        if isHigh, raw.count >= 12, raw[start + 6] == UInt8(ascii: "\\"), raw[start + 7] == UInt8(ascii: "u") {
            let second = codeUnit(raw, at: start + 6)
            if (0xDC00..<0xE000).contains(second),
                let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
            {
                return (scalar, 12)
            }
        }
        return ("\u{FFFD}", 6)
    }

    private static func codeUnit(_ raw: ArraySlice<UInt8>, at start: Int) -> UInt32 {
        raw[(start + 2)..<(start + 6)].reduce(0) { $0 << 4 | (hexValue($1) ?? 0) }
    }

    /// An integer without fraction and exponent; nil where it is none or does not fit.
    static func integer(_ raw: ArraySlice<UInt8>) -> Int? {
        let isNegative = raw.first == UInt8(ascii: "-")
        var value = 0
        for byte in isNegative ? raw.dropFirst() : raw {
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            // Summed with its sign, so that the least integer fits too.
            let (sum, carry) =
                isNegative
                ? product.subtractingReportingOverflow(Int(digit)) : product.addingReportingOverflow(Int(digit))
            guard !overflow, !carry else { return nil }
            value = sum
        }
        return value
    }

    /// The nearest double. Short decimals take the exact path: a mantissa under 2^53 and a power of ten up to 10^22 are
    /// both exact doubles, so that one multiplication or division rounds correctly (Clinger, 1990).
    static func double(_ raw: ArraySlice<UInt8>) -> Double? {
        var mantissa: UInt64 = 0
        var digits = 0
        var exponent = 0
        var isFraction = false
        let isNegative = raw.first == UInt8(ascii: "-")
        for byte in isNegative ? raw.dropFirst() : raw {
            if byte == UInt8(ascii: ".") {
                isFraction = true
                continue
            }
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10, digits < 19 else { return Double(String(decoding: raw, as: UTF8.self)) }
            mantissa = mantissa * 10 + UInt64(digit)
            if mantissa > 0 { digits += 1 }
            if isFraction { exponent += 1 }
        }
        guard mantissa <= 1 << 53, exponent < powersOfTen.count else {
            return Double(String(decoding: raw, as: UTF8.self))
        }
        let value = Double(mantissa) / powersOfTen[exponent]
        return isNegative ? -value : value
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}
