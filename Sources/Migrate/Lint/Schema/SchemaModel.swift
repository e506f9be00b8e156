import Model

/// The schema as it stands before a statement: what was there before the pending migrations, as far as a snapshot or
/// applied files tell, and what these have changed so far.
struct SchemaModel: Sendable {
    private(set) var tables: [ObjectName: Table] = [:]
    /// By name; indexes live in their table's schema.
    private(set) var indexes: [ObjectName: Index] = [:]
    /// Names of the indexes of each table.
    private var indexesOfTable: [ObjectName: Set<ObjectName>] = [:]
    /// Enums and domains that pending files create.
    private(set) var newTypes: Set<ObjectName> = []
    /// Domains whose definition is known.
    private(set) var domains: [ObjectName: DomainDefinition] = [:]
    private(set) var newSchemas: Set<String> = []
    /// Indexes that pending files drop, known before or not: none of these names is an invalid leftover now.
    private(set) var droppedIndexes: Set<ObjectName> = []
    /// Names that pending files have taken from a table.
    private(set) var renamedTables: Set<ObjectName> = []
    var searchPath = ["public"]
    /// All tables that were there before are known: one that is not was created under another name or is no table.
    var isComplete = false
    /// The session's time zone is known to be UTC.
    var isUTC = false
    /// Of functions of the user's own, by name in small letters: true where they are volatile.
    var volatilities: [String: Bool] = [:]

    struct Table: Sendable {
        enum Kind: Sendable { case table, partitioned, view, materializedView, foreign }
        var name: ObjectName
        var kind = Kind.table
        /// By its CREATE or a snapshot: of other tables only what is done to them is known.
        var isDescribed = false
        /// Created by pending files: nobody uses it yet.
        var isNew = false
        var columns: [String: Column] = [:]
        var constraints: [String: Constraint] = [:]
        /// A constraint was validated whose definition is not known: it may prove anything.
        var hasValidatedUnknown = false
        var parent: ObjectName?
        var partitions: Set<ObjectName> = []
        /// The partition that takes what fits no other.
        var defaultPartition: ObjectName?
        /// Columns that it is partitioned by, nil for an expression; empty where that is not known.
        var partitionKey: [String?] = []
        var usage: TableUsage?
    }

    struct Column: Sendable {
        var type: ColumnType
        var isNotNull = false
        /// Added by pending files.
        var isNew = false
        var hasDefault = false
    }

    struct Constraint: Sendable {
        var kind: ConstraintDefinition.Kind
        var columns: [String] = []
        var isValid = true
        var referenced: ObjectName?
        var provesNotNull: Set<String> = []
        /// CHECK: the columns it is about; empty where that is not known.
        var mentioned: Set<String> = []
    }

    struct Index: Sendable {
        var name: ObjectName
        var table: ObjectName
        var method = "btree"
        /// nil for an expression.
        var columns: [String?]
        var keys: [String]
        var included: [String] = []
        var isUnique = false
        var isPartial = false
        /// The columns of a condition that asks for no more than that they are not null.
        var onlyNotNull: Set<String> = []
        /// Columns that its expressions and its condition name.
        var mentioned: Set<String> = []
        var isNew = false
        var oid: Int64?
        var carriesConstraint = false
    }
}

// MARK: Looking up

extension SchemaModel {
    /// The name with its schema: the first of the search path that knows it, or else the path's first.
    func resolve(_ name: ObjectName) -> ObjectName {
        guard name.schema == nil else { return name }
        // Temporary tables hide others of their name.
        for schema in ["pg_temp"] + searchPath {
            let candidate = ObjectName(schema: schema, name: name.name)
            if tables[candidate] != nil || indexes[candidate] != nil { return candidate }
        }
        return ObjectName(schema: searchPath.first ?? "public", name: name.name)
    }

    func table(_ name: ObjectName) -> Table? { tables[resolve(name)] }

    func index(_ name: ObjectName) -> Index? { indexes[resolve(name)] }

    /// Created by pending files, or part of what is: its locks concern nobody.
    func isNew(_ name: ObjectName) -> Bool {
        let resolved = resolve(name)
        if let table = tables[resolved] { return table.isNew }
        if let index = indexes[resolved] { return tables[index.table]?.isNew ?? false }
        return newSchemas.contains(resolved.schema ?? "")
    }

    /// IF NOT EXISTS finds it: nothing is built.
    func isThere(_ creation: IndexCreation) -> Bool {
        guard creation.ifNotExists, let name = creation.name else { return false }
        return indexes[ObjectName(schema: resolve(creation.table).schema, name: name)] != nil
    }

    func indexes(on table: ObjectName) -> [Index] {
        let names = indexesOfTable[resolve(table)] ?? []
        return names.compactMap { indexes[$0] }.sorted { $0.name < $1.name }
    }

    /// An index whose first keys are these columns, in whatever order; one that leaves out their nulls finds as much.
    func hasIndex(on table: ObjectName, beginningWith columns: [String]) -> Bool {
        indexes(on: table).contains { index in
            (!index.isPartial || !index.onlyNotNull.isEmpty && index.onlyNotNull.isSubset(of: columns))
                && index.columns.count >= columns.count
                && Set(index.columns.prefix(columns.count)) == Set(columns.map(Optional.some))
        }
    }

    /// The full name that CREATE gives.
    func nameOfCreated(_ name: ObjectName) -> ObjectName {
        name.schema == nil ? ObjectName(schema: searchPath.first ?? "public", name: name.name) : name
    }

