/// Writes unsigned numbers of which many are zero: a run of zeros takes two bytes, whatever its length.
struct ZeroRunWriter {
    private var zeros = 0

    mutating func append(_ value: UInt64, to writer: inout ByteWriter) {
        if value == 0 {
            zeros += 1
        } else {
            flush(to: &writer)
            writer.varint(value)
        }
    }

    /// Call it after the last number.
    mutating func flush(to writer: inout ByteWriter) {
        guard zeros > 0 else { return }
        writer.varint(0)
        writer.count(zeros - 1)
        zeros = 0
    }
}

struct ZeroRunReader {
    private var zeros: UInt64 = 0

    mutating func next(from reader: inout ByteReader) throws(DamagedBytes) -> UInt64 {
        if zeros > 0 {
            zeros -= 1
            return 0
        }
        let value = try reader.varint()
        if value == 0 { zeros = try reader.varint() }
        return value
    }
}

/// Truth values as the lengths of their runs, the first run being of false.
enum RunLengths {
    static func write(_ values: some Sequence<Bool>, to writer: inout ByteWriter) {
        var current = false
        var length = 0
        for value in values {
            if value != current {
                writer.count(length)
                current = value
                length = 0
            }
            length += 1
        }
        writer.count(length)
    }

    static func read(_ count: Int, from reader: inout ByteReader) throws(DamagedBytes) -> [Bool] {
        var result: [Bool] = []
        result.reserveCapacity(count)
        var current = false
        repeat {
            let length = try reader.count(limit: count - result.count)
            result.append(contentsOf: repeatElement(current, count: length))
            current.toggle()
        } while result.count < count
        return result
    }
}
