/// The columns of a partition key as pg_get_partkeydef prints it: `RANGE (created_at, lower(name))`.
enum PartitionKey {
    /// Names of the keys that are bare columns, in order; expressions are left out.
    static func columns(_ definition: String) -> [String] {
        guard let open = definition.firstIndex(of: "("), definition.last == ")" else { return [] }
        let keys = definition[definition.index(after: open)...].dropLast()
        return split(keys).compactMap(column)
    }

    /// Cuts at the commas outside of parentheses and quotes.
    private static func split(_ keys: Substring) -> [Substring] {
        var parts: [Substring] = []
        var start = keys.startIndex
        var depth = 0
        var quote: Character?
        for index in keys.indices {
            let character = keys[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == "(" {
                depth += 1
            } else if character == ")" {
                depth -= 1
            } else if character == ",", depth == 0 {
                parts.append(keys[start..<index])
                start = keys.index(after: index)
            }
        }
        return parts + [keys[start...]]
    }

    /// The name of a key without its collation and operator class; nil for an expression.
    private static func column(_ key: Substring) -> String? {
        let key = key.drop { $0 == " " }
        if key.first == "\"" {
            var name = ""
            var rest = key.dropFirst()
            while let end = rest.firstIndex(of: "\"") {
                name += rest[..<end]
                rest = rest[rest.index(after: end)...]
                guard rest.first == "\"" else { return name }
                name += "\""
                rest = rest.dropFirst()
            }
            return nil
        }
        let name = key.prefix { $0 != " " }
        return name.isEmpty || name.contains("(") ? nil : String(name)
    }
}
