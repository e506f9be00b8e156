/// A lock that a statement takes on a table, and what it does there while it has it.
struct LockEffect: Sendable {
    var table: ObjectName
    var mode: LockMode
    var work: LockedWork
    var form: StatementForm
}

extension SchemaModel {
    /// The locks of a statement on tables that were there before; a table that the change itself creates concerns
    /// nobody. In the order in which they are taken, as far as the text tells.
    func effects(of change: SchemaChange) -> [LockEffect] {
        LockReader(model: self).effects(of: change).filter { !isNew($0.table) && !isTemporary($0.table) }
    }

    private func isTemporary(_ name: ObjectName) -> Bool { resolve(name).schema == "pg_temp" }
}

/// Finds the forms of a statement and whom each locks.
private struct LockReader {
    var model: SchemaModel

    func effects(of change: SchemaChange) -> [LockEffect] {
        switch change {
        case .createTable(let table): creation(of: table)
        case .createIndex(let index):
            lock(index.table, index.isConcurrent ? .createIndexConcurrently : .createIndex)
        case .drop(let removal): drop(removal)
        case .alterTable(let alteration): alteration.commands.flatMap { command($0, alteration) }
        case .rename(let renaming): rename(renaming)
        case .setSchema(_, let name, _): lock(name, .setSchema)
        case .reindex(let reindexing): reindex(reindexing)
        case .refresh(let view, let concurrently, _): lock(view, concurrently ? .refreshConcurrently : .refresh)
        case .truncate(let tables): tables.flatMap { lock($0, .truncate) }
        case .vacuum(let full, let tables): tables.flatMap { lock($0, full ? .vacuumFull : .vacuum) }
        case .cluster(let table): table.map { lock($0, .cluster) } ?? []
        case .createTrigger(let table): lock(table, .createTrigger)
        case .write(let write): lock(write.table, Self.form(of: write.kind))
        case .lock(let tables): tables.flatMap { lock($0, .lockTable) }
        case .alterDomain(let domain): self.domain(domain)
        case .other(let tag, let relation?): Self.form(ofTag: tag).map { lock(relation, $0) } ?? []
        default: []
        }
    }

    private func lock(_ table: ObjectName, _ form: StatementForm, other: ObjectName? = nil) -> [LockEffect] {
        let locks = form.locks
        var effects = [LockEffect(table: model.resolve(table), mode: locks.table, work: locks.work, form: form)]
        if let other, let mode = locks.other {
            effects.append(LockEffect(table: model.resolve(other), mode: mode, work: .none, form: form))
        }
        return effects
    }

    /// Only the lock on the other table: the first is the one being created.
    private func lockOther(_ other: ObjectName, _ form: StatementForm) -> [LockEffect] {
        lock(other, form, other: other).suffix(form.locks.other == nil ? 0 : 1)
    }

    private func creation(of table: TableDefinition) -> [LockEffect] {
        var effects = table.partitionOf.map { lockOther($0, .createPartitionOf) } ?? []
        effects += table.inherits.flatMap { lockOther($0, .createTableInherits) }
        let constraints = table.constraints + table.columns.flatMap(\.constraints)
        return effects + constraints.compactMap(\.referenced).flatMap { lockOther($0, .createTableReferencing) }
    }

    private func drop(_ removal: Removal) -> [LockEffect] {
        removal.names.flatMap { name -> [LockEffect] in
            switch removal.kind {
            case .table: dropTable(name)
            case .index:
                model.index(name).map {
                    lock($0.table, removal.isConcurrent ? .dropIndexConcurrently : .dropIndex)
                } ?? []
            case .view, .materializedView: lock(name, .dropView)
            case .trigger: lock(name, .dropTrigger)
            case .policy: lock(name, .dropPolicy)
            default: []
            }
        }
    }

