import Model

/// What writing a migration has to know of the schema: taken names, how indexes are named, partitions, sizes.
public struct SchemaContext: Sendable {
    /// A table as migrations see it.
    struct Table: Sendable {
        var oid: Int64
        var schema: String
        var name: String
        var isPartitioned: Bool
        var parent: Int64?
        var bytes: Int64?
    }

    private(set) var tables: [Int64: Table] = [:]
    /// Names of relations and indexes by schema.
    private(set) var taken: [String: Set<String>] = [:]
    /// pg_get_indexdef by schema and name.
    private(set) var definitions: [String: String] = [:]
    /// Names of the indexes that belong to a partitioned one, by its schema and name, then by their table.
    private var attached: [String: [Int64: String]] = [:]
    private(set) var naming = IndexNaming.postgres
    private var searchPath: [String] = ["public"]

    /// Knows nothing: names stay as the findings give them.
    public init() {}

    public init(_ snapshot: Snapshot) {
        searchPath = snapshot.searchPath
        readTables(snapshot)
        readIndexes(snapshot)
    }

    private mutating func readTables(_ snapshot: Snapshot) {
        let relations = snapshot[.relations]
        for row in 0..<relations.count {
            guard let oid = relations[row, "oid"].integer, let schema = relations[row, "schema"].text,
                let name = relations[row, "name"].text
            else { continue }
            taken[schema, default: []].insert(name)
            let isPartition = relations[row, "is_partition"].boolean ?? false
            tables[oid] = Table(
                oid: oid, schema: schema, name: name, isPartitioned: relations[row, "kind"].text == "partitioned",
                parent: isPartition ? relations[row, "parent_oid"].integer : nil)
        }
        let sizes = snapshot[.relationSizes]
        for row in 0..<sizes.count {
            if let oid = sizes[row, "relation_oid"].integer {
                tables[oid]?.bytes = sizes[row, "total_bytes"].integer
            }
        }
    }

    private mutating func readIndexes(_ snapshot: Snapshot) {
        let keys = snapshot[.indexKeys]
        var columns: [Int64: [(position: Int64, name: String)]] = [:]
        for row in 0..<keys.count {
            guard let oid = keys[row, "index_oid"].integer, let name = keys[row, "column"].text,
                keys[row, "included"].boolean != true
            else { continue }
            columns[oid, default: []].append((keys[row, "position"].integer ?? 0, name))
        }
        var named: [(name: String, table: String, columns: [String])] = []
        let indexes = snapshot[.indexDefinitions]
        readAttached(indexes)
        for row in 0..<indexes.count {
            guard let schema = indexes[row, "schema"].text, let name = indexes[row, "name"].text,
                let oid = indexes[row, "oid"].integer
            else { continue }
            taken[schema, default: []].insert(name)
            definitions[Quote.qualified(schema, name)] = indexes[row, "definition"].text
            // Names of constraints follow the constraint, those of partitions' indexes their parent's.
            guard indexes[row, "constraint_oid"].integer == nil, indexes[row, "parent_oid"].integer == nil,
                let table = indexes[row, "relation_oid"].integer.flatMap({ tables[$0] })
            else { continue }
            let key = (columns[oid] ?? []).sorted { $0.position < $1.position }.map(\.name)
            named.append((name, table.name, key))
        }
        naming = IndexNaming(learntFrom: named)
    }

    private mutating func readAttached(_ indexes: Section) {
        let names = (0..<indexes.count).reduce(into: [Int64: String]()) { names, row in
            guard let oid = indexes[row, "oid"].integer, let name = indexes[row, "name"].text else { return }
            names[oid] = Quote.qualified(indexes[row, "schema"].text, name)
        }
        for row in 0..<indexes.count {
            guard let parent = indexes[row, "parent_oid"].integer.flatMap({ names[$0] }),
                let table = indexes[row, "relation_oid"].integer, let name = indexes[row, "name"].text
            else { continue }
            attached[parent, default: [:]][table] = name
        }
    }

    /// The name of the partition's part of an index that exists; nil where there is none.
    func attachedIndex(of index: String, on partition: Table) -> String? { attached[index]?[partition.oid] }

    func table(schema: String?, name: String) -> Table? {
        let found = tables.values.filter { $0.name == name }
        if let schema { return found.first { $0.schema == schema } }
        return searchPath.lazy.compactMap { schema in found.first { $0.schema == schema } }.first
    }

    /// The partitions right below a partitioned table, by name.
    func partitions(of table: Table) -> [Table] {
        tables.values.filter { $0.parent == table.oid }.sorted { ($0.schema, $0.name) < ($1.schema, $1.name) }
    }

    /// A name that nothing in the schema bears, and takes it: at most 63 bytes, cut before its ending.
    mutating func claim(_ wanted: String, in schema: String) -> String {
        var name = IndexNaming.shortened(wanted)
        var count = 1
        while taken[schema, default: []].contains(name) {
            count += 1
            name = IndexNaming.shortened(wanted, ending: "_\(count)")
        }
        taken[schema, default: []].insert(name)
        return name
    }
}
