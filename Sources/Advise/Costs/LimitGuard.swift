import JSONTape
import Model

/// Finds candidates whose worth rests on luck: an index walked in its order, with a filter that few rows pass, until a LIMIT is
/// full. The planner takes the rows that pass to lie evenly in that order. In queues and feeds they do not: what is wanted
/// lies at one end, behind all that is done, and such a plan reads most of the table.
///
/// A candidate that one statement would walk so is left out for all of them. An index that is there is there for every statement:
/// were it made for another one, the planner would walk it for this one too, at a cost that it does not foresee and that no
/// statistics tell. To count that statement as worse by some guess would leave the choice to the guess: the worst case, the whole
/// stretch, forbids nearly every such index anyway, and the planner's own case is the one that is not believed.
struct LimitGuard {
    let candidates: [CandidateIndex]
    let schema: TargetSchema

    /// Of the rows walked, fewer than this share pass the filter: above it, bad luck costs little.
    private static let share = 0.5

    /// Numbers of the candidates that a plan walks so.
    ///
    /// - Parameter plan: EXPLAIN (FORMAT JSON), candidates by the twin's names.
    func unreliable(in plan: String) -> Set<Int> {
        guard let root = try? JSONTape(plan).root, let top = root[0]?["Plan"] else { return [] }
        var found: Set<Int> = []
        visit(top, underLimit: false, &found)
        return found
    }

    private func visit(_ node: JSONValue, underLimit: Bool, _ found: inout Set<Int>) {
        let type = node["Node Type"]?.string ?? ""
        // What sorts, groups or hashes reads all its input anyway.
        let blocks = ["Sort", "Incremental Sort", "Aggregate", "Hash", "Materialize", "Unique", "WindowAgg"].contains(
            type)
        let limited = type == "Limit" || (underLimit && !blocks)
        if limited, let number = candidate(of: node), isWalked(node, candidates[number].definition) {
            found.insert(number)
        }
        if let children = node["Plans"] { for child in children.elements { visit(child, underLimit: limited, &found) } }
    }

    private func candidate(of node: JSONValue) -> Int? {
        guard let number = node["Index Name"]?.string.flatMap({ CandidateIndex.position(ofPlanName: $0) }),
            candidates.indices.contains(number)
        else { return nil }
        return number
    }

    private func isWalked(_ node: JSONValue, _ definition: IndexDefinition) -> Bool {
        guard ["Index Scan", "Index Only Scan"].contains(node["Node Type"]?.string ?? ""), definition.predicate == nil,
            let table = schema.tables[definition.relation]
        else { return false }
        let condition = node["Index Cond"]?.string ?? ""
        var walked = table.rows
        var rest = definition.keys[...]
        // Leading keys that are compared for equality lead to one stretch of the index, which is walked.
        while let key = rest.first, condition.contains("(\(Quote.identifier(key.subject)) = ") {
            walked *= key.column.flatMap(table.column)?.equalityShare(rows: table.rows) ?? 0.01
            rest.removeFirst()
        }
        // A range of the next key bounds the stretch, and nobody knows how long it is.
        if let key = rest.first, condition.contains("(\(Quote.identifier(key.subject)) ") { return false }
        let filters =
            node["Filter"]?.string != nil || rest.contains { condition.contains(Quote.identifier($0.subject)) }
        return filters && (node["Plan Rows"]?.double ?? 0) < Self.share * walked
    }
}
