/// Finds the forms of a statement, and which relations play which role in them; what is locked how is TracedLocks' to say.
struct LockReader {
    var model: SchemaModel

    func effects(of change: SchemaChange) -> [LockEffect] {
        switch change {
        case .createTable(let table): creation(of: table)
        case .createIndex(let index): creation(of: index)
        // Only a view that is there is locked.
        case .createView(let name, false): model.table(name) == nil ? [] : lock(.replaceView, (.view, [name]))
        case .drop(let removal): drop(removal)
        // Of a composite type nobody waits for the lock.
        case .alterTable(let alteration) where alteration.kind == .type: []
        case .alterTable(let alteration): alteration.commands.flatMap { command($0, alteration) }
        case .rename(let renaming): rename(renaming)
        case .setSchema(_, let name, _): lock(name, .setSchema)
        case .reindex(let reindexing): reindex(reindexing)
        case .refresh(let view, let concurrently, _):
            lock(concurrently ? .refreshConcurrently : .refresh, (.view, [view]))
        case .truncate(let tables, let cascades):
            lock(.truncate, (.table, tables), (.referencing, cascades ? referencing(tables) : []))
        case .vacuum(let full, let tables): lock(full ? .vacuumFull : .vacuum, (.table, tables))
        case .cluster(let table): table.map { lock($0, .cluster) } ?? []
        case .createTrigger(let table): lock(table, .createTrigger)
        case .write(let write): lock(write.table, Self.form(of: write.kind))
        case .lock(let tables, let mode):
            tables.map { LockEffect(table: model.resolve($0), mode: mode, work: .none, form: .lockTable) }
        case .alterDomain(let domain): self.domain(domain)
        case .other(let tag, let relation?): Self.form(ofTag: tag).map { lock(relation, $0) } ?? []
        default: []
        }
    }

    func lock(_ table: ObjectName, _ form: StatementForm) -> [LockEffect] { lock(form, (.table, [table])) }

    /// The locks that the form was seen to take on relations of these roles.
    func lock(_ form: StatementForm, _ players: (role: LockRole, names: [ObjectName])...) -> [LockEffect] {
        let trace = form.trace
        return players.flatMap { role, names -> [LockEffect] in
            guard let mode = trace.locks[role] else { return [] }
            return names.map {
                LockEffect(table: model.resolve($0), mode: mode, work: trace.work(on: role), form: form)
            }
        }
    }
}

// MARK: Who belongs together

extension LockReader {
    /// The table and its partitions, and theirs: what ALTER TABLE changes in all of them.
    func family(_ name: ObjectName) -> [ObjectName] {
        let partitions = model.table(name)?.partitions ?? []
        guard !partitions.isEmpty else { return [name] }
        return [name] + partitions.sorted().flatMap(family)
    }

    /// Tables with foreign keys to these, and with foreign keys to those.
    func referencing(_ names: [ObjectName]) -> [ObjectName] {
        var found = Set(names.map(model.resolve))
        var order: [ObjectName] = []
        var open = Array(found)
        while let name = open.popLast() {
            for table in model.tables.values where !found.contains(table.name) {
                guard table.constraints.values.contains(where: { $0.referenced == name }) else { continue }
                found.insert(table.name)
                order.append(table.name)
                open.append(table.name)
            }
        }
        return order.sorted()
    }

    /// What foreign keys of the table refer to; `column`: those that it is part of.
    func referenced(by name: ObjectName, column: String? = nil) -> [ObjectName] {
        let constraints = model.table(name)?.constraints.values.filter { constraint in
            column.map(constraint.columns.contains) ?? true
        }
        return Set(constraints?.compactMap(\.referenced) ?? []).sorted()
    }
}

// MARK: Statements