    /// A dropped table's foreign keys lock the tables they refer to.
    private func dropTable(_ name: ObjectName) -> [LockEffect] {
        let referenced = model.table(name)?.constraints.values.compactMap(\.referenced) ?? []
        return lock(name, .dropTable)
            + Set(referenced).sorted { $0.description < $1.description }
            .flatMap { lock($0, .dropTable) }
    }

    private func rename(_ renaming: Renaming) -> [LockEffect] {
        guard let relation = renaming.relation else { return [] }
        switch renaming.kind {
        case .column: return lock(relation, .renameColumn)
        case .constraint: return lock(relation, .renameConstraint)
        case .table, .view, .materializedView: return lock(relation, .renameTable)
        case .index: return model.index(relation).map { lock($0.table, .renameIndex) } ?? []
        default: return []
        }
    }

    private func reindex(_ reindexing: Reindexing) -> [LockEffect] {
        guard let name = reindexing.name else { return [] }
        let table = reindexing.scope == .index ? model.index(name)?.table : name
        return table.map { lock($0, reindexing.isConcurrent ? .reindexConcurrently : .reindex) } ?? []
    }

    private func domain(_ alteration: DomainAlteration) -> [LockEffect] {
        switch alteration.command {
        case .addConstraint(false), .validate, .setNotNull:
            model.tables(using: alteration.name).flatMap { lock($0.name, .domainConstraint) }
        default: []
        }
    }
}

// MARK: The commands of ALTER TABLE

extension LockReader {
    private func command(_ command: AlterCommand, _ alteration: TableAlteration) -> [LockEffect] {
        let name = alteration.name
        if alteration.kind == .index { return model.index(name).map { lock($0.table, .setStorageParameter) } ?? [] }
        switch command {
        case .addColumn(let column):
            let references = column.constraints.compactMap(\.referenced).flatMap { lockOther($0, .addForeignKey) }
            return lock(name, model.form(ofAdding: column)) + references
        case .addConstraint(let constraint): return add(constraint, to: name)
        case .validateConstraint(let constraint):
            let known = model.table(name)?.constraints[constraint]
            return lock(name, known?.kind == .foreign ? .validateForeignKey : .validateCheck, other: known?.referenced)
        case .dropConstraint(let constraint):
            let referenced = model.table(name)?.constraints[constraint]?.referenced
            return lock(name, referenced == nil ? .dropConstraint : .dropForeignKey, other: referenced)
        case .attachPartition(let partition, _):
            return lock(name, .attachPartition, other: partition)
        case .detachPartition(let partition, let concurrently):
            return lock(name, concurrently ? .detachPartitionConcurrently : .detachPartition, other: partition)
        case .setType(let column, let type, let hasUsing):
            return lock(name, model.form(ofChanging: column, of: name, to: type, hasUsing: hasUsing))
        case .setNotNull(let column):
            return lock(name, model.isProvenNotNull(column, of: name) ? .setNotNullProven : .setNotNull)
        default: return lock(name, Self.form(of: command))
        }
    }

    private func add(_ constraint: ConstraintDefinition, to name: ObjectName) -> [LockEffect] {
        let form: StatementForm =
            switch constraint.kind {
            case .check: constraint.isNotValid ? .addCheckNotValid : .addCheck
            case .foreign: constraint.isNotValid ? .addForeignKeyNotValid : .addForeignKey
            case .unique: constraint.index == nil ? .addUnique : .addConstraintUsingIndex
            case .primary: constraint.index == nil ? .addPrimaryKey : .addConstraintUsingIndex
            case .exclusion: .addExclusion
            default: .alterTableOther
            }
        return lock(name, form, other: constraint.referenced)
    }

    private static func form(of command: AlterCommand) -> StatementForm {
        switch command {
        case .dropColumn: .dropColumn
        case .dropNotNull: .dropNotNull
        case .setDefault: .setDefault
        case .addIdentity: .addIdentity
        case .dropExpression: .dropExpression
        case .setLogged(let isLogged): isLogged ? .setLogged : .setUnlogged
        case .setTablespace: .setTablespace
        case .setAccessMethod: .setAccessMethod
        case .enableTrigger: .enableTrigger
        case .disableTrigger: .disableTrigger
        case .other("AT_SetStatistics"), .other("AT_ClusterOn"), .other("AT_DropCluster"): .setStatistics
        case .other("AT_SetRelOptions"), .other("AT_ResetRelOptions"), .other("AT_SetOptions"),
            .other("AT_ResetOptions"):
            .setStorageParameter
        default: .alterTableOther
        }
    }

