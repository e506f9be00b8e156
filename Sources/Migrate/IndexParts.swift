import Foundation
import Model

/// What stands after the table's name in a CREATE INDEX, for frameworks that describe indexes in their own words.
struct IndexParts: Equatable {
    struct Column: Equatable {
        /// A name without quotes, or an expression with its parentheses.
        var expression: String
        var isExpression: Bool
        var descending = false
        var nullsFirst = false
        var operatorClass: String?
    }

    var method = "btree"
    var columns: [Column] = []
    var predicate: String?

    init(_ index: IndexStatement) {
        var scanner = NameScanner(index.rest)
        if scanner.take("USING"), let name = scanner.name() { method = name }
        let text = scanner.remainder
        guard text.first == "(", let end = Self.closing(text) else { return }
        columns = Self.split(text[text.index(after: text.startIndex)..<end]).map(Column.init)
        if let condition = text[end...].range(of: " WHERE ", options: .caseInsensitive) {
            predicate = String(text[condition.upperBound...])
        }
    }

    /// Where the parenthesis closes that the text begins with; quoted ones do not count.
    private static func closing(_ text: String) -> String.Index? {
        var depth = 0
        var quote: Unicode.Scalar?
        for position in text.unicodeScalars.indices {
            let character = text.unicodeScalars[position]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "'" || character == "\"" {
                quote = character
            } else if character == "(" {
                depth += 1
            } else if character == ")" {
                depth -= 1
                if depth == 0 { return position }
            }
        }
        return nil
    }

    private static func split(_ list: Substring) -> [String] {
        var parts = [String.UnicodeScalarView()]
        var depth = 0
        var quote: Unicode.Scalar?
        for character in list.unicodeScalars {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "'" || character == "\"" {
                quote = character
            } else if character == "(" {
                depth += 1
            } else if character == ")" {
                depth -= 1
            } else if character == ",", depth == 0 {
                parts.append(String.UnicodeScalarView())
                continue
            }
            parts[parts.count - 1].append(character)
        }
        return parts.map { String(String($0).drop(while: \.isWhitespace)).trimmingSuffix(while: \.isWhitespace) }
    }
}

extension IndexParts.Column {
    fileprivate init(_ text: String) {
        var words = text.split(separator: " ").map(String.init)
        func take(_ ending: [String]) -> Bool {
            guard words.count > ending.count, words.suffix(ending.count).map({ $0.uppercased() }) == ending else {
                return false
            }
            words.removeLast(ending.count)
            return true
        }
        let first = take(["NULLS", "FIRST"])
        let last = take(["NULLS", "LAST"])
        descending = take(["DESC"])
        _ = take(["ASC"])
        nullsFirst = first || descending && !last
        isExpression = text.contains("(")
        if words.count == 2, words[0].last != "," { operatorClass = words.removeLast() }
        expression = words.joined(separator: " ")
        if !isExpression {
            var scanner = NameScanner(expression)
            expression = scanner.name() ?? expression
        }
    }
}
