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

    /// Whether the text holds one of these scalars, combined with another or not.
    public func holdsScalar(of scalars: String) -> Bool {
        unicodeScalars.contains { scalar in scalars.unicodeScalars.contains(scalar) }
    }
}
