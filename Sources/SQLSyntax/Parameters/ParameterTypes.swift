/// What stands for the types that a statement's parameters lost when pg_stat_statements put them in place of literals: `0 AS depth`
/// is recorded as `$1 AS depth`, which is text to PostgreSQL, and `1 + 2` as `$1 + $2`, which may be anything.
///
/// PostgreSQL is asked first; each of its complaints leads to the next form to try. A literal in quotes is of no type either, until
/// something tells it: what PostgreSQL refuses stood mostly for a number or a boolean.
public struct ParameterTypes: Sendable {
    /// The form to try now. Its parameters are numbered without gaps.
    public private(set) var text: String
    /// Without the casts.
    private var base: String
    private var casts: [Int: String] = [:]
    /// Types that parameters were taken for, by those that were taken together.
    private var tried: [Set<Int>: Set<String>] = [:]
    private var guesses: [Guess] = [.operands, .bare]
    private var isUnified = false
    private var changes = 0

    /// More changes than any statement needs that can be planned at all.
    private static let most = 60

    /// Which parameters are taken for numbers where the complaint does not lead to any.
    private enum Guess {
        /// Those beside an arithmetic sign.
        case operands
        /// Those that are an item of a list by themselves: of what is selected, or of arguments.
        case bare
    }

    /// - Parameter text: of pg_stat_statements.
    public init(_ text: String) {
        base = SQL.closingGaps(SQL.plannable(text))
        self.text = base
    }

    /// Another form, after PostgreSQL has refused this one.
    ///
    /// - Parameters:
    ///   - code: SQLSTATE of the error.
    ///   - message: in any language, with names and types as the server writes them.
    ///   - position: of the error in `text`, in characters from 1, where the server says it.
    /// - Returns: false where the error is not about parameters or no form is left.
    public mutating func change(after code: String?, _ message: String, at position: Int? = nil) -> Bool {
        changes += 1
        guard changes <= Self.most else { return false }
        let before = text
        let complaint = TypeComplaint(code, message)
        switch complaint {
        case .untyped(let parameter):
            guard casts[parameter] == nil else { return false }
            casts[parameter] = "text"
        case .unequal: guard unify() else { return false }
        case let complaint?: guard recast(complaint, position) || guess() else { return false }
        case nil: guard Self.isOfTypes(code), guess() else { return false }
        }
        text = Self.casting(base, casts)
        return text != before
    }

    /// Whether an error of that SQLSTATE is about types: one that cannot be told, no such operator or function, not one only,
    /// types of UNION that do not match.
    public static func isOfTypes(_ code: String?) -> Bool { ["42P18", "42883", "42725", "42804"].contains(code) }

    /// Takes parameters for texts before PostgreSQL has to complain about them: those that stand where nothing tells their type.
    public mutating func castToText(_ parameters: Set<Int>) {
        for parameter in parameters where casts[parameter] == nil { casts[parameter] = "text" }
        text = Self.casting(base, casts)
    }

    // MARK: Complaints

    /// The next type for the parameters that the complaint is about.
    private mutating func recast(_ complaint: TypeComplaint, _ position: Int?) -> Bool {
        if case .function(let name, _) = complaint, name.hasSuffix("extract"), text.contains(Self.extract) {
            // Before 14.
            base = base.replacing(Self.extract, with: "pg_catalog.date_part(")
            return true
        }
        let offset = position.map { Self.offset(of: $0, in: text) }
        let (sent, guessed) = (text, Set(casts.keys))
        let suspects = BigStack.run { UntypedParameters(sent, guessed: guessed)?.suspects(complaint, at: offset) ?? [] }
        guard !suspects.isEmpty else { return false }
        guard let type = Self.types(for: complaint).first(where: { tried[suspects]?.contains($0) != true }) else {
            return false
        }
        tried[suspects, default: []].insert(type)
        for parameter in suspects { casts[parameter] = type }
        return true
    }

    private static let extract = "pg_catalog.\"extract\"("
    private static let usual = [
        "integer", "numeric", "boolean", "timestamp with time zone", "interval", "date", "double precision", "text",
    ]

    /// The likeliest first.
    private static func types(for complaint: TypeComplaint) -> [String] {
        switch complaint {
        case .operation(let name, let left, let right):
            let known = [left, right].compactMap { $0 }.filter { !TypeComplaint.isUndecided($0) }
            if ["+", "-"].contains(name), let other = known.first {
                if other == "date" { return ["integer", "interval"] + usual }
                if other.hasPrefix("timestamp") { return ["interval"] + usual }
            }
            return known.filter(TypeComplaint.isType).map(element) + usual
        case .mismatch(let types): return types.filter(TypeComplaint.isType).map(element) + usual
        default: return usual
        }
    }

    /// Of arrays: parameters stand for their elements.
    private static func element(_ type: String) -> String {
        var type = type
        while type.hasSuffix("[]") { type.removeLast(2) }
        return type
    }

    private mutating func unify() -> Bool {
        let (base, isUnified) = (base, isUnified)
        self.isUnified = true
        let changed =
            BigStack.run { isUnified ? nil : RepeatedExpressions.unified(base) } ?? ConflictTarget.removed(from: base)
        guard let changed, changed != base else { return false }
        // The numbers change, and with them what is known of their types.
        (self.base, casts, tried) = (SQL.closingGaps(changed), [:], [:])
        return true
    }

    private static func offset(of position: Int, in text: String) -> Int {
        text.unicodeScalars.prefix(max(0, position - 1)).reduce(0) { $0 + UTF8.width($1) }
    }

    // MARK: Guesses

    /// The next guess that makes a difference.
    private mutating func guess() -> Bool {
        while !guesses.isEmpty {
            let changed = Self.castingToInteger(guesses.removeFirst(), in: text)
            if changed != text {
                (base, casts) = (changed, [:])
                return true
            }
        }
        return false
    }

    private static func castingToInteger(_ guess: Guess, in text: String) -> String {
        casting(text) { before, after, _ in
            let applies =
                switch guess {
                case .operands: arithmetic.contains(before) || arithmetic.contains(after)
                case .bare: listStarts.contains(before) && listEnds.contains(after)
                }
            return applies && after != "::" ? "integer" : nil
        }
    }

    private static func casting(_ text: String, _ casts: [Int: String]) -> String {
        casts.isEmpty ? text : casting(text) { _, after, number in after == "::" ? nil : casts[number] }
    }

    /// The text with a type behind each parameter that is given one by the words around it and its number.
    private static func casting(
        _ text: String, _ type: (_ before: String, _ after: String, _ number: Int) -> String?
    ) -> String {
        let bytes = Array(text.utf8)
        let tokens = Lexer.tokens(text)
        func word(_ position: Int) -> String {
            guard tokens.indices.contains(position) else { return "" }
            return String(decoding: bytes[tokens[position].range], as: UTF8.self).lowercased()
        }
        var result: [UInt8] = []
        var copied = 0
        for (position, token) in tokens.enumerated() where token.kind == .parameter {
            guard let number = Int(word(position).dropFirst()),
                let type = type(word(position - 1), word(position + 1), number)
            else { continue }
            result += bytes[copied..<token.end] + Array("::\(type)".utf8)
            copied = token.end
        }
        return String(decoding: result + bytes[copied...], as: UTF8.self)
    }

    private static let arithmetic: Set<String> = ["+", "-", "*", "/", "%"]
    private static let listStarts: Set<String> = ["select", "distinct", ",", "("]
    private static let listEnds: Set<String> = ["", ",", ")", "as", "from", "union"]
}
