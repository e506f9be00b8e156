extension StringProtocol {
    /// The text with some of its scalars written otherwise. Quoting and escaping must go by scalars: to Swift a quote followed by
    /// a combining mark is one character, and not equal to a quote.
    public func replacingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if let text = replacement(scalar) {
                result.append(contentsOf: text.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// The text with a sequence of scalars written otherwise wherever it stands.
    public func replacingScalars(of old: String, with new: String) -> String {
        String(
            String.UnicodeScalarView(
                Array(unicodeScalars).replacing(Array(old.unicodeScalars), with: Array(new.unicodeScalars))))
    }

    /// Whether a sequence of scalars stands in the text, combined with others or not.
    public func holdsScalars(_ sequence: String) -> Bool {
        sequence.unicodeScalars.isEmpty || unicodeScalars.firstRange(of: sequence.unicodeScalars) != nil
    }

    /// Whether a mark stands on a sign of ASCII: a search for that sign by characters would miss it.
    public var combinesSigns: Bool {
        contains { character in
            let scalars = character.unicodeScalars
            return scalars.count > 1 && character != "\r\n"
                && scalars.contains { $0.isASCII && !$0.properties.isAlphabetic && !("0"..."9" ~= $0) }
        }
    }

    /// Whether the text begins with these very bytes. To Swift `é` in one code point begins with `é` in two.
    public func beginsWithBytes(of start: String) -> Bool { utf8.starts(with: start.utf8) }

    /// Whether the text holds one of these scalars, combined with another or not.
    public func holdsScalar(of scalars: String) -> Bool {
        unicodeScalars.contains { scalar in scalars.unicodeScalars.contains(scalar) }
    }
}
