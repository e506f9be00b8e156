/// Bytes that do not say what they should: a frame that was damaged on disk.
struct DamagedBytes: Error {}

/// Writes numbers and texts in few bytes.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    /// Seven bits a byte, low ones first.
    mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func count(_ value: Int) { varint(UInt64(value)) }

    mutating func raw(_ values: some Collection<UInt8>) { bytes.append(contentsOf: values) }
}

/// Reads what `ByteWriter` wrote; whatever the bytes, it throws rather than trap.
struct ByteReader {
    private let bytes: [UInt8]
    private var position: Int

    init(_ bytes: [UInt8], from position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    var isAtEnd: Bool { position >= bytes.count }

    mutating func byte() throws(DamagedBytes) -> UInt8 {
        guard position < bytes.count else { throw DamagedBytes() }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func varint() throws(DamagedBytes) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            guard shift < 64 else { throw DamagedBytes() }
            value |= UInt64(next & 0x7f) << shift
            if next < 0x80 { return value }
            shift += 7
        }
    }

    /// A count of things, at most `limit`: damaged bytes must not make us reserve the memory of the machine.
    mutating func count(limit: Int) throws(DamagedBytes) -> Int {
        let value = try varint()
        guard value <= UInt64(limit) else { throw DamagedBytes() }
        return Int(value)
    }

    mutating func raw(_ count: Int) throws(DamagedBytes) -> ArraySlice<UInt8> {
        guard count >= 0, count <= bytes.count - position else { throw DamagedBytes() }
        defer { position += count }
        return bytes[position..<position + count]
    }

    mutating func text() throws(DamagedBytes) -> String {
        let length = try count(limit: bytes.count)
        guard let text = String(validating: try raw(length), as: UTF8.self) else { throw DamagedBytes() }
        return text
    }
}

extension Int64 {
    /// Small numbers of either sign as small unsigned ones: 0, -1, 1, -2 ... become 0, 1, 2, 3 ...
    var zigzag: UInt64 { UInt64(bitPattern: (self << 1) ^ (self >> 63)) }

    init(zigzag value: UInt64) { self = Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }
}
