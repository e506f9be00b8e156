/// A search_path as a list of schemas.
public enum SearchPath {
    /// The schemas, without quotes; bare names are folded as the server folds them.
    public static func parts(_ path: String) -> [String] {
        var parts: [String] = []
        var rest = path[...]
        while !rest.isEmpty {
            rest = rest.drop { $0 == " " || $0 == "," }
            guard let first = rest.first else { break }
            if first == "\"" {
                parts.append(quoted(&rest))
            } else {
                let name = rest.prefix { $0 != "," }
                rest = rest.dropFirst(name.count)
                parts.append(name.trimmed.lowercased())
            }
        }
        return parts
    }

    /// Takes a quoted name off the front; a doubled quote stands for itself.
    private static func quoted(_ rest: inout Substring) -> String {
        var name = ""
        rest = rest.dropFirst()
        while let character = rest.popFirst() {
            if character != "\"" {
                name.append(character)
            } else if rest.first == "\"" {
                name.append(character)
                rest = rest.dropFirst()
            } else {
                break
            }
        }
        return name
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = self
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return text
    }
}