    /// Whether its value differs from row to row.
    func isVolatile(_ expression: ConstraintDefinition) -> Bool { expression.functions.contains { isVolatile($0) } }

    func isVolatile(_ function: String) -> Bool { volatilities[function] ?? VolatileFunctions.isVolatile(function) }

    func isNewSchema(_ name: String) -> Bool { newSchemas.contains(name) }

    func isNewType(_ name: ObjectName) -> Bool { newTypes.contains(resolve(name)) }

    /// Valid CHECKs or the column itself prove that it holds no null.
    func isProvenNotNull(_ column: String, of name: ObjectName) -> Bool {
        guard let table = table(name) else { return false }
        if table.columns[column]?.isNotNull == true { return true }
        return table.constraints.values.contains { $0.isValid && $0.provesNotNull.contains(column) }
    }

    /// New, or with a valid CHECK about the columns that the parent is partitioned by.
    func isProven(_ partition: ObjectName, of parent: ObjectName) -> Bool {
        let key = Set((table(parent)?.partitionKey ?? []).compactMap { $0 })
        let checks = table(partition)?.constraints.values.filter { $0.kind == .check && $0.isValid } ?? []
        return isNew(partition) || checks.contains { $0.mentioned.isEmpty || key.isSubset(of: $0.mentioned) }
    }

    /// Indexes of the parent that the table has no like of: attaching it builds them.
    func missingIndexes(of partition: ObjectName, in parent: ObjectName) -> [Index] {
        let own = indexes(on: partition)
        return indexes(on: parent).filter { index in
            !own.contains { $0.keys == index.keys && $0.method == index.method && $0.isUnique == index.isUnique }
        }
    }

    /// Of a partitioned table, that of its partitions together.
    func usage(of name: ObjectName) -> TableUsage? {
        guard let table = table(name) else { return nil }
        let parts = table.partitions.compactMap(usage)
        guard let first = parts.first else { return table.usage }
        return parts.dropFirst().reduce(first) { $0 + $1 }
    }

    /// The definition of the domain that a type names; nil for other types, and for domains that nobody described.
    func domain(_ type: ColumnType) -> DomainDefinition? {
        guard !domains.isEmpty, !type.isArray else { return nil }
        return domains[resolve(ObjectName(schema: type.schema, name: type.name))]
    }

    func hasColumn(_ column: String, ofType names: Set<String>) -> Bool {
        tables.values.contains { $0.columns[column].map { names.contains($0.type.name) } ?? false }
    }

    /// Tables with a column of the type; for what is not known, none.
    func tables(using type: ObjectName) -> [Table] {
        tables.values.filter { table in table.columns.values.contains { $0.type.name == type.name } }
            .sorted { $0.name.description < $1.name.description }
    }
}

// MARK: Changing

extension SchemaModel {
    mutating func add(_ table: Table) { tables[table.name] = table }
    mutating func add(_ index: Index) {
        removeIndex(index.name)
        droppedIndexes.remove(index.name)
        indexes[index.name] = index
        indexesOfTable[index.table, default: []].insert(index.name)
    }
    mutating func addType(_ name: ObjectName) { newTypes.insert(resolve(name)) }
    mutating func add(_ domain: DomainDefinition, named name: ObjectName) {
        var domain = domain
        // A domain over a domain is stored as that one is, and has its constraints too.
        if let base = self.domain(domain.type) {
            domain.type = base.type
            domain.hasConstraint = domain.hasConstraint || base.hasConstraint
        }
        domains[resolve(name)] = domain
    }
    mutating func constrainDomain(_ name: ObjectName) { domains[resolve(name)]?.hasConstraint = true }
    mutating func noteRenamed(table: ObjectName) {
        let name = resolve(table)
        if tables[name]?.isNew != true { renamedTables.insert(name) }
    }
    mutating func noteDropped(index: ObjectName) { droppedIndexes.insert(resolve(index)) }
    mutating func addSchema(_ name: String) { newSchemas.insert(name) }

    mutating func change(_ name: ObjectName, _ body: (inout Table) -> Void) {
        let name = resolve(name)
        // A table that nobody described is known from now on by what is done to it.
        var table = tables[name] ?? Table(name: name)
        body(&table)
        tables[name] = table
    }

    mutating func removeTable(_ name: ObjectName) {
        let name = resolve(name)
        tables[name] = nil
        for index in indexesOfTable.removeValue(forKey: name) ?? [] { indexes[index] = nil }
        for (other, table) in tables where table.constraints.values.contains(where: { $0.referenced == name }) {
            for (constraint, value) in table.constraints where value.referenced == name {
                tables[other]?.constraints[constraint] = nil
            }
        }
    }

    mutating func removeIndex(_ name: ObjectName) {
        guard let index = indexes.removeValue(forKey: resolve(name)) else { return }
        indexesOfTable[index.table]?.remove(index.name)
    }

    mutating func renameTable(_ name: ObjectName, to new: ObjectName) {
        let old = resolve(name)
        guard var table = tables.removeValue(forKey: old) else { return }
        table.name = new
        tables[new] = table
        let own = indexesOfTable.removeValue(forKey: old) ?? []
        for index in own { indexes[index]?.table = new }
        indexesOfTable[new] = own
    }

    mutating func renameIndex(_ name: ObjectName, to new: String) {
        guard var index = index(name) else { return }
        removeIndex(index.name)
        index.name.name = new
        add(index)
    }
}
