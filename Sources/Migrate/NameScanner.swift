import Model

/// Reads key words and names from the front of a statement, as PostgreSQL reads them: by Unicode scalars, for to Swift a quote and a
/// combining mark behind it are one character that is not a quote.
struct NameScanner {
    private var rest: Substring.UnicodeScalarView

    init(_ text: String) { rest = text[...].unicodeScalars }

    /// What was not read, without blanks before it.
    var remainder: String { String(String.UnicodeScalarView(withoutBlanks)) }

    private var withoutBlanks: Substring.UnicodeScalarView { rest.drop(while: \.properties.isWhitespace) }

    mutating func take(_ word: String) -> Bool {
        let start = withoutBlanks
        let found = start.prefix(while: Self.isPartOfName)
        guard String(String.UnicodeScalarView(found)).uppercased() == word else { return false }
        rest = start[found.endIndex...]
        return true
    }

    /// A bare name, one in quotes, or one with Unicode escapes; nil where it is none of these or does not end.
    mutating func name() -> String? {
        let start = withoutBlanks
        if start.first == "\"" { return quoted(from: start.dropFirst()) }
        if start.first == "U" || start.first == "u", start.dropFirst().starts(with: "&\"".unicodeScalars) {
            return quoted(from: start.dropFirst(3)).flatMap(Self.unescaped)
        }
        let word = start.prefix(while: Self.isPartOfName)
        guard let first = word.first, !("0"..."9").contains(first) else { return nil }
        rest = start[word.endIndex...]
        // Letters beyond ASCII keep their case, as they do in UTF-8.
        return String(
            String.UnicodeScalarView(word.map { ("A"..."Z").contains($0) ? Unicode.Scalar($0.value + 32) ?? $0 : $0 }))
    }

    mutating func qualifiedName() -> (schema: String?, name: String)? {
        guard let first = name() else { return nil }
        guard rest.first == "." else { return (nil, first) }
        rest = rest.dropFirst()
        return name().map { (first, $0) }
    }

    private static func isPartOfName(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "$": true
        default: scalar.value >= 0x80
        }
    }

    /// - Parameter text: behind the opening quote.
    private mutating func quoted(from text: Substring.UnicodeScalarView) -> String? {
        var name = String.UnicodeScalarView()
        var text = text
        while let scalar = text.popFirst() {
            if scalar == "\"" {
                guard text.first == "\"" else {
                    rest = text
                    return String(name)
                }
                text = text.dropFirst()
            }
            name.append(scalar)
        }
        return nil
    }

    /// What stands between the quotes of `U&"..."` without a UESCAPE clause: `\\XXXX`, `\\+XXXXXX`, and a doubled backslash.
    private static func unescaped(_ text: String) -> String? {
        var name = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "\\" else {
                name.append(scalar)
                continue
            }
            if rest.first == "\\" {
                name.append("\\")
                rest = rest.dropFirst()
                continue
            }
            let isLong = rest.first == "+"
            let digits = (isLong ? rest.dropFirst() : rest).prefix(isLong ? 6 : 4)
            guard digits.count == (isLong ? 6 : 4), digits.allSatisfy(\.properties.isASCIIHexDigit),
                let value = UInt32(String(String.UnicodeScalarView(digits)), radix: 16),
                let unicode = Unicode.Scalar(value)
            else { return nil }
            name.append(unicode)
            rest = rest[digits.endIndex...]
        }
        return String(name)
    }
}
