/// Takes the literals out of SQL and leaves SQL that still parses.
enum Scrub {
    /// Strings become `'?'`, numbers 0, comments a space; names, key words and parameters stay.
    static func literals(_ sql: String) -> String {
        var output: [UInt8] = []
        var scanner = SQLScanner(sql)
        output.reserveCapacity(scanner.text.count)
        while let token = scanner.next() {
            switch token.kind {
            case .string: output.append(contentsOf: "'?'".utf8)
            case .number: output.append(UInt8(ascii: "0"))
            case .comment: output.append(0x20)
            default: output.append(contentsOf: scanner.text[token.range])
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
