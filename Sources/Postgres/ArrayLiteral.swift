/// PostgreSQL's text form of one-dimensional arrays: `{1,2,NULL}`, `{"a b","say \"x\""}`.
public enum ArrayLiteral {
    public static func text(of values: [String?]) -> String {
        var text = "{"
        for (index, value) in values.enumerated() {
            if index > 0 { text += "," }
            guard let value else {
                text += "NULL"
                continue
            }
            text += "\""
            for character in value.unicodeScalars {
                if character == "\"" || character == "\\" { text += "\\" }
                text.unicodeScalars.append(character)
            }
            text += "\""
        }
        return text + "}"
    }

    /// The elements, nil for NULL; nil if the text is not a one-dimensional array.
    public static func elements(of text: String) -> [String?]? {
        Array(text.utf8).withUnsafeBufferPointer { elements(of: $0) }
    }

    /// The elements, nil for NULL; nil if `bytes` are not a one-dimensional array. Bounds (`[0:1]={...}`) are skipped.
    static func elements(of bytes: UnsafeBufferPointer<UInt8>) -> [String?]? {
        var start = bytes.startIndex
        if bytes.first == UInt8(ascii: "[") {
            guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            start = equals + 1
        }
        var scanner = Scanner(bytes: bytes, index: start)
        return scanner.array()
    }

    private struct Scanner {
        let bytes: UnsafeBufferPointer<UInt8>
        var index: Int

        private var next: UInt8? { index < bytes.endIndex ? bytes[index] : nil }

        mutating func array() -> [String?]? {
            guard take("{") else { return nil }
            var elements: [String?] = []
            if take("}") { return index == bytes.endIndex ? elements : nil }
            repeat {
                guard next != UInt8(ascii: "{"), let element = element() else { return nil }
                elements.append(element)
            } while take(",")
            return take("}") && index == bytes.endIndex ? elements : nil
        }

        /// nil: malformed; .some(nil): NULL.
        private mutating func element() -> String?? {
            if take("\"") { return quoted().map { .some($0) } }
            let start = index
            while let byte = next, byte != UInt8(ascii: ","), byte != UInt8(ascii: "}") { index += 1 }
            let text = String(decoding: bytes[start..<index], as: UTF8.self)
            return text.isEmpty ? nil : .some(text == "NULL" ? nil : text)
        }

        private mutating func quoted() -> String? {
            var text: [UInt8] = []
            while let byte = next {
                index += 1
                if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
                if byte == UInt8(ascii: "\\") {
                    guard let escaped = next else { return nil }
                    text.append(escaped)
                    index += 1
                } else {
                    text.append(byte)
                }
            }
            return nil
        }

        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard next == UInt8(ascii: character) else { return false }
            index += 1
            return true
        }
    }
}
