import Model

/// Which indexes the plan of one statement could read.
///
/// Many wide indexes do no more for a statement than a narrow one: of `(a, b)` and `(a, c)` one that only asks for `a` has
/// no more than of `(a)`. The narrow one stands for all of them while the choice is searched for, which keeps the search
/// small; what a choice costs in the end is planned with the indexes themselves.
struct Relevance: Sendable {
    /// Numbers of all indexes that could serve.
    var all: Set<Int> = []
    /// Of those that stand for others: numbers of the indexes that do their work, themselves among them.
    var classes: [Int: [Int]] = [:]

    init() {}

    /// Each stands for itself.
    init(_ numbers: Set<Int>) {
        for number in numbers { add(number, standsFor: number) }
        tidy()
    }

    mutating func add(_ number: Int, standsFor member: Int) {
        all.formUnion([number, member])
        classes[number, default: [number]].append(member)
    }

    /// The classes without indexes that could not be built; another member then stands for the rest, of all classes that it is in.
    static func without(_ broken: Set<Int>, _ classes: [Int: [Int]]) -> [Int: [Int]] {
        guard !broken.isEmpty else { return classes }
        var rest: [Int: [Int]] = [:]
        for (number, members) in classes {
            let usable = members.filter { !broken.contains($0) }
            guard let first = usable.first else { continue }
            rest[broken.contains(number) ? first : number, default: []] += usable
        }
        return rest.mapValues { Set($0).sorted() }
    }

    /// Each index once, in order.
    mutating func tidy() {
        // Who stands for itself somewhere in the statement is not stood for by others elsewhere.
        for (number, members) in classes {
            classes[number] = Set(members).filter { $0 == number || classes[$0] == nil }.sorted()
        }
    }
}

extension CandidateSet {
    func relevance(to needs: [TableNeed]) -> Relevance {
        var relevance = Relevance()
        for need in needs {
            for number in numbers(serving: need) {
                relevance.add(representative(of: number, for: need), standsFor: number)
            }
        }
        relevance.tidy()
        return relevance
    }

    /// Candidates that a plan could read for a need, by number.
    func numbers(serving need: TableNeed) -> [Int] {
        let leading = Set(
            need.leading.map(\.subject) + need.searches.map(\.key.subject)
                + need.otherOrders.compactMap(\.first?.subject))
        let conditions = Set(need.conditions.map(\.sql))
        return numbers(onTable: need.table.oid).filter { number in
            let proposal = proposals[number]
            return proposal.terms.isSubset(of: conditions) && serves(proposal.definition, need, leading)
        }
    }

    private func serves(_ definition: IndexDefinition, _ need: TableNeed, _ leading: Set<String>) -> Bool {
        guard let first = definition.keys.first else { return false }
        if leading.contains(first.subject) { return true }
        // Narrower than the table, it can be read instead of it.
        let held = Set(definition.keys.compactMap(\.column) + definition.include)
        return definition.method == "btree" && !need.used.isEmpty && need.used.isSubset(of: held)
    }

    /// The narrowest candidate that does the same for a statement.
    private func representative(of number: Int, for need: TableNeed) -> Int {
        var definition = proposals[number].definition
        guard definition.method == "btree" else { return number }
        let keys = definition.keys.prefix { $0.column.map(need.used.contains) ?? true }
        let include = definition.include.filter(need.used.contains)
        guard keys.count < definition.keys.count || include.count < definition.include.count, !keys.isEmpty else {
            return number
        }
        let isTruncated = keys.count < definition.keys.count
        definition.keys = Array(keys)
        definition.include = isTruncated ? [] : include
        if let narrow = self.number(of: definition) { return narrow }
        definition.include = []
        return self.number(of: definition) ?? number
    }
}
