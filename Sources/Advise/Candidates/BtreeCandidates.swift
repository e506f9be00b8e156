import Model

/// Btrees for one need: combinations of its keys, equalities first where there are too many to try all.
struct BtreeCandidates {
    let need: TableNeed
    let options: CandidateOptions
    private var found: [Proposal] = []
    private var seen: Set<Proposal> = []

    /// Keys tried in every order.
    private static let freeKeys = 4
    /// Keys of a need that are tried at all.
    private static let mostKeys = 8

    init(_ need: TableNeed, _ options: CandidateOptions) {
        self.need = need
        self.options = options
    }

    func proposals() -> [Proposal] {
        var copy = self
        copy.build()
        return copy.found
    }

    private mutating func build() {
        let keys = Array(need.leading.filter { !options.isPlain || $0.isPlain }.prefix(Self.mostKeys))
        combinations(of: keys)
        ordered(by: options.isPlain ? need.order.map(\.ascending) : need.order.withSimplestDirections)
        ordered(by: need.grouping)
        coverings(leading: keys)
        guard !options.isPlain else { return }
        partials(keys)
    }

    // MARK: Keys

    /// Behind its first key an index gains from keys that have a condition; orders and all that is read are others' work.
    private var following: [IndexDefinition.Key] {
        var subjects: Set<String> = []
        return ((need.equalities + need.ranges + need.alternatives).map(\.key) + need.filters)
            .filter { (!options.isPlain || $0.isPlain) && subjects.insert($0.subject).inserted }
    }

    private mutating func combinations(of keys: [IndexDefinition.Key]) {
        let following = Array(following.prefix(Self.mostKeys))
        for key in keys { add([key]) }
        guard options.maximumColumns >= 2 else { return }
        for first in keys { for second in following where second.subject != first.subject { add([first, second]) } }
        guard options.maximumColumns >= 3 else { return }
        let equal = Set((need.equalities + need.alternatives).map(\.key))
        for first in keys where following.count <= Self.freeKeys || equal.contains(first) {
            for second in following where second.subject != first.subject {
                for third in following.prefix(6) where third.subject != first.subject && third.subject != second.subject
                {
                    add([first, second, third])
                }
            }
        }
    }

    /// Equalities, then the order asked for, in its directions where they are mixed.
    private mutating func ordered(by keys: [IndexDefinition.Key]) {
        guard !keys.isEmpty else { return }
        for count in 0...min(need.equalities.count, options.maximumColumns - 1) {
            let front = need.equalities.prefix(count).map(\.key)
            let subjects = Set(front.map(\.subject))
            let rest = keys.filter { !subjects.contains($0.subject) }.prefix(options.maximumColumns - count)
            if !rest.isEmpty { add(front + rest) }
        }
    }

    // MARK: Index-only scans

    private mutating func coverings(leading: [IndexDefinition.Key]) {
        let used = need.used
        guard !used.isEmpty else { return }
        var prefixes = leading.filter { $0.column != nil }.map { [$0] }
        for first in leading where first.column != nil {
            prefixes += following.filter { $0.subject != first.subject }.map { [first, $0] }
        }
        for keys in prefixes where used.count <= options.maximumColumns {
            // As keys where they fit: equal ones then share their entry.
            guard let missing = need.missing(beside: keys), missing.allSatisfy(\.isOrdered) else { continue }
            add(keys + missing.map { IndexDefinition.Key(column: $0.name) })
        }
        guard !options.isPlain else { return }
        for keys in includable {
            guard let included = need.included(beside: keys) else { continue }
            let areKeys =
                keys.count + included.count <= options.maximumColumns
                && included.compactMap(need.table.column).allSatisfy(\.isOrdered)
            if !areKeys { add(keys, include: included) }
        }
    }