    private static func form(of kind: DataChange.Kind) -> StatementForm {
        switch kind {
        case .insert, .copy: .insert
        case .update, .merge: .update
        case .delete: .delete
        }
    }

    private static func form(ofTag tag: String) -> StatementForm? {
        switch tag {
        case "CreatePolicyStmt": .createPolicy
        case "AlterPolicyStmt": .alterPolicy
        case "RuleStmt": .createRule
        case "CreateStatsStmt": .createStatistics
        default: nil
        }
    }
}

// MARK: What a column costs

extension SchemaModel {
    func form(ofAdding column: ColumnDefinition) -> StatementForm {
        if column.type.isSerial || column.constraint(.identity) != nil || column.constraint(.generated) != nil {
            return .addColumnRewriting
        }
        if let value = column.constraint(.defaultValue), isVolatile(value) { return .addColumnRewriting }
        // Nulls too are held against a domain's constraint, row by row.
        return domain(column.type)?.hasConstraint == true ? .addColumnRewriting : .addColumn
    }

    func typeChange(_ column: String, of name: ObjectName, to type: ColumnType, hasUsing: Bool) -> TypeChange {
        let old = table(name)?.columns[column]?.type
        let new = domain(type)
        if let new, new.hasConstraint, old != type { return .rewrite }
        // A domain is stored as its own type is.
        let stored = (old: old.map { domain($0)?.type ?? $0 }, new: new?.type ?? type)
        let change = TypeChange(from: stored.old, to: stored.new, hasUsing: hasUsing, isUTC: isUTC)
        guard change == .free, let before = stored.old, before.sortsUnlike(stored.new) else { return change }
        return indexes(on: name).contains { $0.columns.contains(column) } ? .index : .free
    }

    fileprivate func form(
        ofChanging column: String, of name: ObjectName, to type: ColumnType, hasUsing: Bool
    ) -> StatementForm {
        switch typeChange(column, of: name, to: type, hasUsing: hasUsing) {
        case .free: .setTypeFree
        case .index: .setTypeIndexing
        case .rewrite, .unknown: .setTypeRewriting
        }
    }
}

/// Functions whose value PostgreSQL cannot compute once for all rows. `now()` and its kin are stable: they can.
enum VolatileFunctions {
    /// Functions not listed are the user's own, or extensions': volatile unless declared otherwise.
    static func isVolatile(_ function: String) -> Bool { !function.hasPrefix("svfop_") && !stable.contains(function) }

    private static let stable: Set<String> = [
        "now", "transaction_timestamp", "statement_timestamp", "current_setting", "current_schema", "current_database",
        "to_char", "to_date", "to_timestamp", "to_number", "date_trunc", "date_part", "extract", "make_date",
        "make_timestamp", "make_timestamptz", "make_interval", "age", "timezone", "lower", "upper", "initcap",
        "concat", "concat_ws", "format", "left", "right", "substr", "substring", "replace", "trim", "btrim", "ltrim",
        "rtrim", "md5", "sha256", "encode", "decode", "abs", "round", "floor", "ceil", "power", "sqrt", "length",
        "json_build_object", "jsonb_build_object", "json_build_array", "jsonb_build_array", "to_json", "to_jsonb",
        "array_fill", "string_to_array", "int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange",
        "to_tsvector", "to_tsquery", "point", "box", "uuid_nil", "repeat", "lpad", "rpad", "greatest", "least",
        "coalesce", "nullif", "session_user", "current_user", "user", "pg_my_temp_schema", "inet_client_addr",
    ]
}
