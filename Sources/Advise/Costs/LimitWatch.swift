/// Looks through plans for candidates that these would walk in hope of an early end; each plan is looked at once.
struct LimitWatch {
    private let limit: LimitGuard
    /// Planning units with a LIMIT.
    private let units: [Int]
    private let costs: CostTable
    /// Of each unit the indexes that plans read which have been looked at.
    private var seen: [Int: Set<Set<Int>>] = [:]

    init(_ limit: LimitGuard, units: [Int], _ costs: CostTable) {
        self.limit = limit
        self.units = units
        self.costs = costs
    }

    /// Candidates that plans with these sets of indexes would walk so; asked anew without them, until there are none.
    mutating func unreliable(present: [Set<Int>]) async throws -> Set<Int> {
        var found: Set<Int> = []
        for present in present {
            var open = units
            while !open.isEmpty {
                let rest = present.subtracting(found)
                let questions = await unseen(open.map { CostTable.Question(unit: $0, present: rest) })
                var new: Set<Int> = []
                for case let plan? in try await costs.plans(for: questions) {
                    new.formUnion(limit.unreliable(in: plan))
                }
                if new.isDisjoint(with: rest) { break }
                found.formUnion(new)
                open = units
            }
        }
        return found
    }

    /// Questions whose plans read candidates and were not looked at.
    private mutating func unseen(_ questions: [CostTable.Question]) async -> [CostTable.Question] {
        var unseen: [CostTable.Question] = []
        for question in questions {
            if let used = await costs.known(question)?.used {
                guard used.contains(where: limit.candidates.indices.contains),
                    seen[question.unit, default: []].insert(used).inserted
                else { continue }
            }
            unseen.append(question)
        }
        return unseen
    }
}
