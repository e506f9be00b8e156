/// What stands for the types that a statement's parameters lost when pg_stat_statements put them in place of literals: `0 AS depth`
/// is recorded as `$1 AS depth`, which is text to PostgreSQL, and `1 + 2` as `$1 + $2`, which may be anything.
///
/// PostgreSQL is asked first; each of its complaints about types leads to the next form to try.
public struct ParameterTypes: Sendable {
    /// The form to try now.
    public private(set) var text: String
    private var castToText: Set<Int> = []
    private var guesses: [Guess] = [.operands, .bare]

    /// Which parameters are taken for numbers.
    private enum Guess {
        /// Those beside an arithmetic sign.
        case operands
        /// Those that are an item of a list by themselves: of what is selected, or of arguments.
        case bare
    }

    /// - Parameter text: of pg_stat_statements.
    public init(_ text: String) {
        self.text = SQL.plannable(text)
    }

    /// Another form, after PostgreSQL has refused this one.
    ///
    /// - Parameters:
    ///   - code: SQLSTATE of the error.
    ///   - message: in any language; it names the parameter that is meant as `$1`.
    /// - Returns: false where the error is not about types or no form is left.
    public mutating func change(after code: String?, _ message: String) -> Bool {
        switch code {
        case "42P18":
            guard let parameter = message.split(separator: "$").last.flatMap({ Int($0.prefix { $0.isNumber }) }),
                castToText.insert(parameter).inserted
            else { return false }
            text = SQL.castingToText(parameter: parameter, of: text)
            return true
        // No such operator or function, not one only, types of UNION that do not match.
        case "42883", "42725", "42804": return guess()
        default: return false
        }
    }

    /// Whether an error of that SQLSTATE is about types: one that cannot be told, no such operator or function, not one only,
    /// types of UNION that do not match.
    public static func isOfTypes(_ code: String?) -> Bool { ["42P18", "42883", "42725", "42804"].contains(code) }

    /// Takes parameters for texts before PostgreSQL has to complain about them: those that stand where nothing tells their type.
    public mutating func castToText(_ parameters: Set<Int>) {
        for parameter in parameters.sorted() where castToText.insert(parameter).inserted {
            text = SQL.castingToText(parameter: parameter, of: text)
        }
    }

    /// The next guess that makes a difference.
    private mutating func guess() -> Bool {
        while !guesses.isEmpty {
            let changed = Self.castingToInteger(guesses.removeFirst(), in: text)
            if changed != text {
                text = changed
                return true
            }
        }
        return false
    }

    private static func castingToInteger(_ guess: Guess, in text: String) -> String {
        let bytes = Array(text.utf8)
        let tokens = Lexer.tokens(text)
        func word(_ position: Int) -> String {
            guard tokens.indices.contains(position) else { return "" }
            return String(decoding: bytes[tokens[position].start..<tokens[position].end], as: UTF8.self).lowercased()
        }
        var result: [UInt8] = []
        var copied = 0
        for (position, token) in tokens.enumerated() where token.kind == .parameter {
            let (before, after) = (word(position - 1), word(position + 1))
            let applies =
                switch guess {
                case .operands: arithmetic.contains(before) || arithmetic.contains(after)
                case .bare: listStarts.contains(before) && listEnds.contains(after)
                }
            guard applies, after != "::" else { continue }
            result += bytes[copied..<token.end] + Array("::integer".utf8)
            copied = token.end
        }
        return String(decoding: result + bytes[copied...], as: UTF8.self)
    }

    private static let arithmetic: Set<String> = ["+", "-", "*", "/", "%"]
    private static let listStarts: Set<String> = ["select", "distinct", ",", "("]
    private static let listEnds: Set<String> = ["", ",", ")", "as", "from", "union"]
}
