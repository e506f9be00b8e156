/// The columns of a partition key as pg_get_partkeydef prints it: `RANGE (created_at, lower(name))`.
enum PartitionKey {
    /// Names of the keys that are bare columns, in order; expressions are left out.
    static func columns(_ definition: String) -> [String] {
        // By scalars: a mark on a quote or a comma makes another character of it to Swift, but not to the server.
        let scalars = Array(definition.unicodeScalars)
        guard let open = scalars.firstIndex(of: "("), scalars.last == ")", open < scalars.count - 1 else { return [] }
        return split(scalars[(open + 1)..<(scalars.count - 1)]).compactMap(column)
    }

    /// Cuts at the commas outside of parentheses and quotes.
    private static func split(_ keys: ArraySlice<Unicode.Scalar>) -> [ArraySlice<Unicode.Scalar>] {
        var parts: [ArraySlice<Unicode.Scalar>] = []
        var start = keys.startIndex
        var depth = 0
        var quote: Unicode.Scalar?
        for (index, scalar) in zip(keys.indices, keys) {
            if let open = quote {
                if scalar == open { quote = nil }
            } else if scalar == "\"" || scalar == "'" {
                quote = scalar
            } else if scalar == "(" {
                depth += 1
            } else if scalar == ")" {
                depth -= 1
            } else if scalar == ",", depth == 0 {
                parts.append(keys[start..<index])
                start = index + 1
            }
        }
        return parts + [keys[start...]]
    }

    /// The name of a key without its collation and operator class; nil for an expression.
    private static func column(_ key: ArraySlice<Unicode.Scalar>) -> String? {
        let key = key.drop { $0 == " " }
        guard key.first == "\"" else {
            let name = key.prefix { $0 != " " }
            return name.isEmpty || name.contains("(") ? nil : String(String.UnicodeScalarView(name))
        }
        var name = String.UnicodeScalarView()
        var rest = key.dropFirst()
        while let end = rest.firstIndex(of: "\"") {
            name.append(contentsOf: rest[..<end])
            rest = rest[(end + 1)...]
            guard rest.first == "\"" else { return String(name) }
            name.append("\"")
            rest = rest.dropFirst()
        }
        return nil
    }
}
