/// Recognises the statements of a workload in what pg_stat_statements prints of them.
extension SampleWorkload {
    /// The statement that was sent with this text; nil where it is none of the workload's.
    public func statement(sending normalised: String) -> Request.Statement? {
        let masked = Self.masked(normalised)
        return requests.lazy.flatMap(\.statements).first { Self.masked($0.text) == masked }
    }

    /// The words of a statement with `?` for each literal and parameter: the same before and after normalisation.
    static func masked(_ text: String) -> [String] {
        var words: [String] = []
        var rest = text[...]
        while let character = rest.first {
            if character.isWhitespace {
                rest.removeFirst()
            } else if character == "'" {
                words.append("?")
                rest = rest.dropFirst().drop { $0 != "'" }.dropFirst()
            } else if character == "$" || character.isNumber {
                words.append("?")
                rest = rest.dropFirst().drop { $0.isNumber || $0 == "." }
            } else if character.isLetter || character == "_" {
                let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
                words.append(["true", "false", "null"].contains(word.lowercased()) ? "?" : String(word))
                rest = rest.dropFirst(word.count)
            } else {
                words.append(String(character))
                rest.removeFirst()
            }
        }
        return words
    }
}
