import Model

/// A condition of a statement on one table as SQL for a query of that table alone. What is compared with is not always known
/// then; a value from a sub-query that finds none is planned as any value is.
enum LocalCondition {
    /// nil where the text of it is not known.
    ///
    /// - Parameter column: the one compared, of the table.
    static func sql(_ predicate: Predicate, _ column: TargetColumn) -> String? {
        guard let subject = subject(predicate, column) else { return nil }
        let condition: String
        switch predicate.op {
        case "IS NULL", "IS NOT NULL": condition = "\(subject) \(predicate.op)"
        case "IS TRUE": condition = subject
        case "BETWEEN":
            condition = "\(subject) BETWEEN \(unknown(predicate, column)) AND \(unknown(predicate, column))"
        case "IN":
            condition =
                predicate.constant.map { "\(subject) IN (\($0))" } ?? "\(subject) = \(unknown(predicate, column))"
        case let symbol where symbol.allSatisfy({ "=<>~!@#&|*%+-/^?".contains($0) }):
            guard predicate.comparand != .array, predicate.otherColumn == nil || predicate.op == "=" else { return nil }
            condition = "\(subject) \(symbol) \(predicate.constant ?? unknown(predicate, column))"
        default: return nil
        }
        return predicate.negated ? "NOT (\(condition))" : condition
    }

    /// That a column has the value that a row of another table brings.
    static func joined(_ key: IndexDefinition.Key, _ table: TargetTable) -> String? {
        guard let column = key.column.flatMap(table.column) else { return nil }
        return "\(Quote.identifier(column.name)) = (SELECT NULL::\(column.type))"
    }

    private static func subject(_ predicate: Predicate, _ column: TargetColumn) -> String? {
        if predicate.wrappedBy == nil, predicate.castTo == nil { return Quote.identifier(column.name) }
        return predicate.expression.map { "(\($0))" }
    }

    private static func unknown(_ predicate: Predicate, _ column: TargetColumn) -> String {
        "(SELECT NULL::\(predicate.wrappedBy == nil && predicate.castTo == nil ? column.type : predicate.comparandType ?? "text"))"
    }
}
