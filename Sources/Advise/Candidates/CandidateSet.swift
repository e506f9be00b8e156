import Model

/// The indexes that a workload could use and does not have, and which statement could use which.
struct CandidateSet: Sendable {
    private(set) var proposals: [Proposal] = []
    /// Some were left out: there are more than the options allow.
    private(set) var isCutShort = false
    private var byTable: [Int64: [Int]] = [:]

    /// - Parameter needs: of each statement, the most expensive one first.
    init(needs: [[TableNeed]], options: CandidateOptions) {
        var seen: Set<Proposal> = []
        for statement in needs {
            for need in statement where !need.table.isTiny {
                var found = options.allows("btree") ? BtreeCandidates(need, options).proposals() : []
                found += OtherCandidates.proposals(need, options)
                for proposal in found where !seen.contains(proposal) {
                    guard !need.table.indexes.contains(where: { $0.serves(proposal.definition) }) else { continue }
                    guard proposals.count < options.limit else {
                        isCutShort = true
                        return
                    }
                    seen.insert(proposal)
                    byTable[need.table.oid, default: []].append(proposals.count)
                    proposals.append(proposal)
                }
            }
        }
    }

    /// Numbers of the candidates that the plan of a statement could read.
    func relevant(to needs: [TableNeed]) -> Set<Int> {
        var relevant: Set<Int> = []
        for need in needs {
            let leading = Set(need.leading.map(\.subject) + need.searches.map(\.key.subject))
            let conditions = Set(need.conditions.map(\.sql))
            for number in byTable[need.table.oid] ?? [] {
                let proposal = proposals[number]
                guard proposal.terms.isSubset(of: conditions) else { continue }
                if serves(proposal.definition, need, leading) { relevant.insert(number) }
            }
        }
        return relevant
    }

    private func serves(_ definition: IndexDefinition, _ need: TableNeed, _ leading: Set<String>) -> Bool {
        guard let first = definition.keys.first else { return false }
        if leading.contains(first.subject) { return true }
        // Narrower than the table, it can be read instead of it.
        let held = Set(definition.keys.compactMap(\.column) + definition.include)
        return definition.method == "btree" && !need.used.isEmpty && need.used.isSubset(of: held)
    }
}
