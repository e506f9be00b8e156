/// JSON text laid out flat: one small node a value, in the order of the text.
///
/// Scanning takes one pass, no recursion and no allocation but the node array, so any nesting depth is fine. Values are
/// decoded when they are asked for. Strings with invalid UTF-8 are accepted and repaired when decoded.
public final class JSONTape: Sendable {
    /// One value or one object key. A key stands before its value.
    struct Node: Sendable {
        var kind: JSONKind
        /// The string holds a backslash and must be decoded.
        var isEscaped: Bool
        /// Where the value's bytes start; for a string, behind its opening quote.
        var offset: UInt32
        /// Number of bytes; for a string, without its quotes.
        var length: UInt32
        /// Index of the node behind this value and all that it holds.
        var next: UInt32
    }

    let bytes: [UInt8]
    let nodes: [Node]
    /// The most containers that are open at once; 0 for a scalar. Bounds the recursion of whoever walks the tape.
    public let depth: Int

    /// Scans one JSON value; white space may surround it.
    /// - Throws: `JSONError` with the offset of the byte that is wrong. Texts of 4 GB and more are refused.
    public init(_ bytes: [UInt8]) throws(JSONError) {
        var scanner = JSONScanner()
        nodes = try bytes.withUnsafeBufferPointer { (text) throws(JSONError) in try scanner.scan(text) }
        depth = scanner.maximumDepth
        self.bytes = bytes
    }

    /// Scans the UTF-8 bytes of a text.
    public convenience init(_ text: String) throws(JSONError) {
        try self.init(Array(text.utf8))
    }

    /// The value of the whole text.
    public var root: JSONValue { JSONValue(tape: self, index: 0) }
}

/// What a JSON value is.
public enum JSONKind: UInt8, Sendable {
    case null, bool, number, string, array, object
}

/// Where and why a text is not JSON.
public struct JSONError: Error, Equatable, CustomStringConvertible {
    public enum Reason: String, Sendable {
        case unexpectedEnd = "the text ends too early"
        case unexpectedByte = "unexpected character"
        case badEscape = "invalid escape sequence in a string"
        case controlCharacter = "control character in a string"
        case badNumber = "invalid number"
        case trailingBytes = "text behind the end of the value"
        case tooLarge = "the text is larger than 4 GB"
    }

    public let reason: Reason
    /// In bytes, from the start of the text.
    public let offset: Int

    public var description: String { "not JSON: \(reason.rawValue) at byte \(offset)" }
}
