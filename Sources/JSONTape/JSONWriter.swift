import Model

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

    /// What has been written since the last time, for those who keep a long text in parts. Not for pretty ones.
    public mutating func drain() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    /// Adds what is JSON already, commas and all.
    public mutating func raw(_ json: [UInt8]) { bytes.append(contentsOf: json) }

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
    /// Appends valid UTF-8 with the escapes that a JSON string needs, copying the stretches between them at once. What
    /// `Visible` calls dangerous is escaped too, and a `#` behind another, since commands of CI servers begin with two: the value is
    /// the same, and neither a terminal nor a server does anything.
    fileprivate mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        var copied = 0
        var position = 0
        while position < text.count {
            let byte = text[position]
            if byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"),
                byte != UInt8(ascii: "#") || position == 0 || text[position - 1] != UInt8(ascii: "#")
            {
                position += 1
                continue
            }
            let scalar = byte < 0x7F ? Unicode.Scalar(byte) : text.hazard(at: position)
            guard let scalar else {
                position += 1
                continue
            }
            append(contentsOf: text[copied..<position])
            appendEscape(scalar)
            position += String(scalar).utf8.count
            copied = position
        }
        append(contentsOf: text[copied...])
    }

    private mutating func appendEscape(_ scalar: Unicode.Scalar) {
        append(UInt8(ascii: "\\"))
        switch scalar {
        case "\n": append(UInt8(ascii: "n"))
        case "\r": append(UInt8(ascii: "r"))
        case "\t": append(UInt8(ascii: "t"))
        case "\"", "\\": append(UInt8(ascii: scalar))
        default:
            for (position, unit) in String(scalar).utf16.enumerated() {
                if position > 0 { append(UInt8(ascii: "\\")) }
                append(UInt8(ascii: "u"))
                for shift in [12, 8, 4, 0] {
                    let digit = UInt8(truncatingIfNeeded: unit >> shift & 15)
                    append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
                }
            }
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The dangerous character whose UTF-8 begins there; nil where there is none.
    fileprivate func hazard(at start: Int) -> Unicode.Scalar? {
        let lead = self[start]
        if lead == 0x7F { return Unicode.Scalar(lead) }
        let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
        guard lead >= 0xC2, start + length <= count else { return nil }
        var value = UInt32(lead) & (0xFF >> (UInt32(length) + 1))
        for offset in 1..<length { value = value << 6 | UInt32(self[start + offset] & 0x3F) }
        return Unicode.Scalar(value).flatMap { Visible.isHazard($0) ? $0 : nil }
    }
}
