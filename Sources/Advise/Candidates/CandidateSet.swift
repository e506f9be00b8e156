import Model
import SQLSyntax

/// The indexes that a workload could use and does not have.
struct CandidateSet: Sendable {
    private(set) var proposals: [Proposal] = []
    /// Some were left out: there are more than the options allow.
    private(set) var isCutShort = false
    private var byTable: [Int64: [Int]] = [:]
    private var byDefinition: [IndexDefinition: Int] = [:]

    /// - Parameter needs: of each statement, the most expensive one first.
    init(needs: [[TableNeed]], options: CandidateOptions) {
        for statement in needs {
            for need in statement where !need.table.isTiny {
                var found = options.allows("btree") ? BtreeCandidates(need, options).proposals() : []
                found += OrderCandidates.proposals(need, options) + OtherCandidates.proposals(need, options)
                found += CombinedCandidates.proposals(need, options)
                let limit = EntryLimit(need.table)
                for proposal in found where byDefinition[proposal.definition] == nil {
                    guard limit.admits(proposal.definition), !exists(proposal.definition, need.table, options) else {
                        continue
                    }
                    guard proposals.count < options.limit else {
                        isCutShort = true
                        return
                    }
                    byDefinition[proposal.definition] = proposals.count
                    byTable[need.table.oid, default: []].append(proposals.count)
                    proposals.append(proposal)
                }
            }
        }
    }

    private func exists(_ definition: IndexDefinition, _ table: TargetTable, _ options: CandidateOptions) -> Bool {
        let meaning = IndexMeaning(definition)
        return table.indexes.contains { index in
            index.meaning.serves(meaning) && (!options.allowsRedundancy || meaning.serves(index.meaning))
        }
    }

    func numbers(onTable oid: Int64) -> [Int] { byTable[oid] ?? [] }

    func number(of definition: IndexDefinition) -> Int? { byDefinition[definition] }
}
