import Foundation
import Model

/// Fills one packed column. Four arrays of which one is used: appending in place is what makes a million values cheap.
struct ColumnBuilder {
    let type: ColumnType
    var integers: [Int64?] = []
    var reals: [Double?] = []
    var texts: [String?] = []
    var booleans: [Bool?] = []

    init(_ type: ColumnType) { self.type = type }

    var values: ColumnValues {
        switch type {
        case .integer: .integers(integers)
        case .real, .time: .reals(reals)
        case .text, .json: .texts(texts)
        case .boolean: .booleans(booleans)
        }
    }

    /// Appends what PostgreSQL sent in text form; nil is NULL. Numbers that do not fit, infinities and NaN are null.
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>?) {
        switch type {
        case .integer: integers.append(bytes.flatMap(Self.integer))
        case .real, .time: reals.append(bytes.flatMap(Self.real))
        case .text, .json: texts.append(bytes.map { String(decoding: $0, as: UTF8.self) })
        case .boolean: booleans.append(bytes.map { $0.first == UInt8(ascii: "t") })
        }
    }

    /// Appends nulls up to `count` values.
    mutating func fill(to count: Int) {
        switch type {
        case .integer: while integers.count < count { integers.append(nil) }
        case .real, .time: while reals.count < count { reals.append(nil) }
        case .text, .json: while texts.count < count { texts.append(nil) }
        case .boolean: while booleans.count < count { booleans.append(nil) }
        }
    }

    private static func integer(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        let isNegative = bytes.first == UInt8(ascii: "-")
        let digits = bytes.dropFirst(isNegative ? 1 : 0)
        guard !digits.isEmpty else { return nil }
        var value: Int64 = 0
        for byte in digits {
            let digit = Int64(byte) - 0x30
            guard (0...9).contains(digit) else { return nil }
            let (product, isTooBig) = value.multipliedReportingOverflow(by: 10)
            // Downwards, so that the smallest of all fits too.
            let (sum, isTooSmall) = product.subtractingReportingOverflow(digit)
            if isTooBig || isTooSmall { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    /// libpq ends each value with a NUL, where strtod stops.
    private static func real(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return nil }
        let value = start.withMemoryRebound(to: CChar.self, capacity: bytes.count) { strtod($0, nil) }
        return value.isFinite ? value : nil
    }
}
