import Glibc

/// One value of a tape: two words, copied freely.
public struct JSONValue: Sendable {
    let tape: JSONTape
    let index: Int

    private var node: JSONTape.Node { tape.nodes[index] }

    public var kind: JSONKind { node.kind }
    public var isNull: Bool { node.kind == .null }

    public var bool: Bool? {
        node.kind == .bool ? rawBytes.first == UInt8(ascii: "t") : nil
    }

    /// The number where it is an integer that fits; `1.0` and `1e3` are integers too.
    public var int: Int? {
        guard node.kind == .number else { return nil }
        return JSONText.integer(rawBytes) ?? double.flatMap { Int(exactly: $0) }
    }

    /// The nearest double; nil for all but numbers and for numbers out of range.
    public var double: Double? {
        guard node.kind == .number, let value = JSONText.double(rawBytes), value.isFinite else { return nil }
        return value
    }

    /// The string, decoded; nil for all but strings.
    public var string: String? {
        guard node.kind == .string else { return nil }
        return node.isEscaped ? JSONText.unescaped(rawBytes) : String(decoding: rawBytes, as: UTF8.self)
    }

    /// The bytes of the value in the text; of a string, what stands between its quotes, escapes and all.
    public var rawBytes: ArraySlice<UInt8> {
        let start = Int(node.offset)
        return tape.bytes[start..<(start + Int(node.length))]
    }

    /// The value as it stands in the text, a string with its quotes.
    public var rawText: String {
        let raw = rawBytes
        guard node.kind == .string else { return String(decoding: raw, as: UTF8.self) }
        return String(decoding: tape.bytes[(raw.startIndex - 1)...raw.endIndex], as: UTF8.self)
    }

    /// Whether it is this string; compared byte by byte, without allocating.
    public func equals(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { tape.string(at: index, equals: $0) }
    }

    /// The value of the first member with that key; nil where there is none, or where this is no object. Takes time
    /// linear in the number of members.
    public subscript(key: String) -> JSONValue? {
        var key = key
        return key.withUTF8 { tape.member($0, of: index) }.map { JSONValue(tape: tape, index: $0) }
    }

    /// The element at a position; nil out of range, or where this is no array. Linear.
    public subscript(position: Int) -> JSONValue? {
        guard position >= 0 else { return nil }
        for (current, element) in elements.enumerated() where current == position { return element }
        return nil
    }
}

/// The elements of an array; none for all other values.
public struct JSONElements: Sequence, IteratorProtocol, Sendable {
    let tape: JSONTape
    var index: Int
    let end: Int

    public mutating func next() -> JSONValue? {
        guard index < end else { return nil }
        defer { index = Int(tape.nodes[index].next) }
        return JSONValue(tape: tape, index: index)
    }
}

/// The members of an object in the order of the text; none for all other values.
public struct JSONMembers: Sequence, IteratorProtocol, Sendable {
    let tape: JSONTape
    var index: Int
    let end: Int

    public mutating func next() -> (key: JSONValue, value: JSONValue)? {
        guard index < end else { return nil }
        defer { index = Int(tape.nodes[index + 1].next) }
        return (JSONValue(tape: tape, index: index), JSONValue(tape: tape, index: index + 1))
    }
}

extension JSONValue {
    public var elements: JSONElements {
        JSONElements(tape: tape, index: index + 1, end: node.kind == .array ? Int(node.next) : 0)
    }

    public var members: JSONMembers {
        JSONMembers(tape: tape, index: index + 1, end: node.kind == .object ? Int(node.next) : 0)
    }

    /// Number of elements or members; 0 for scalars. Linear.
    public var count: Int {
        switch node.kind {
        case .array: elements.reduce(0) { count, _ in count + 1 }
        case .object: members.reduce(0) { count, _ in count + 1 }
        default: 0
        }
    }
}

extension JSONTape {
    fileprivate func string(at index: Int, equals text: UnsafeBufferPointer<UInt8>) -> Bool {
        let node = nodes[index]
        guard node.kind == .string else { return false }
        if node.isEscaped {
            let start = Int(node.offset)
            return JSONText.unescaped(bytes[start..<(start + Int(node.length))]).utf8.elementsEqual(text)
        }
        guard Int(node.length) == text.count, let wanted = text.baseAddress else { return node.length == text.count }
        return bytes.withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return false }
            // The scanner has found the string within the bytes.
            return memcmp(start + Int(node.offset), wanted, text.count) == 0
        }
    }

    /// The index of the value of an object's first member with that key.
    fileprivate func member(_ key: UnsafeBufferPointer<UInt8>, of object: Int) -> Int? {
        guard nodes[object].kind == .object else { return nil }
        let end = Int(nodes[object].next)
        var index = object + 1
        while index < end {
            if string(at: index, equals: key) { return index + 1 }
            index = Int(nodes[index + 1].next)
        }
        return nil
    }
}

extension JSONTape {
    /// The strings of a JSON array, as sections hold lists of names; nil where the text is no JSON. Other elements are left
    /// out.
    public static func strings(in text: String) -> [String]? {
        (try? JSONTape(text))?.root.elements.compactMap(\.string)
    }

    /// The numbers of a JSON array, likewise.
    public static func numbers(in text: String) -> [Double]? {
        (try? JSONTape(text))?.root.elements.compactMap(\.double)
    }
}
