/// Why bytes are not what a server would have stored: half a sentence.
struct UnsoundBytes: Error, Equatable {
    var reason: String

    init(_ reason: String) { self.reason = reason }
}

/// Bytes as a server stores them, read from the front. Numbers have their least significant byte first, as on all machines
/// that a twin runs on; those of another kind of machine are refused for their magic number.
struct StoredBytes {
    private(set) var bytes: [UInt8]
    private(set) var position = 0
    private let end: Int
    /// Where alignment counts from.
    private let origin: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        end = bytes.count
        origin = 0
    }

    init(hexadecimal text: String) throws(UnsoundBytes) {
        let digits = text.utf8.map { Self.digit($0) }
        guard digits.count.isMultiple(of: 2), !digits.contains(nil) else {
            throw UnsoundBytes("it is not written in hexadecimal")
        }
        self.init(
            stride(from: 0, to: digits.count, by: 2).map { (digits[$0] ?? 0) << 4 | (digits[$0 + 1] ?? 0) })
    }

    /// - Parameter offset: how far behind the start of a value with its header these bytes stand.
    private init(_ bytes: [UInt8], _ range: Range<Int>, offset: Int) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
        origin = range.lowerBound - offset
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    var remaining: Int { end - position }
    /// From the start of the value that these bytes are of.
    var offset: Int { position - origin }
    var next: UInt8? { remaining > 0 ? bytes[position] : nil }
    var last: UInt8? { remaining > 0 ? bytes[end - 1] : nil }
    var rest: ArraySlice<UInt8> { bytes[position..<end] }

    mutating func integer<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(UnsoundBytes) -> T {
        let size = T.bitWidth / 8
        try require(size)
        var value: T = 0
        for place in (0..<size).reversed() { value = value << 8 | T(truncatingIfNeeded: bytes[position + place]) }
        position += size
        return value
    }

    mutating func real() throws(UnsoundBytes) -> Double { Double(bitPattern: try integer(UInt64.self)) }

    /// A part of its own. Alignment in it counts from `offset` bytes before it.
    mutating func take(_ count: Int, offset: Int = 0) throws(UnsoundBytes) -> StoredBytes {
        try require(count)
        defer { position += count }
        return StoredBytes(bytes, position..<position + count, offset: offset)
    }

    /// Passes over what fills up to a multiple of `alignment`.
    mutating func align(to alignment: Int) throws(UnsoundBytes) {
        let excess = offset % alignment
        guard excess > 0 else { return }
        try require(alignment - excess)
        position += alignment - excess
    }

    private func require(_ count: Int) throws(UnsoundBytes) {
        guard count >= 0, count <= remaining else { throw UnsoundBytes("it is cut short") }
    }

    /// Writes over what stands at a place, which must be within.
    mutating func replace(at place: Int, with value: UInt32) {
        for byte in 0..<4 where place + byte < bytes.count {
            bytes[place + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte))
        }
    }

    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
