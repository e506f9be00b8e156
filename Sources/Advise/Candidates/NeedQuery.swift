import Model

/// A query of one table alone that asks of it what a statement does at some point of its plan: what its own conditions find, what a row
/// of another table finds in it, or its rows in some order.
struct NeedQuery: Sendable {
    var text: String
    /// Only candidates that begin with this column answer it; nil: all.
    var leading: String?

    /// Pairs of join columns that are tried.
    private static let mostPairs = 6

    /// - Returns: each once.
    static func all(_ need: TableNeed) -> [NeedQuery] {
        let joins = need.joins.filter { LocalCondition.joined($0, need.table) != nil }
        var queries = [NeedQuery(text: text(need, joins: []))]
        for join in joins {
            let text = text(need, joins: [join])
            queries += [NeedQuery(text: text), NeedQuery(text: text, leading: join.column)]
        }
        queries += pairs(joins).prefix(mostPairs).map { NeedQuery(text: text(need, joins: $0)) }
        if joins.count > 2 { queries.append(NeedQuery(text: text(need, joins: joins))) }
        let orders = [need.order, need.grouping] + need.otherOrders + joins.map { [$0] }
        queries += orders.filter { !$0.isEmpty }.map { NeedQuery(text: text(need, joins: [], order: $0)) }
        return queries
    }

    private static func pairs(_ joins: [IndexDefinition.Key]) -> [[IndexDefinition.Key]] {
        joins.indices.flatMap { first in joins.indices.dropFirst(first + 1).map { [joins[first], joins[$0]] } }
    }

    private static func text(
        _ need: TableNeed, joins: [IndexDefinition.Key], order: [IndexDefinition.Key] = []
    ) -> String {
        let used = need.used.sorted().map(Quote.identifier).joined(separator: ", ")
        let conditions = need.local + joins.compactMap { LocalCondition.joined($0, need.table) }
        var text = "SELECT \(used.isEmpty ? "1" : used) FROM \(need.table.qualifiedName)"
        if !conditions.isEmpty { text += " WHERE " + conditions.joined(separator: " AND ") }
        if !order.isEmpty { text += " ORDER BY " + order.map(\.sql).joined(separator: ", ") }
        return text
    }
}
