import Foundation

/// A type that can be read from PostgreSQL's text form.
public protocol CellDecodable {
    /// The value of a cell that is not NULL; nil if the bytes are not of this type.
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> Self?
    /// What NULL is read as; nil if the type has no place for it.
    static var null: Self? { get }
}

extension CellDecodable {
    public static var null: Self? { nil }
}

extension Optional: CellDecodable where Wrapped: CellDecodable {
    public static var null: Wrapped?? { .some(nil) }
    public static func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> Wrapped?? {
        Wrapped.decode(bytes).map { .some($0) }
    }
}

extension String: CellDecodable {
    public static func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> String? { String(decoding: bytes, as: UTF8.self) }
}

extension CellDecodable where Self: FixedWidthInteger {
    public static func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> Self? {
        let isNegative = bytes.first == UInt8(ascii: "-")
        let digits = bytes.dropFirst(isNegative ? 1 : 0)
        if digits.isEmpty { return nil }
        var value: Self = 0
        for byte in digits {
            let digit = byte &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            let (shifted, overflowed) = value.multipliedReportingOverflow(by: 10)
            // Counting downwards keeps the smallest number in range.
            let (sum, spilled) =
                isNegative
                ? shifted.subtractingReportingOverflow(Self(digit)) : shifted.addingReportingOverflow(Self(digit))
            if overflowed || spilled { return nil }
            value = sum
        }
        return value
    }
}

extension Int: CellDecodable {}
extension Int64: CellDecodable {}
extension Int32: CellDecodable {}
extension UInt32: CellDecodable {}

extension Double: CellDecodable {
    /// Also numeric, `NaN` and `Infinity`.
    public static func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        Double(String(decoding: bytes, as: UTF8.self))
    }
}

extension Bool: CellDecodable {
    public static func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool? {
        switch (bytes.count, bytes.first) {
        case (1, UInt8(ascii: "t")): true
        case (1, UInt8(ascii: "f")): false
        default: nil
        }
    }
}

extension UUID: CellDecodable {
    public static func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> UUID? {
        UUID(uuidString: String(decoding: bytes, as: UTF8.self))
    }
}

extension Array: CellDecodable where Element: CellDecodable {
    /// One-dimensional arrays.
    public static func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> [Element]? {
        guard let texts = ArrayLiteral.elements(of: bytes) else { return nil }
        var elements: [Element] = []
        elements.reserveCapacity(texts.count)
        for text in texts {
            guard var text else {
                guard let null = Element.null else { return nil }
                elements.append(null)
                continue
            }
            guard let element = text.withUTF8({ Element.decode($0) }) else { return nil }
            elements.append(element)
        }
        return elements
    }
}

extension Date: CellDecodable {
    /// timestamptz, timestamp and date in the ISO DateStyle (PostgreSQL's default); without a zone, UTC. Infinite, BC and
    /// otherwise formatted times are refused.
    public static func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> Date? {
        TimestampText(bytes).secondsSinceEpoch.map { Date(timeIntervalSince1970: $0) }
    }
}