extension LockReader {
    private func creation(of table: TableDefinition) -> [LockEffect] {
        var effects: [LockEffect] = []
        if let parent = table.partitionOf {
            let other = model.table(parent)?.defaultPartition
            effects += lock(.createPartitionOf, (.parent, [parent]))
            if let other { effects += lock(.createPartitionBesideDefault, (.defaultPartition, [other])) }
        }
        let constraints = table.constraints + table.columns.flatMap(\.constraints)
        return effects + lock(.createTableInherits, (.parent, table.inherits))
            + lock(.createTableReferencing, (.referenced, constraints.compactMap(\.referenced)))
    }

    private func creation(of index: IndexCreation) -> [LockEffect] {
        if index.isConcurrent { return lock(index.table, .createIndexConcurrently) }
        guard index.isOnly, model.table(index.table)?.kind == .partitioned else {
            var effects = lock(.createIndex, (.table, family(index.table)))
            // The lock is taken before the name is looked up.
            if model.isThere(index) { for position in effects.indices { effects[position].work = .none } }
            return effects
        }
        return lock(.createIndexOnly, (.parent, [index.table]))
    }

    private func drop(_ removal: Removal) -> [LockEffect] {
        removal.names.flatMap { name -> [LockEffect] in
            switch removal.kind {
            case .table: dropTable(name, cascades: removal.cascades)
            case .index:
                model.index(name).map {
                    lock($0.table, removal.isConcurrent ? .dropIndexConcurrently : .dropIndex)
                } ?? []
            case .view, .materializedView: lock(.dropView, (.view, [name]))
            case .trigger: lock(name, .dropTrigger)
            case .policy: lock(name, .dropPolicy)
            case .type, .domain:
                removal.cascades ? lock(.dropColumn, (.table, model.tables(using: name).map(\.name))) : []
            case .schema:
                model.tables.keys.filter { $0.schema == name.name }.sorted()
                    .flatMap { dropTable($0, cascades: true) }
            default: []
            }
        }
    }

    /// A table's foreign keys lock the tables that they refer to, a partition its parent.
    private func dropTable(_ name: ObjectName, cascades: Bool) -> [LockEffect] {
        let all = family(name)
        let others = all.flatMap { referenced(by: $0) }
        return lock(.dropTable, (.table, all), (.referenced, others), (.referencing, cascades ? direct(name) : []))
            + lock(.dropPartition, (.parent, [model.table(name)?.parent].compactMap { $0 }))
    }

    /// CASCADE drops the foreign keys to a table, not the tables that have them.
    func direct(_ name: ObjectName) -> [ObjectName] {
        let name = model.resolve(name)
        return model.tables.values.filter { $0.constraints.values.contains { $0.referenced == name } }.map(\.name)
            .sorted()
    }

    private func rename(_ renaming: Renaming) -> [LockEffect] {
        guard let relation = renaming.relation else { return [] }
        switch renaming.kind {
        case .column: return lock(.renameColumn, (.table, family(relation)))
        case .constraint: return lock(relation, .renameConstraint)
        case .table, .view, .materializedView: return lock(relation, .renameTable)
        case .index: return model.index(relation).map { lock($0.table, .renameIndex) } ?? []
        case .trigger: return lock(relation, .renameTrigger)
        default: return []
        }
    }

    private func reindex(_ reindexing: Reindexing) -> [LockEffect] {
        let form: StatementForm = reindexing.isConcurrent ? .reindexConcurrently : .reindex
        guard let name = reindexing.name else { return [] }
        switch reindexing.scope {
        case .index: return model.index(name).map { lock($0.table, form) } ?? []
        case .table: return lock(form, (.table, family(name)))
        // Table after table, each in a transaction of its own.
        case .schema, .database: return []
        }
    }

    private func domain(_ alteration: DomainAlteration) -> [LockEffect] {
        switch alteration.command {
        case .addConstraint(false), .validate, .setNotNull:
            lock(.domainConstraint, (.table, model.tables(using: alteration.name).map(\.name)))
        default: []
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
