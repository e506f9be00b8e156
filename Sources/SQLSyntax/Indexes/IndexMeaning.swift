import Model

/// What an index does, so that indexes compare by what they mean and not by how they are written. In doubt two are different.
public struct IndexMeaning: Sendable, Hashable {
    private struct Key: Sendable, Hashable {
        /// A column by its name, or an expression by its form.
        var subject: String
        var operatorClass: String?
        var collation: String?
        var descending: Bool
        var nullsFirst: Bool

        /// As a scan from the end sees it.
        var backwards: Key {
            var key = self
            key.descending.toggle()
            key.nullsFirst.toggle()
            return key
        }
    }

    private let relation: Int64
    private let method: String
    private let keys: [Key]
    /// Key columns and INCLUDE columns.
    private let columns: Set<String>
    private let include: Set<String>
    private let predicate: String?
    private let options: [String: String]

    public init(_ definition: IndexDefinition) {
        let expressions = Self.expressions(of: definition)
        self.init(definition, forms: SQL.expressionForms(expressions)[...])
    }

    /// The meanings of many indexes, in their order; parses all expressions at once.
    public static func all(_ definitions: [IndexDefinition]) -> [IndexMeaning] {
        let expressions = definitions.map(Self.expressions)
        var forms = SQL.expressionForms(expressions.flatMap(\.self))[...]
        return zip(definitions, expressions).map { definition, expressions in
            defer { forms = forms.dropFirst(expressions.count) }
            return IndexMeaning(definition, forms: forms.prefix(expressions.count))
        }
    }

    /// Those of the keys in their order, then the predicate.
    private static func expressions(of definition: IndexDefinition) -> [String] {
        definition.keys.compactMap { $0.column == nil ? $0.expression ?? "" : nil }
            + [definition.predicate].compactMap(\.self)
    }

    /// - Parameter forms: of `expressions(of:)`.
    private init(_ definition: IndexDefinition, forms: ArraySlice<String>) {
        var forms = forms.makeIterator()
        relation = definition.relation
        method = definition.method
        keys = definition.keys.map { key in
            Key(
                subject: key.column.map { "column \($0)" } ?? "expression \(forms.next() ?? "")",
                operatorClass: key.operatorClass, collation: key.collation, descending: key.descending,
                nullsFirst: key.nullsFirst ?? key.descending)
        }
        columns = Set(definition.keys.compactMap(\.column) + definition.include)
        include = Set(definition.include)
        predicate = definition.predicate.map { _ in forms.next() ?? "" }
        options = definition.options.filter { !Self.ofUpkeep.contains($0.key) }
    }

    /// Whether this index serves all that `other` does: it is of the same table, method and condition, holds all its columns,
    /// and begins with its keys (a btree, read forwards or backwards), or has the same ones (all others).
    ///
    /// A condition that merely follows from the other's is not enough: the narrower index is the smaller one, which is what
    /// it was built for. What an index of an extension's method finds hangs on parameters of its own (hnsw, ivfflat), so none
    /// of them stands for another. Uniqueness is the caller's: a unique index serves reads as any other.
    public func serves(_ other: IndexMeaning) -> Bool {
        guard Self.methods.contains(method), relation == other.relation, method == other.method,
            predicate == other.predicate
        else { return false }
        if method != "btree" { return keys == other.keys && include == other.include && options == other.options }
        guard keys.count >= other.keys.count, columns.isSuperset(of: other.include) else { return false }
        let front = Array(keys.prefix(other.keys.count))
        return front == other.keys || front.map(\.backwards) == other.keys
    }

    /// Storage parameters that decide how an index is kept, not what it finds.
    private static let ofUpkeep: Set = [
        "autosummarize", "buffering", "deduplicate_items", "fastupdate", "fillfactor", "gin_pending_list_limit",
    ]

    /// PostgreSQL's own.
    private static let methods: Set = ["btree", "hash", "gist", "spgist", "gin", "brin"]
}