    /// Keys that find the rows well, worth carrying the other columns along.
    private var includable: [[IndexDefinition.Key]] {
        let (equal, ranges) = (need.equalities.map(\.key), need.ranges.map(\.key))
        var lists = (equal + ranges).map { [$0] }
        if options.maximumColumns >= 2 {
            if let first = equal.first {
                lists += (equal.dropFirst().prefix(2) + ranges.prefix(2)).map { [first, $0] }
            }
            let order = need.order.withSimplestDirections
            lists += [Array((equal.prefix(1) + order).prefix(options.maximumColumns))]
        }
        if lists.isEmpty || need.equalities.isEmpty { lists += need.grouping.prefix(2).map { [$0] } }
        return lists.filter { keys in !keys.isEmpty && Set(keys.map(\.subject)).count == keys.count }
    }

    // MARK: Partial indexes

    /// Conditions that leave out at least a fifth of the rows, alone and all together.
    private mutating func partials(_ keys: [IndexDefinition.Key]) {
        let terms = need.conditions.filter { $0.share < 0.8 }
        guard !terms.isEmpty else { return }
        let sets = terms.map { [$0] } + (terms.count > 1 ? [terms] : [])
        for set in sets {
            let columns = Set(set.map(\.column))
            let rest = keys.filter { key in key.column.map { !columns.contains($0) } ?? true }
            for first in rest {
                add([first], terms: set)
                guard options.maximumColumns >= 2 else { continue }
                for second in following where second.subject != first.subject && rest.contains(second) {
                    add([first, second], terms: set)
                }
            }
            let equal = need.equalities.map(\.key).first { !columns.contains($0.subject) }
            for order in [need.order.withSimplestDirections, need.grouping] {
                let order = order.filter { !columns.contains($0.subject) }
                guard !order.isEmpty else { continue }
                add(Array(order.prefix(options.maximumColumns)), terms: set)
                guard let equal else { continue }
                let tail = order.filter { $0.subject != equal.subject }.prefix(max(1, options.maximumColumns - 1))
                add([equal] + tail, terms: set)
            }
            // Nothing else to order by: the column itself keeps the rows together.
            if rest.isEmpty { add(set.prefix(1).map { IndexDefinition.Key(column: $0.column) }, terms: set) }
        }
    }

    private mutating func add(_ keys: [IndexDefinition.Key], include: [String] = [], terms: [PartialTerm] = []) {
        guard !keys.isEmpty, keys.count <= options.maximumColumns else { return }
        let table = need.table
        let terms = terms.sorted { $0.sql < $1.sql }
        var definition = IndexDefinition(
            relation: table.oid, schema: table.schema, table: table.name, keys: keys, include: include)
        if !terms.isEmpty { definition.predicate = terms.map(\.sql).joined(separator: " AND ") }
        let proposal = Proposal(
            definition: definition, share: terms.reduce(1) { $0 * $1.share }, terms: Set(terms.map(\.sql)))
        if seen.insert(proposal).inserted { found.append(proposal) }
    }
}

/// An index that could be built, before it has a size.
struct Proposal: Sendable, Hashable {
    var definition: IndexDefinition
    /// Of the rows that it holds, 0 to 1.
    var share = 1.0
    /// Terms of its condition.
    var terms: Set<String> = []

    static func == (left: Proposal, right: Proposal) -> Bool { left.definition == right.definition }
    func hash(into hasher: inout Hasher) { hasher.combine(definition) }
}

extension IndexDefinition.Key {
    var isPlain: Bool { column != nil && operatorClass == nil }
}

extension [IndexDefinition.Key] {
    /// An index is read from both ends: where all keys go down with the nulls first, one that goes up serves as well.
    var withSimplestDirections: [IndexDefinition.Key] {
        let normal = map { ($0.descending, $0.nullsFirst ?? $0.descending) }
        if normal.allSatisfy({ $0.0 && $0.1 }) { return map(\.ascending) }
        return map { key in
            var key = key
            if key.nullsFirst == key.descending { key.nullsFirst = nil }
            return key
        }
    }
}
