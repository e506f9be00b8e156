/// What stands for a literal that was taken out, by the type that it is read as.
extension SecretText {
    /// The first word of the type that `::` behind a literal names, without its schema; `[]` of arrays; empty without.
    func typeCast(behind position: Int) -> String {
        guard word(position + 1) == "::" else { return "" }
        var place = position + 2
        while tokens.indices.contains(place + 1), tokens[place + 1].kind == .dot { place += 2 }
        let type = word(place)
        repeat { place += 1 } while Self.typeWords.contains(word(place)) || isModifier(place)
        return word(place) == "[" ? "[]" : type
    }

    private static let typeWords: Set<String> = ["varying", "with", "without", "time", "zone", "precision"]

    /// `(10,2)`
    private func isModifier(_ place: Int) -> Bool {
        guard tokens.indices.contains(place) else { return false }
        return switch tokens[place].kind {
        case .open, .number: true
        case .comma: tokens[place - 1].kind == .number
        case .close: tokens[place - 1].kind == .number
        default: false
        }
    }

    /// Of `numeric(10,2)`: another number may be none that the type takes.
    func isTypeModifier(_ position: Int) -> Bool {
        var place = position - 1
        while place > 0, [.number, .comma].contains(tokens[place].kind) { place -= 1 }
        guard place > 0, tokens[place].kind == .open else { return false }
        let isCast = word(beginOfName(endingAt: place - 1) - 1) == "::"
        return isCast || Self.modifiedTypes.contains(word(place - 1))
    }

    private static let modifiedTypes: Set<String> = [
        "numeric", "decimal", "character", "varying", "varchar", "char", "bpchar", "bit", "varbit", "timestamp",
        "timestamptz", "time", "timetz", "interval",
    ]

    /// A literal that a type of that name can read. NULL is of all types.
    func stand(in type: String) -> String {
        switch type {
        case "", "text", "character", "varchar", "bpchar", "bytea", "name", "citext", "xml": "'?'"
        case "[]", "json", "jsonb": "'{}'"
        default: "NULL"
        }
    }
}
