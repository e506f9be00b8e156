import Foundation
import GRDB

/// SQLite's functions that take time in the product of their arguments' lengths, in time that is linear instead: nothing can
/// stop SQLite within a function, and two texts of a megabyte would keep it busy for hours.
enum LinearFunctions {
    /// Longer texts are refused, as SQLite refuses what its limit of a length forbids.
    private static let longest = 64 << 20

    static let all: [DatabaseFunction] = [
        DatabaseFunction("instr", argumentCount: 2, pure: true) { values in
            guard let texts = bytes(values) else { return nil }
            return Needle(texts[1]).first(in: texts[0], from: 0).map { characters(texts[0][..<$0]) + 1 } ?? 0
        },
        DatabaseFunction("replace", argumentCount: 3, pure: true) { values in
            guard let texts = bytes(values) else { return nil }
            return String(decoding: try replaced(texts[0], texts[1], with: texts[2]), as: UTF8.self)
        },
        trimming("trim", start: true, end: true), trimming("ltrim", start: true, end: false),
        trimming("rtrim", start: false, end: true),
    ]

    private static func trimming(_ name: String, start: Bool, end: Bool) -> DatabaseFunction {
        DatabaseFunction(name, argumentCount: 2, pure: true) { values in
            guard let texts = bytes(values) else { return nil }
            let removed = Set(String(decoding: texts[1], as: UTF8.self).unicodeScalars)
            var rest = String(decoding: texts[0], as: UTF8.self).unicodeScalars[...]
            while start, let first = rest.first, removed.contains(first) { rest.removeFirst() }
            while end, let last = rest.last, removed.contains(last) { rest.removeLast() }
            return String(rest)
        }
    }

    /// The arguments as texts; nil where one is null.
    private static func bytes(_ values: [DatabaseValue]) -> [[UInt8]]? {
        var texts: [[UInt8]] = []
        for value in values {
            switch value.storage {
            case .null: return nil
            case .int64(let number): texts.append(Array(String(number).utf8))
            case .double(let number): texts.append(Array(String(format: "%.15g", number).utf8))
            case .string(let text): texts.append(Array(text.utf8))
            case .blob(let data): texts.append(Array(data))
            }
        }
        return texts
    }

    private static func replaced(_ text: [UInt8], _ old: [UInt8], with new: [UInt8]) throws -> [UInt8] {
        guard !old.isEmpty else { return text }
        let needle = Needle(old)
        var result: [UInt8] = []
        var position = 0
        while let found = needle.first(in: text, from: position) {
            result += text[position..<found]
            result += new
            position = found + old.count
            guard result.count <= longest else { throw EvidenceError(reason: "string or blob too big") }
        }
        return result + text[position...]
    }

    private static func characters(_ bytes: ArraySlice<UInt8>) -> Int { bytes.count { $0 & 0xC0 != 0x80 } }
}

/// A text that is looked for: Knuth, Morris and Pratt's search, in time that is the sum of the lengths.
private struct Needle {
    private let bytes: [UInt8]
    /// Of each beginning, how long the longest shorter beginning is that it ends with.
    private var borders: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        borders = Array(repeating: 0, count: bytes.count)
        var length = 0
        for position in bytes.indices.dropFirst() {
            while length > 0, bytes[position] != bytes[length] { length = borders[length - 1] }
            if bytes[position] == bytes[length] { length += 1 }
            borders[position] = length
        }
    }

    func first(in text: [UInt8], from start: Int) -> Int? {
        guard !bytes.isEmpty else { return start }
        var length = 0
        for position in text.indices[start...] {
            while length > 0, text[position] != bytes[length] { length = borders[length - 1] }
            if text[position] == bytes[length] { length += 1 }
            if length == bytes.count { return position + 1 - length }
        }
        return nil
    }
}
