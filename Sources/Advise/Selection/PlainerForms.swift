import Model

/// Of a candidate the candidates that do less of the same: fewer keys, no INCLUDE list, no condition.
enum PlainerForms {
    /// - Returns: their numbers by the number of the candidate, the plainest first; nothing for those that have none.
    static func all(_ candidates: CandidateSet) -> [Int: [Int]] {
        var forms: [Int: [Int]] = [:]
        for (number, proposal) in candidates.proposals.enumerated() {
            let found = definitions(proposal.definition).compactMap(candidates.number(of:))
            if !found.isEmpty { forms[number] = found }
        }
        return forms
    }

    /// Whether any of them can be built is another question.
    static func definitions(_ full: IndexDefinition) -> [IndexDefinition] {
        var forms: [IndexDefinition] = []
        for count in 1...max(1, full.keys.count) {
            for predicate in Set([nil, full.predicate]) {
                // What is carried along is what a statement reads beside just these keys.
                for include in Set([[], count == full.keys.count ? full.include : []]) {
                    var form = full
                    (form.keys, form.predicate, form.include) = (Array(full.keys.prefix(count)), predicate, include)
                    if form != full { forms.append(form) }
                }
            }
        }
        return forms.sorted {
            (complexity($0), $0.createStatement()) < (complexity($1), $1.createStatement())
        }
    }

    private static func complexity(_ definition: IndexDefinition) -> Int {
        definition.keys.count + definition.include.count + (definition.predicate == nil ? 0 : 1)
    }
}
