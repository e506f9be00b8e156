import Glibc

/// Where the lines of a text begin. Finding them takes a fast pass over the bytes, looking one up a binary search.
public struct LineIndex: Sendable {
    public let bytes: [UInt8]
    private let starts: [Int]
    /// Unicode scalars before each stretch of bytes: a file may be one line, of which every column is asked for.
    private let scalarsBefore: [Int]
    private static let stretch = 1_024

    public init(_ text: String) {
        bytes = Array(text.utf8)
        var starts = [0]
        bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            var position = 0
            while position < buffer.count, let found = memchr(base + position, 0x0A, buffer.count - position) {
                position = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - base + 1
                starts.append(position)
            }
        }
        self.starts = starts
        var counts = [0]
        for start in stride(from: 0, to: bytes.count, by: Self.stretch) {
            counts.append(
                counts[counts.count - 1] + Self.scalars(bytes[start..<min(start + Self.stretch, bytes.count)]))
        }
        scalarsBefore = counts
    }

    public var count: Int { starts.count }

    /// The line of a byte, from 0; of an offset behind the end, the last.
    public func line(of offset: Int) -> Int {
        var (low, high) = (0, starts.count)
        while low + 1 < high {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    /// The Unicode scalars between the beginning of its line and a byte.
    public func column(of offset: Int) -> Int {
        let start = starts[line(of: offset)]
        return scalars(before: min(max(offset, start), bytes.count)) - scalars(before: start)
    }

    private func scalars(before offset: Int) -> Int {
        let stretch = offset / Self.stretch
        return scalarsBefore[stretch] + Self.scalars(bytes[(stretch * Self.stretch)..<offset])
    }

    /// All bytes but those that continue a scalar.
    private static func scalars(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(into: 0) { count, byte in if byte & 0xC0 != 0x80 { count += 1 } }
    }

    /// A line, from 0, without its end; nil where there is none.
    ///
    /// - Parameter limit: bytes after which it is cut.
    public func text(ofLine line: Int, limit: Int = .max) -> String? {
        guard starts.indices.contains(line) else { return nil }
        var end = line + 1 < starts.count ? starts[line + 1] - 1 : bytes.count
        if end > starts[line], bytes[end - 1] == 0x0D { end -= 1 }
        if end - starts[line] > limit {
            end = starts[line] + limit
            while end > starts[line], bytes[end] & 0xC0 == 0x80 { end -= 1 }
        }
        return String(decoding: bytes[starts[line]..<end], as: UTF8.self)
    }
}
