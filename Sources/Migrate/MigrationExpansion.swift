import Model

extension Migration {
    /// The same change in steps that may be interrupted and run again.
    ///
    /// A concurrent build drops what an earlier try left behind, builds, and checks the result. An index on a
    /// partitioned table is built partition by partition. A drop without a reverse gets the definition that the
    /// snapshot holds.
    func expanded(_ context: inout SchemaContext) -> Migration {
        guard up.count == 1, var index = IndexStatement(up[0]) else { return self }
        var result = self
        if index.kind == .drop, down.isEmpty, let definition = context.definitions[index.qualifiedIndex] {
            result.down = [definition]
        }
        var undo = result.down.count == 1 ? IndexStatement(result.down[0]) : nil
        let isPartitioned = [index, undo].contains { statement in
            statement.flatMap { context.table(schema: $0.schema, name: $0.table) }?.isPartitioned == true
        }
        // A build needs no concurrency where its drop needs none, and the reverse.
        if index.concurrently { undo?.concurrently = true }
        // PostgreSQL drops the index of a partitioned table at once only; building it has its own way.
        if isPartitioned, index.kind == .drop { index.concurrently = false }
        if isPartitioned, undo?.kind == .drop { undo?.concurrently = false }
        let change = Self.steps(index, &context)
        result.up = change.statements
        var undoOutside = false
        if let undo {
            let steps = Self.steps(undo, &context)
            result.down = steps.statements
            undoOutside = steps.outside
        }
        result.runsOutsideTransaction = change.outside || undoOutside
        return result
    }

    private static func steps(
        _ index: IndexStatement, _ context: inout SchemaContext
    ) -> (statements: [String], outside: Bool) {
        guard index.kind != .drop else { return ([index.drop(concurrently: index.concurrently)], index.concurrently) }
        guard index.name != nil else { return ([index.create(concurrently: index.concurrently)], index.concurrently) }
        if let table = context.table(schema: index.schema, name: index.table), table.isPartitioned {
            return (PartitionedBuild(index, on: table, &context).statements, true)
        }
        guard index.concurrently else { return ([index.create(concurrently: false)], false) }
        return ([index.drop(concurrently: true), index.create(concurrently: true), index.check], true)
    }
}

/// An index on a partitioned table: the parent's alone, each partition's concurrently, then attached.
struct PartitionedBuild {
    private(set) var statements: [String]

    init(_ index: IndexStatement, on table: SchemaContext.Table, _ context: inout SchemaContext) {
        // What is attached goes with the parent's index, so that a second try begins anew.
        statements = [index.drop(concurrently: false)]
        var attachments: [String] = []
        build(index, on: table, &context, &attachments)
        statements += attachments + [index.check]
    }

    private mutating func build(
        _ index: IndexStatement, on table: SchemaContext.Table, _ context: inout SchemaContext,
        _ attachments: inout [String]
    ) {
        statements.append(index.create(concurrently: false, only: true))
        for partition in context.partitions(of: table) {
            var own = index
            own.schema = partition.schema
            own.table = partition.name
            let base = (index.name ?? "").split(separator: table.name, maxSplits: 1, omittingEmptySubsequences: false)
            let wanted =
                base.count == 2 ? base[0] + partition.name + base[1] : "\(partition.name)_\(index.name ?? "")"
            // What brings back a dropped index brings back the names of its parts.
            own.name =
                context.attachedIndex(of: index.qualifiedIndex, on: partition)
                ?? context.claim(String(wanted), in: partition.schema)
            statements.append(own.drop(concurrently: !partition.isPartitioned))
            if partition.isPartitioned {
                build(own, on: partition, &context, &attachments)
            } else {
                statements += [own.create(concurrently: true), own.check]
            }
            attachments.append("ALTER INDEX \(index.qualifiedIndex) ATTACH PARTITION \(own.qualifiedIndex)")
        }
    }
}

extension MigrationSet {
    /// Gives new indexes the names that the schema's convention has for them, and free ones where those are taken.
    mutating func rename(by context: inout SchemaContext) {
        for position in migrations.indices {
            guard migrations[position].up.count == 1, var index = IndexStatement(migrations[position].up[0]),
                index.kind != .drop, let old = index.name, let schema = index.schema
            else { continue }
            let plain = NewIndex(index.create(concurrently: false))
            let wanted = plain.map { context.naming.name(table: index.table, columns: $0.plainColumns) } ?? old
            let new = context.claim(wanted, in: schema)
            let concurrently = index.concurrently
            index.name = new
            migrations[position].up = [index.create(concurrently: concurrently)]
            migrations[position].down = migrations[position].down.map { statement in
                guard var undo = IndexStatement(statement), undo.kind == .drop, undo.name == old else {
                    return statement
                }
                undo.name = new
                return undo.drop(concurrently: undo.concurrently)
            }
            if new != old {
                migrations[position].name = migrations[position].name
                    .replacing(Migration.plainName(old), with: Migration.plainName(new))
            }
        }
    }
}
