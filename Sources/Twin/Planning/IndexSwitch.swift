import Model
import Postgres

/// In what a world differs from the target for one transaction: indexes on and off, and settings.
struct IndexSwitch: Hashable {
    var on: [Int64]
    var off: [Int64]
    var settings: [String: String]

    var isNeeded: Bool { !on.isEmpty || !off.isEmpty || !settings.isEmpty }

    /// What begins the transaction; it is to be rolled back.
    var opening: [Query] {
        ["BEGIN", query]
            + settings.sorted { $0.key < $1.key }.map {
                Query("SET LOCAL \(Quote.identifier($0.key)) = \(Quote.literal($0.value))")
            }
    }

    private var query: Query {
        Query(
            "SELECT \(PlanningSession.schema).switch($1::oid[], $2::oid[])",
            [.ints(on.map { Int($0) }), .ints(off.map { Int($0) })])
    }
}

extension PlanningSession {
    /// Requests by the indexes that must be there, in the order in which these first occur; within, by role and path.
    func grouped(_ open: [Int], _ requests: [PlanRequest]) -> [(IndexSwitch, [Int])] {
        var order: [IndexSwitch] = []
        var groups: [IndexSwitch: [Int]] = [:]
        for position in open {
            let request = requests[position]
            let needed = IndexSwitch(
                on: request.candidates.sorted().flatMap { switches[$0] ?? [] },
                off: request.hidden.sorted().flatMap { context.leaves(of: $0) },
                settings: request.settings)
            if groups[needed] == nil { order.append(needed) }
            groups[needed, default: []].append(position)
        }
        return order.map { needed in
            let sorted = (groups[needed] ?? []).sorted {
                "\(requests[$0].searchPath ?? [])" < "\(requests[$1].searchPath ?? [])"
            }
            return (needed, sorted)
        }
    }
}
