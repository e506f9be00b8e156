import Model

/// A condition on one column that holds no parameter: what partial indexes are made of.
struct PartialTerm: Sendable, Hashable {
    var column: String
    var sql: String
    /// Of the table's rows it holds for, 0 to 1.
    var share: Double

    /// A column with no more values than this says in which state a row is, as a flag does.
    private static let mostStates = 10.0

    /// nil for a predicate that a partial index should not take over: one with a parameter, an order, a constant that the next
    /// call may not have.
    ///
    /// - Parameter use: of constants in the whole workload.
    init?(_ predicate: Predicate, _ table: TargetTable, _ use: ConstantUse = ConstantUse()) {
        guard predicate.expression == nil, predicate.wrappedBy == nil, predicate.castTo == nil,
            !predicate.inDisjunction,
            let column = table.column(predicate.column.column)
        else { return nil }
        self.column = column.name
        let name = Quote.identifier(column.name)
        let isState =
            column.category == "B" || column.distinct(rows: table.rows) <= Self.mostStates && !column.isReference
            || predicate.constant.map { use.isUsual($0, column: column.name, table: table.oid) } ?? false
        let nulls = column.statistics?.nullFraction ?? (column.notNull ? 0 : 0.5)
        switch predicate.op {
        case "IS NULL" where !predicate.negated: (sql, share) = ("\(name) IS NULL", nulls)
        case "IS NOT NULL" where !predicate.negated: (sql, share) = ("\(name) IS NOT NULL", 1 - nulls)
        case "IS TRUE":
            let truth = Self.share(of: "t", column, table)
            (sql, share) = predicate.negated ? ("NOT \(name)", max(0, 1 - nulls - truth)) : (name, truth)
        case "=" where !predicate.negated && predicate.comparand == .constant && isState:
            guard let constant = predicate.constant else { return nil }
            if column.category == "B" {
                let isTrue = constant.hasPrefix("true") || constant.hasPrefix("'t")
                (sql, share) = (isTrue ? name : "NOT \(name)", Self.share(of: isTrue ? "t" : "f", column, table))
            } else {
                (sql, share) = ("\(name) = \(constant)", Self.share(of: constant, column, table))
            }
        case "IN" where !predicate.negated && isState:
            guard let constants = predicate.constant, let length = predicate.listLength, length <= 5 else { return nil }
            (sql, share) = (
                "\(name) IN (\(constants))",
                min(1, Double(length) * (1 - nulls) / column.distinct(rows: table.rows))
            )
        default: return nil
        }
    }

    /// The share of rows with a value: a most common one's own, else that of all others.
    private static func share(of literal: String, _ column: TargetColumn, _ table: TargetTable) -> Double {
        guard let statistics = column.statistics else { return column.category == "B" ? 0.5 : 0.1 }
        var value = Substring(literal.components(upTo: "::"))
        if value.first == "'", value.last == "'", value.count >= 2 { value = value.dropFirst().dropLast() }
        // Of a numeric with two decimals -5 is kept as -5.00.
        let number = column.category == "N" ? Double(value.filter { $0 != "(" && $0 != ")" }) : nil
        let known = statistics.common.first { $0.value == value || number != nil && Double($0.value) == number }
        if let known { return known.share }
        let rest = 1 - statistics.nullFraction - statistics.common.reduce(0) { $0 + $1.share }
        let others = statistics.distinct - Double(statistics.common.count)
        return max(0, others >= 1 ? rest / others : min(rest, 1 / max(1, table.rows)))
    }
}

extension String {
    fileprivate func components(upTo separator: String) -> Substring {
        ranges(of: separator).first.map { self[..<$0.lowerBound] } ?? self[...]
    }
}
