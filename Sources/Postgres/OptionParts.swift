/// What `options` of a connection string says to the server, which repeats parts of it, quoted or not, in what it says of them.
enum OptionParts {
    /// Words, and what they are made of: `-c a.b=41kB` gives `-c`, `a.b=41kB`, `a.b`, `41kB`, `41`.
    static func of(_ options: String) -> [String] {
        let words = words(options)
        let unsigned = words.map { String($0.unicodeScalars.drop { $0 == "-" }) }
        // -cname=value
        let names = unsigned.filter { $0.hasPrefix("c") }.map { String($0.dropFirst()) }
        let sides = (unsigned + names).flatMap { word -> [String] in
            let sides = word.unicodeScalars.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return sides.count == 2 ? sides.map { String($0) } : []
        }
        // The server prints a number in another unit than it was given in.
        let numbers = sides.flatMap { $0.unicodeScalars.split { $0.properties.numericType == nil }.map { String($0) } }
        return Set([options] + words + unsigned + names + sides + numbers).sorted { $0.utf8.count > $1.utf8.count }
    }

    /// The text without these parts: short ones where they are words, since `off` is in `offer`.
    static func removed(_ parts: [String], from text: String) -> String {
        parts.reduce(text) { text, part in
            let length = part.unicodeScalars.count
            if length < 3 { return text }
            return length < 6 ? replacingWord(part, in: text) : text.replacingScalars(of: part, with: "…")
        }
    }

    private static func replacingWord(_ word: String, in text: String) -> String {
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let place = rest.firstRange(of: word.unicodeScalars) {
            let isWithin = [rest[..<place.lowerBound].last, rest[place.upperBound...].first].contains(where: isOfWord)
            result.append(contentsOf: rest[..<place.lowerBound])
            result.append(contentsOf: isWithin ? Array(word.unicodeScalars) : ["…"])
            rest = rest[place.upperBound...]
        }
        return String(result) + String(rest)
    }

    private static func isOfWord(_ scalar: Unicode.Scalar?) -> Bool {
        guard let properties = scalar?.properties else { return false }
        return properties.isAlphabetic || properties.numericType != nil
    }

    /// As the server splits them: at white space that no backslash stands before.
    private static func words(_ options: String) -> [String] {
        var words: [String] = []
        var word = ""
        var isEscaped = false
        for character in options.unicodeScalars {
            if isEscaped || !(character == "\\" || character.properties.isWhitespace) {
                word.unicodeScalars.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                words.append(word)
                word = ""
            }
        }
        return (words + [word]).filter { !$0.isEmpty }
    }
}
