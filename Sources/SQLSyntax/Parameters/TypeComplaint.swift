import Model

/// What PostgreSQL complains about where a parameter is not of the type that its literal had.
enum TypeComplaint: Equatable {
    /// No such operator, or not one only. The types of its sides as PostgreSQL took them; nil for the side that a prefix lacks.
    case operation(name: String, left: String?, right: String?)
    /// No such function, or not one only.
    case function(name: String, arguments: [String])
    /// The types of what stands in one list, or of a column and its value, do not match.
    case mismatch(types: [String])
    /// Nothing tells the type of a parameter.
    case untyped(Int)
    /// Expressions that have to be the same are not, as far as PostgreSQL can tell.
    case unequal

    /// - Parameter message: in any language, as long as names and types stand in it.
    init?(_ code: String?, _ message: String) {
        switch code {
        case "42P18":
            guard let number = message.split(separator: "$").last.flatMap({ Int($0.prefix { $0.isNumber }) }) else {
                return nil
            }
            self = .untyped(number)
        case "42883", "42725":
            guard let call = Self.call(in: message) ?? Self.operation(in: message) else { return nil }
            self = call
        case "42804": self = .mismatch(types: Self.types(in: message))
        case "42803", "42P10": self = .unequal
        default: return nil
        }
    }

    /// `function sum(text) does not exist`
    private static func call(in message: String) -> TypeComplaint? {
        guard let match = message.firstMatch(of: /([\p{L}_][\p{L}\p{N}_$."]*)\(([^()]*(?:\([0-9,]*\)[^()]*)*)\)/) else {
            return nil
        }
        let arguments = match.output.2.split(separator: ",").map { String($0.trimmingPrefix(" ")) }
        return .function(name: String(match.output.1), arguments: arguments)
    }

    /// `operator does not exist: integer[] @> text[]`
    private static func operation(in message: String) -> TypeComplaint? {
        guard let colon = message.lastIndex(where: { $0 == ":" || $0 == "：" }) else { return nil }
        let words = message[message.index(after: colon)...].split(separator: " ")
        let signs = Set("+-*/<>=~!@#%^&|`?")
        guard let place = words.firstIndex(where: { $0.allSatisfy(signs.contains) }) else { return nil }
        let left = words[..<place].joined(separator: " ")
        let right = words[(place + 1)...].joined(separator: " ")
        return .operation(
            name: String(words[place]), left: left.isEmpty ? nil : left, right: right.isEmpty ? nil : right)
    }

    private static let known = [
        "timestamp with time zone", "timestamp without time zone", "double precision", "character varying", "bigint",
        "smallint",
        "integer", "numeric", "real", "boolean", "interval", "date", "jsonb", "json", "uuid", "money", "inet", "bytea",
    ]

    /// In the order of the list: types that come in a message of several.
    private static func types(in message: String) -> [String] {
        let of = message.firstMatch(of: /is of type (.+?) but expression/).map { [String($0.output.1)] } ?? []
        return of + known.filter { message.contains($0) && !of.contains($0) }
    }

    // MARK: Types

    /// What a parameter, or a list of them, is taken for where nothing tells its type.
    static func isUndecided(_ type: String?) -> Bool { ["text", "unknown", "text[]", "unknown[]"].contains(type) }

    /// Whether it can stand behind `::` and is nothing but a type.
    static func isType(_ text: String) -> Bool {
        let tokens = Lexer.tokens(text)
        guard let first = tokens.first, first.kind == .word || first.kind == .quotedWord else { return false }
        return tokens.allSatisfy { [.word, .quotedWord, .dot, .openBracket, .closeBracket].contains($0.kind) }
    }
}
