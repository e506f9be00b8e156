import Model

/// Values for patterns: beginnings and parts of texts that the statistics know.
extension ParameterValues {
    /// Of `LIKE $1 || '%'` and the like, whose literals are parameters with higher numbers than the statement's own. Of three
    /// the one in the middle is the text where the numbers do not tell.
    func part(
        _ predicate: Predicate, _ position: Int, _ statistics: TargetColumn.Statistics, _ variant: PlanningUnit.Variant
    ) -> String? {
        let numbers = predicate.parameters
        let isAscending = numbers == numbers.sorted()
        let text = isAscending ? (numbers.count - 1) / 2 : numbers.firstIndex(of: numbers.min() ?? 0) ?? 0
        return position == text ? prefix(statistics, variant) : "%"
    }

    /// How many, some or hardly any texts begin.
    func prefix(_ statistics: TargetColumn.Statistics, _ variant: PlanningUnit.Variant) -> String? {
        guard let value = equal(statistics, 0, variant) else { return nil }
        let length =
            switch variant {
            case .hot: 3
            case .median: 6
            default: 12
            }
        return String(value.prefix { !"%_\\".contains($0) }.prefix(length))
    }

    func pattern(
        _ predicate: Predicate, _ statistics: TargetColumn.Statistics, _ variant: PlanningUnit.Variant
    ) -> String? {
        guard let value = equal(statistics, 0, variant) else { return nil }
        let word = value.split(separator: " ").max { $0.count < $1.count } ?? ""
        let plain = String(word.filter { $0.isLetter || $0.isNumber })
        guard plain.count >= 3 else { return nil }
        switch variant {
        case .hot: return "%\(plain.prefix(3))%"
        case .median: return "%\(plain)%"
        default:
            let isSafe = { (character: Character) in
                predicate.op == "SIMILAR TO" ? character.isLetter || character.isNumber : !"%_\\".contains(character)
            }
            return "\(value.filter(isSafe).prefix(12))%"
        }
    }
}
