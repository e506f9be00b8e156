import CLibpgQuery

@testable import SQLSyntax

/// The tokens of libpg_query's scanner, which is PostgreSQL's with standard_conforming_strings on.
enum ScanReference {
    struct Failure: Error {
        var message: String
        /// In characters; nil where it says none.
        var offset: Int?
    }

    /// Without comments.
    static func tokens(_ text: String) throws(Failure) -> [Range<Int>] {
        let result = text.withCString { pg_query_scan($0) }
        defer { pg_query_free_scan_result(result) }
        if let error = result.error?.pointee {
            throw Failure(
                message: error.message.map { String(cString: $0) } ?? "",
                offset: error.cursorpos > 0 ? Int(error.cursorpos) - 1 : nil)
        }
        guard let data = result.pbuf.data else { return [] }
        var message = Message(
            bytes: UnsafeRawBufferPointer(start: data, count: result.pbuf.len).map { $0 }[...])
        return message.fields().compactMap { field in
            guard case .message(2, var token) = field else { return nil }
            var (start, end, kind) = (0, 0, 0)
            for case .number(let name, let value) in token.fields() {
                if name == 1 { start = value }
                if name == 2 { end = value }
                if name == 4 { kind = value }
            }
            return comments.contains(kind) ? nil : start..<end
        }
    }

    /// SQL_COMMENT and C_COMMENT
    private static let comments = 275...276

    /// Of protocol buffers as much as a ScanResult has.
    private struct Message {
        var bytes: ArraySlice<UInt8>

        enum Field {
            case number(Int, Int)
            case message(Int, Message)
        }

        mutating func fields() -> [Field] {
            var fields: [Field] = []
            while !bytes.isEmpty {
                let tag = number()
                let value = number()
                if tag & 7 == 0 {
                    fields.append(.number(tag >> 3, value))
                } else {
                    fields.append(.message(tag >> 3, Message(bytes: bytes.prefix(value))))
                    bytes = bytes.dropFirst(value)
                }
            }
            return fields
        }

        private mutating func number() -> Int {
            var result = 0
            var shift = 0
            while let byte = bytes.popFirst() {
                result |= Int(byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 { break }
            }
            return result
        }
    }
}
