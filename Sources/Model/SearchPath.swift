/// A search_path as a list of schemas.
public enum SearchPath {
    /// The schemas, without quotes; bare names are folded as the server folds them.
    public static func parts(_ path: String) -> [String] {
        var parts: [String] = []
        // By scalars, as the server reads it: a mark may stand on a quote or a comma.
        var rest = Substring(path).unicodeScalars
        while !rest.isEmpty {
            rest = rest.drop { $0.properties.isWhitespace || $0 == "," }
            guard let first = rest.first else { break }
            if first == "\"" {
                parts.append(quoted(&rest))
            } else {
                let name = rest.prefix { $0 != "," }
                rest = rest.dropFirst(name.count)
                parts.append(Substring(name).trimmed.lowercased())
            }
        }
        return parts
    }

    /// Takes a quoted name off the front; a doubled quote stands for itself.
    private static func quoted(_ rest: inout Substring.UnicodeScalarView) -> String {
        var name = String.UnicodeScalarView()
        rest = rest.dropFirst()
        while let scalar = rest.popFirst() {
            if scalar != "\"" {
                name.append(scalar)
            } else if rest.first == "\"" {
                name.append(scalar)
                rest = rest.dropFirst()
            } else {
                break
            }
        }
        return String(name)
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = self
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return text
    }
}
