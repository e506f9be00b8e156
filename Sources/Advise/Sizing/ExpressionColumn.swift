import Foundation
import Model

extension TargetTable {
    /// What a key of an index holds, as if it were a column; nil where nothing is known of it.
    func subject(of key: IndexDefinition.Key) -> TargetColumn? {
        if let name = key.column { return column(name) }
        return key.expression.flatMap { ExpressionColumn($0, self)?.column }
    }
}

/// The values of an expression, guessed from those of the column in it: the functions that stand in indexes most often.
///
/// The target has statistics of an expression only where it is indexed already.
struct ExpressionColumn {
    /// Named by the whole expression.
    private(set) var column: TargetColumn

    init?(_ expression: String, _ table: TargetTable) {
        guard let call = FunctionCall(expression) else { return nil }
        switch call.name {
        case "lower", "upper", "btrim", "ltrim", "rtrim", "coalesce", "unaccent":
            guard let source = call.arguments.first.flatMap(table.column) else { return nil }
            column = source
        case "left", "substring", "substr":
            guard let source = call.arguments.first.flatMap(table.column), let length = Self.prefix(call) else {
                return nil
            }
            column = Self.prefixes(of: source, length, table.rows)
        case "date_trunc":
            guard call.arguments.count > 1, let source = table.column(call.arguments[1]) else { return nil }
            column = Self.truncated(source, days: Self.days[call.arguments[0].filter(\.isLetter)])
        case "date":
            guard let source = call.arguments.first.flatMap(table.column) else { return nil }
            column = Self.truncated(source, days: 1)
            (column.type, column.typeName) = ("date", "date")
        default: return nil
        }
        column.name = expression
    }

    /// The column in an expression that something is known of; any other text itself.
    static func source(of expression: String, _ table: TargetTable) -> String {
        guard table.column(expression) == nil, let call = FunctionCall(expression) else { return expression }
        return call.arguments.first { table.column($0) != nil } ?? expression
    }

    private static let days = ["day": 1.0, "week": 7, "month": 30, "quarter": 91, "year": 365]

    private static func prefix(_ call: FunctionCall) -> Int? {
        if call.name == "left" { return call.arguments.count == 2 ? Int(call.arguments[1]) : nil }
        return call.arguments.count == 3 && call.arguments[1] == "1" ? Int(call.arguments[2]) : nil
    }

    private static func prefixes(of source: TargetColumn, _ length: Int, _ rows: Double) -> TargetColumn {
        var column = source
        column.typeName = "text"
        guard var statistics = source.statistics else { return column }
        let values = (statistics.common.map(\.value) + statistics.histogram).map { String($0.prefix(length)) }
        statistics.common = statistics.common.map { (String($0.value.prefix(length)), $0.share) }
        statistics.histogram = statistics.histogram.map { String($0.prefix(length)) }
        statistics.width = min(statistics.width, Double(length + 1))
        let seen = Double(Set(values).count)
        // As ANALYZE does: what is seen again and again in a sample is about all there is.
        let most = seen * 2 < Double(values.count) ? seen : ValueForm(values).possible
        statistics.distinct = min(statistics.distinct, most)
        // Most common values may fall together: their shares no longer tell groups.
        statistics.commonShares = []
        column.statistics = statistics
        return column
    }

    private static func truncated(_ source: TargetColumn, days: Double?) -> TargetColumn {
        var column = source
        guard var statistics = source.statistics else { return column }
        let numbers = statistics.histogram.compactMap(CalendarDay.number)
        if let days, let first = numbers.first, let last = numbers.last {
            statistics.distinct = min(statistics.distinct, (Double(last - first) / days).rounded(.up) + 1)
        }
        (statistics.common, statistics.commonShares) = ([], [])
        column.statistics = statistics
        return column
    }
}

/// `name(argument, argument)` as deparsed SQL; arguments without casts, quotes and time zones.
private struct FunctionCall {
    var name: String
    var arguments: [String]

    init?(_ sql: String) {
        guard let open = sql.firstIndex(of: "("), sql.last == ")" else { return nil }
        name = sql[..<open].filter { $0 != "\"" }.lowercased()
        guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0 == "_" }) else { return nil }
        arguments = sql[sql.index(after: open)...].dropLast().split(separator: ",").map { part in
            let uncast = part.prefix { $0 != ":" }
            let bare = (uncast.firstRange(of: " AT TIME ZONE").map { uncast[..<$0.lowerBound] } ?? uncast)
                .trimmingCharacters(in: .whitespaces)
            return bare.trimmingCharacters(in: CharacterSet(charactersIn: "\"'()"))
        }
    }
}
