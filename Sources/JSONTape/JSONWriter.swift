/// Writes JSON text into a byte buffer. Members come out in the order they are written: the caller decides it.
///
/// The caller nests: `object` and `array` take what they hold as a closure, `member` writes one member. Doubles get
/// the shortest text that reads back as the same value; those that JSON cannot hold (NaN, infinities) become null.
public struct JSONWriter: Sendable {
    public private(set) var bytes: [UInt8] = []
    private let isPretty: Bool
    private var depth = 0
    /// The next value or key is the first of its container.
    private var isFirst = true
    /// The next value stands behind its key.
    private var isAfterKey = false

    /// - Parameter pretty: one member or element a line, indented by two spaces; empty containers stay on one line.
    public init(pretty: Bool = false, capacity: Int = 0) {
        isPretty = pretty
        bytes.reserveCapacity(capacity)
    }

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    // MARK: Containers

    public mutating func object<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        try container(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
    }

    public mutating func array<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        try container(UInt8(ascii: "["), UInt8(ascii: "]"), body)
    }

    private mutating func container<Failure: Error>(
        _ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        separate()
        bytes.append(open)
        let start = bytes.count
        depth += 1
        isFirst = true
        try body(&self)
        depth -= 1
        isFirst = false
        if bytes.count > start { breakLine() }
        bytes.append(close)
    }

    // MARK: Keys

    /// Writes a key; its value must follow.
    public mutating func key(_ name: String) {
        separate()
        appendQuoted(name)
        bytes.append(UInt8(ascii: ":"))
        if isPretty { bytes.append(0x20) }
        isAfterKey = true
    }

    // MARK: Values

    public mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    public mutating func value(_ value: Bool) {
        separate()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    public mutating func value(_ value: some BinaryInteger) {
        separate()
        appendInteger(value)
    }

    public mutating func value(_ value: Double) {
        separate()
        guard value.isFinite else {
            bytes.append(contentsOf: "null".utf8)
            return
        }
        if abs(value) < 0x1p53, value == value.rounded(.towardZero), !(value == 0 && value.sign == .minus) {
            appendInteger(Int64(value))
        } else {
            bytes.append(contentsOf: value.description.utf8)
        }
    }

    public mutating func value(_ value: String) {
        separate()
        appendQuoted(value)
    }

    /// A string given as UTF-8; invalid sequences are replaced by U+FFFD.
    public mutating func value(utf8 value: ArraySlice<UInt8>) {
        self.value(String(decoding: value, as: UTF8.self))
    }

    /// A value that is JSON already; the caller vouches for it. It is not reformatted.
    public mutating func raw(_ json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    // MARK: Layout

    private mutating func separate() {
        if isAfterKey {
            isAfterKey = false
            return
        }
        if isFirst { isFirst = false } else { bytes.append(UInt8(ascii: ",")) }
        if depth > 0 { breakLine() }
    }

    private mutating func breakLine() {
        guard isPretty else { return }
        bytes.append(0x0A)
        for _ in 0..<(2 * depth) { bytes.append(0x20) }
    }

    private mutating func appendInteger(_ value: some BinaryInteger) {
        bytes.append(contentsOf: value.description.utf8)
    }

    private mutating func appendQuoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { bytes.appendEscaped($0) }
        bytes.append(UInt8(ascii: "\""))
    }
}

/// A scalar that JSON can hold; an optional is null where it is nil.
public protocol JSONWritable {
    func write(to writer: inout JSONWriter)
}

extension Bool: JSONWritable {
    public func write(to writer: inout JSONWriter) { writer.value(self) }
}

extension Int: JSONWritable {
    public func write(to writer: inout JSONWriter) { writer.value(self) }
}

extension Int64: JSONWritable {
    public func write(to writer: inout JSONWriter) { writer.value(self) }
}

extension Double: JSONWritable {
    public func write(to writer: inout JSONWriter) { writer.value(self) }
}

extension String: JSONWritable {
    public func write(to writer: inout JSONWriter) { writer.value(self) }
}

extension Optional: JSONWritable where Wrapped: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        if let self { self.write(to: &writer) } else { writer.null() }
    }
}

extension JSONWriter {
    public mutating func member(_ name: String, _ value: some JSONWritable) {
        key(name)
        value.write(to: &self)
    }

    public mutating func memberObject<Failure: Error>(
        _ name: String, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        key(name)
        try object(body)
    }

    public mutating func memberArray<Failure: Error>(
        _ name: String, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        key(name)
        try array(body)
    }
}

extension [UInt8] {
    /// Appends valid UTF-8 with the escapes that a JSON string needs, copying the stretches between them at once.
    fileprivate mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        var copied = 0
        for position in 0..<text.count {
            let byte = text[position]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            append(contentsOf: text[copied..<position])
            copied = position + 1
            append(UInt8(ascii: "\\"))
            switch byte {
            case 0x0A: append(UInt8(ascii: "n"))
            case 0x0D: append(UInt8(ascii: "r"))
            case 0x09: append(UInt8(ascii: "t"))
            case 0x00..<0x20:
                append(contentsOf: "u00".utf8)
                append(UInt8(ascii: "0") + byte >> 4)
                append("0123456789abcdef".utf8.dropFirst(Int(byte & 15)).first ?? 0)
            default: append(byte)
            }
        }
        append(contentsOf: text[copied...])
    }
}
