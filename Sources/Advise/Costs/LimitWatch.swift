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
            while true {
                // Units of which each set has to be planned anew come last, when what the others find is out.
                var new = try await unreliable(present: present.subtracting(found), whereErratic: false)
                if new.isEmpty { new = try await unreliable(present: present.subtracting(found), whereErratic: true) }
                if new.isEmpty { break }
                found.formUnion(new)
            }
        }
        return found
    }

    private mutating func unreliable(present: Set<Int>, whereErratic: Bool) async throws -> Set<Int> {
        var asked: [CostTable.Question] = []
        for unit in units where await costs.isErratic(unit) == whereErratic {
            asked.append(CostTable.Question(unit: unit, present: present))
        }
        let questions = await unseen(asked)
        var found: Set<Int> = []
        for case let plan? in try await costs.plans(for: questions) { found.formUnion(limit.unreliable(in: plan)) }
        for question in questions {
            if let plan = await costs.known(question) { seen[question.unit, default: []].insert(plan.used) }
        }
        return found.intersection(present)
    }

    /// Questions whose plans nobody has made, or read candidates and were not looked at.
    private func unseen(_ questions: [CostTable.Question]) async -> [CostTable.Question] {
        var unseen: [CostTable.Question] = []
        for question in questions {
            if let used = await costs.known(question)?.used,
                seen[question.unit]?.contains(used) == true || !used.contains(where: limit.candidates.indices.contains)
            {
                continue
            }
            unseen.append(question)
        }
        return unseen
    }
}
