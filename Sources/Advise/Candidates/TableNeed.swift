import Model

/// What one statement asks of one table, in terms of what an index could give.
struct TableNeed: Sendable {
    var table: TargetTable
    /// Compared for equality with something known when the table is read, the most selective first.
    var equalities: [NeedKey] = []
    /// Compared for order, or by the beginning of a text.
    var ranges: [NeedKey] = []
    /// What ORDER BY asks for, in its directions; empty where other tables' columns come first.
    var order: [IndexDefinition.Key] = []
    /// Orders of windows, DISTINCT and further queries within the statement.
    var otherOrders: [[IndexDefinition.Key]] = []
    var grouping: [IndexDefinition.Key] = []
    /// Within OR: worth an index each, for a bitmap.
    var alternatives: [NeedKey] = []
    /// In conditions that no index search serves: behind other keys an index can still check them without the table.
    var filters: [IndexDefinition.Key] = []
    /// Columns that are compared for equality with those of other tables.
    var joins: [IndexDefinition.Key] = []
    /// The table's own conditions, as SQL, as far as their text is known.
    var local: [String] = []
    /// All columns that the statement reads of the table.
    var used: Set<String> = []
    /// Constant conditions that a partial index could take over.
    var conditions: [PartialTerm] = []
    /// Conditions that only other methods than btree serve.
    var searches: [Search] = []
    /// Ordinary columns can stand in a GiST index beside others: btree_gist is there.
    var combinesInGist = false
    /// The columns that can stand in a GIN index beside others: btree_gin is there.
    var combinesInGin: Set<String> = []

    /// INCLUDE columns at most: what is wider is a copy of the table.
    private static let mostIncluded = 4
    /// Bytes of such a column at most.
    private static let widestIncluded = 64.0

    /// Columns that the statement reads and these keys lack; nil where an index cannot hold one, such as ctid.
    func missing(beside keys: [IndexDefinition.Key]) -> [TargetColumn]? {
        let names = used.subtracting(keys.compactMap(\.column)).sorted()
        let columns = names.compactMap(table.column)
        return columns.count == names.count ? columns : nil
    }

    /// What an index-only scan needs besides the keys; nil where that is nothing, or too much to carry along.
    func included(beside keys: [IndexDefinition.Key]) -> [String]? {
        guard let missing = missing(beside: keys), !missing.isEmpty, missing.count <= Self.mostIncluded,
            missing.allSatisfy({ $0.width <= Self.widestIncluded })
        else { return nil }
        return missing.map(\.name)
    }

    /// Keys that a btree may begin with, each once: equalities, ranges, order, grouping.
    var leading: [IndexDefinition.Key] {
        var seen: Set<IndexDefinition.Key> = []
        return ((equalities + ranges).map(\.key) + order.map(\.ascending) + grouping + alternatives.map(\.key))
            .filter { seen.insert($0).inserted }
    }
}

/// A key of an index with what it is worth to a statement.
struct NeedKey: Sendable, Hashable {
    var key: IndexDefinition.Key
    /// Of the rows that the condition finds, 0 to 1.
    var share: Double
}

/// A condition for GIN, GiST and other methods: operator classes that serve it.
struct Search: Sendable, Hashable {
    var key: IndexDefinition.Key
    /// gin, gist.
    var method: String
    /// nil: the type's default.
    var operatorClasses: [String?]
    /// To be had on the target, but not installed; nil where nothing is missing.
    var missingExtension: String?
}

extension IndexDefinition.Key {
    /// The key without direction, as equality asks for it.
    var ascending: IndexDefinition.Key {
        var key = self
        (key.descending, key.nullsFirst) = (false, nil)
        return key
    }

    /// What is indexed, whatever the direction.
    var subject: String { column ?? expression ?? "" }
}
