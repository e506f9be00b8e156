/// The characters of an input, whatever encoding its tool wrote.
enum SourceText {
    /// UTF-8 unless a mark or the zero bytes of Latin letters say UTF-16; bytes that are no character are replaced.
    static func decode(_ bytes: some Collection<UInt8>) -> String {
        let bytes = Array(bytes)
        if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes.dropFirst(2), isLittle: true) }
        if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes.dropFirst(2), isLittle: false) }
        let head = bytes.prefix(64)
        let zeros = head.indices.filter { head[$0] == 0 }
        // PowerShell and SQL Server Management Studio write UTF-16, some without the mark.
        if head.count >= 4, zeros.count * 5 >= head.count * 2 {
            if zeros.allSatisfy({ $0 % 2 == 1 }) { return utf16(bytes[...], isLittle: true) }
            if zeros.allSatisfy({ $0 % 2 == 0 }) { return utf16(bytes[...], isLittle: false) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, isLittle: Bool) -> String {
        let pairs = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2)
        let units = pairs.map { position in
            let (first, second) = (UInt16(bytes[position]), UInt16(bytes[position + 1]))
            return isLittle ? first | second << 8 : first << 8 | second
        }
        return String(decoding: units, as: UTF16.self)
    }

    /// Without what is only for the eye: byte order marks, colours, no-break blanks as web pages indent with; every kind
    /// of line end is LF, psql's zero byte between records too.
    static func plain(_ text: String) -> String {
        let hasSpecials = text.utf8.contains { $0 == 0x1B || $0 == 0 || $0 == 0xC2 || $0 == 0xEF || $0 == 0x0D }
        guard hasSpecials else { return text }
        var plain = String.UnicodeScalarView()
        var isEscape = false
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            defer { previous = scalar }
            if isEscape {
                let isParameter = scalar == "[" || scalar == ";" || ("0"..."9").contains(scalar)
                isEscape = isParameter
                continue
            }
            switch scalar {
            case "\u{1B}": isEscape = true
            case "\u{FEFF}": break
            case "\u{A0}": plain.append(" ")
            case "\r", "\0": plain.append("\n")
            case "\n" where previous == "\r": break
            default: plain.append(scalar)
            }
        }
        return String(plain)
    }
}
