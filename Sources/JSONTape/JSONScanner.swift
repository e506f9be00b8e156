/// Reads JSON text into nodes, one pass, no recursion.
///
/// While a container is open, its node's `next` holds the index of the container around it: that chain is the stack.
struct JSONScanner {
    private var nodes: [JSONTape.Node] = []
    private var position = 0
    private var open = none
    private var depth = 0
    private(set) var maximumDepth = 0

    private static let none = UInt32.max

    mutating func scan(_ text: UnsafeBufferPointer<UInt8>) throws(JSONError) -> [JSONTape.Node] {
        guard text.count < Int(UInt32.max) else { throw JSONError(reason: .tooLarge, offset: 0) }
        nodes.reserveCapacity(text.count / 12 + 1)
        try scanValue(text)
        while open != Self.none { try scanNextMember(text) }
        skipSpace(text)
        guard position == text.count else { throw JSONError(reason: .trailingBytes, offset: position) }
        return nodes
    }

    /// Continues in the innermost open container: behind its bracket or behind one of its values.
    private mutating func scanNextMember(_ text: UnsafeBufferPointer<UInt8>) throws(JSONError) {
        let isObject = nodes[Int(open)].kind == .object
        let isFirst = Int(open) == nodes.count - 1
        var byte = try nextByte(text)
        if byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
            position += 1
            close()
            return
        }
        if !isFirst {
            guard byte == UInt8(ascii: ",") else { throw JSONError(reason: .unexpectedByte, offset: position) }
            position += 1
            byte = try nextByte(text)
        }
        if isObject {
            guard byte == UInt8(ascii: "\"") else { throw JSONError(reason: .unexpectedByte, offset: position) }
            try scanString(text)
            guard try nextByte(text) == UInt8(ascii: ":") else {
                throw JSONError(reason: .unexpectedByte, offset: position)
            }
            position += 1
        }
        try scanValue(text)
    }

    private mutating func scanValue(_ text: UnsafeBufferPointer<UInt8>) throws(JSONError) {
        switch try nextByte(text) {
        case UInt8(ascii: "{"): begin(.object)
        case UInt8(ascii: "["): begin(.array)
        case UInt8(ascii: "\""): try scanString(text)
        case UInt8(ascii: "t"): try scanWord("true", .bool, text)
        case UInt8(ascii: "f"): try scanWord("false", .bool, text)
        case UInt8(ascii: "n"): try scanWord("null", .null, text)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try scanNumber(text)
        default: throw JSONError(reason: .unexpectedByte, offset: position)
        }
    }

    private mutating func begin(_ kind: JSONKind) {
        nodes.append(.init(kind: kind, isEscaped: false, offset: UInt32(position), length: 0, next: open))
        open = UInt32(nodes.count - 1)
        position += 1
        depth += 1
        maximumDepth = max(maximumDepth, depth)
    }

    private mutating func close() {
        depth -= 1
        let closed = Int(open)
        open = nodes[closed].next
        nodes[closed].length = UInt32(position) - nodes[closed].offset
        nodes[closed].next = UInt32(nodes.count)
    }

    private mutating func append(_ kind: JSONKind, from start: Int, to end: Int, isEscaped: Bool = false) {
        nodes.append(
            .init(
                kind: kind, isEscaped: isEscaped, offset: UInt32(start), length: UInt32(end - start),
                next: UInt32(nodes.count + 1)))
    }

    private mutating func scanString(_ text: UnsafeBufferPointer<UInt8>) throws(JSONError) {
        let start = position + 1
        var isEscaped = false
        var end = start
        while end < text.count {
            let byte = text[end]
            if byte == UInt8(ascii: "\"") {
                append(.string, from: start, to: end, isEscaped: isEscaped)
                position = end + 1
                return
            }
            guard byte >= 0x20 else { throw JSONError(reason: .controlCharacter, offset: end) }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                end += try Self.escapeLength(text, at: end)
            } else {
                end += 1
            }
        }
        throw JSONError(reason: .unexpectedEnd, offset: text.count)
    }

    private static func escapeLength(_ text: UnsafeBufferPointer<UInt8>, at start: Int) throws(JSONError) -> Int {
        guard start + 1 < text.count else { throw JSONError(reason: .unexpectedEnd, offset: text.count) }
        switch text[start + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return 2
        case UInt8(ascii: "u"):
            guard start + 6 <= text.count else { throw JSONError(reason: .unexpectedEnd, offset: text.count) }
            for digit in text[(start + 2)..<(start + 6)] where JSONText.hexValue(digit) == nil {
                throw JSONError(reason: .badEscape, offset: start)
            }
            return 6
        default:
            throw JSONError(reason: .badEscape, offset: start)
        }
    }

    private mutating func scanNumber(_ text: UnsafeBufferPointer<UInt8>) throws(JSONError) {
        let start = position
        var end = start
        if text[end] == UInt8(ascii: "-") { end += 1 }
        let whole = Self.digits(text, &end)
        var isValid = whole == 1 || (whole > 1 && text[end - whole] != UInt8(ascii: "0"))
        if end < text.count, text[end] == UInt8(ascii: ".") {
            end += 1
            isValid = Self.digits(text, &end) > 0 && isValid
        }
        if end < text.count, text[end] | 0x20 == UInt8(ascii: "e") {
            end += 1
            if end < text.count, text[end] == UInt8(ascii: "+") || text[end] == UInt8(ascii: "-") { end += 1 }
            isValid = Self.digits(text, &end) > 0 && isValid
        }
        guard isValid else { throw JSONError(reason: .badNumber, offset: start) }
        append(.number, from: start, to: end)
        position = end
    }

    /// Steps over digits and returns how many there were.
    private static func digits(_ text: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Int {
        let start = position
        while position < text.count, text[position] &- UInt8(ascii: "0") < 10 { position += 1 }
        return position - start
    }

    private mutating func scanWord(
        _ word: StaticString, _ kind: JSONKind, _ text: UnsafeBufferPointer<UInt8>
    ) throws(JSONError) {
        let length = word.utf8CodeUnitCount
        for index in 0..<length {
            guard position + index < text.count else {
                throw JSONError(reason: .unexpectedEnd, offset: text.count)
            }
            guard text[position + index] == word.utf8Start[index] else {
                throw JSONError(reason: .unexpectedByte, offset: position + index)
            }
        }
        append(kind, from: position, to: position + length)
        position += length
    }

    private mutating func skipSpace(_ text: UnsafeBufferPointer<UInt8>) {
        while position < text.count {
            switch text[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// The next byte that is no white space; `position` is left on it.
    private mutating func nextByte(_ text: UnsafeBufferPointer<UInt8>) throws(JSONError) -> UInt8 {
        skipSpace(text)
        guard position < text.count else { throw JSONError(reason: .unexpectedEnd, offset: text.count) }
        return text[position]
    }
}
