import Glibc

/// Where the lines of a text begin. Finding them takes a fast pass over the bytes, looking one up a binary search.
public struct LineIndex: Sendable {
    public let bytes: [UInt8]
    private let starts: [Int]

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
        return String(decoding: bytes[start..<min(max(offset, start), bytes.count)], as: UTF8.self).unicodeScalars.count
    }

    /// A line, from 0, without its end; nil where there is none.
    public func text(ofLine line: Int) -> String? {
        guard starts.indices.contains(line) else { return nil }
        var end = line + 1 < starts.count ? starts[line + 1] - 1 : bytes.count
        if end > starts[line], bytes[end - 1] == 0x0D { end -= 1 }
        return String(decoding: bytes[starts[line]..<end], as: UTF8.self)
    }
}
