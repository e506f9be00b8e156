/// Compresses bytes by copying what came before (LZ77), and, where one is given, from a text known to both sides: a plan
/// differs from yesterday's in a few figures.
///
/// The first byte says whether what follows is packed; it is not where that would not pay.
enum Compression {
    private enum Form: UInt8 {
        case plain, packed
    }

    /// The most that one blob may unpack to: a bound on the memory that damaged bytes can make us reserve.
    private static let maximumSize = 1 << 28
    private static let minimumMatch = 6

    static func pack(_ bytes: [UInt8], dictionary: [UInt8] = []) -> [UInt8] {
        if bytes.count >= 32 {
            var writer = ByteWriter()
            writer.byte(Form.packed.rawValue)
            writer.count(bytes.count)
            let all = dictionary + bytes
            all.withUnsafeBufferPointer { write($0, from: dictionary.count, to: &writer) }
            if writer.bytes.count < bytes.count - bytes.count / 16 { return writer.bytes }
        }
        return [Form.plain.rawValue] + bytes
    }

    static func unpack(_ packed: [UInt8], dictionary: [UInt8] = []) throws(DamagedBytes) -> [UInt8] {
        var reader = ByteReader(packed)
        guard let form = Form(rawValue: try reader.byte()) else { throw DamagedBytes() }
        if form == .plain { return Array(packed.dropFirst()) }
        let size = try reader.count(limit: maximumSize)
        var bytes = dictionary
        bytes.reserveCapacity(dictionary.count + min(size, packed.count * 64))
        let end = dictionary.count + size
        while bytes.count < end {
            let literals = try reader.count(limit: end - bytes.count)
            bytes.append(contentsOf: try reader.raw(literals))
            if bytes.count == end { break }
            let length = try reader.count(limit: end - bytes.count)
            let distance = try reader.count(limit: bytes.count)
            guard length > 0, distance > 0 else { throw DamagedBytes() }
            let start = bytes.count - distance
            if distance >= length {
                // A slice of the array would share its storage, and to append it would copy the whole.
                let end = bytes.count
                bytes.append(contentsOf: repeatElement(0, count: length))
                bytes.withUnsafeMutableBytes { $0[end...].copyBytes(from: $0[start..<start + length]) }
            } else {
                for position in start..<start + length { bytes.append(bytes[position]) }
            }
        }
        guard reader.isAtEnd else { throw DamagedBytes() }
        bytes.removeFirst(dictionary.count)
        return bytes
    }

    /// Pairs of literals and a copy: length of the literals, literals, length of the copy, its distance back. The last
    /// pair may end after its literals.
    private static func write(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to writer: inout ByteWriter) {
        let tableBits = min(16, max(8, Int.bitWidth - bytes.count.leadingZeroBitCount))
        var latest = Array(repeating: -1, count: 1 << tableBits)
        func slot(_ position: Int) -> Int {
            let word = UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: position, as: UInt64.self)
            let hash = (word.littleEndian << 16) &* 0x9E37_79B9_7F4A_7C15
            return Int(truncatingIfNeeded: hash >> UInt64(64 - tableBits))
        }
        // A slot hashes six bytes of the eight that it loads.
        let lastSlot = bytes.count - 8
        for position in stride(from: 0, to: min(start, lastSlot + 1), by: 1) { latest[slot(position)] = position }

        var literalStart = start
        var position = start
        var misses = 0
        while position <= lastSlot {
            let key = slot(position)
            let candidate = latest[key]
            latest[key] = position
            let length = candidate < 0 ? 0 : matchLength(bytes, candidate, position)
            guard length >= minimumMatch else {
                // The longer nothing matches, the bigger the steps: incompressible bytes cost little time.
                misses += 1
                position += 1 + (misses >> 5)
                continue
            }
            writer.count(position - literalStart)
            writer.raw(bytes[literalStart..<position])
            writer.count(length)
            writer.count(position - candidate)
            position += length
            literalStart = position
            misses = 0
        }
        if literalStart < bytes.count {
            writer.count(bytes.count - literalStart)
            writer.raw(bytes[literalStart...])
        }
    }

    private static func matchLength(_ bytes: UnsafeBufferPointer<UInt8>, _ candidate: Int, _ position: Int) -> Int {
        var length = 0
        while position + length < bytes.count, bytes[candidate + length] == bytes[position + length] { length += 1 }
        return length
    }
}
