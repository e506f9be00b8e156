import Model

/// An index that the target has.
struct ExistingIndex: Sendable {
    var oid: Int64
    var name: String
    /// As pg_get_indexdef prints it: what takes a drop back.
    var statement: String?
    /// Its parts, with operator classes and collations that are the default left out, so that it compares with a candidate.
    var definition: IndexDefinition
    var isUnique: Bool
    /// A constraint, the replica identity or CLUSTER rests on it.
    var isHeld: Bool
    /// Of a partitioned table's: of all its partitions together.
    var bytes: Double
    /// Scans in the window; nil where they were not counted.
    var scans: Int64?

    /// It does nothing but make queries faster.
    var isDroppable: Bool { !isUnique && !isHeld }
}

extension IndexDefinition {
    /// Whether this index serves all that `other` does: it is of the same method and condition, holds all its columns, and
    /// begins with its keys (a btree), or has the same ones (all others). What an index of an extension's method finds hangs on
    /// parameters of its own (hnsw, ivfflat), so none of them stands for another.
    func serves(_ other: IndexDefinition) -> Bool {
        guard Self.methods.contains(method) else { return false }
        guard relation == other.relation, method == other.method, condition == other.condition else { return false }
        if method != "btree" { return keys == other.keys }
        guard keys.count >= other.keys.count else { return false }
        let front = keys.prefix(other.keys.count).map(\.normal)
        let wanted = other.keys.map(\.normal)
        guard front == wanted || (keys.count == other.keys.count && front == wanted.map(\.backwards)) else {
            return false
        }
        let held = Set(keys.compactMap(\.column) + include)
        return other.include.allSatisfy(held.contains)
    }

    /// PostgreSQL's own.
    private static let methods: Set = ["btree", "hash", "gist", "spgist", "gin", "brin"]

    /// The predicate without blanks and parentheses: pg_get_expr sets more of them than people do.
    private var condition: String? { predicate.map { String($0.filter { !" ()".contains($0) }).lowercased() } }
}

extension IndexDefinition.Key {
    /// With the nulls said outright, and an expression without blanks and parentheses.
    fileprivate var normal: IndexDefinition.Key {
        var key = self
        key.nullsFirst = nullsFirst ?? descending
        key.expression = expression.map { String($0.filter { !" ()".contains($0) }) }
        return key
    }

    /// As a scan from the end sees it.
    fileprivate var backwards: IndexDefinition.Key {
        var key = normal
        key.descending.toggle()
        key.nullsFirst = !(key.nullsFirst ?? false)
        return key
    }
}

extension ExistingIndex {
    /// No two rows are equal in these columns.
    func isUniqueOver(_ columns: Set<String>) -> Bool {
        isUnique && definition.predicate == nil
            && definition.keys.allSatisfy { $0.column.map(columns.contains) ?? false }
    }
}
