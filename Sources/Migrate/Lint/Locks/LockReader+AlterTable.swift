/// The commands of ALTER TABLE.
extension LockReader {
    func command(_ command: AlterCommand, _ alteration: TableAlteration) -> [LockEffect] {
        let name = alteration.name
        if alteration.kind == .index { return model.index(name).map { lock($0.table, .setIndexParameter) } ?? [] }
        switch command {
        case .addColumn(let column):
            let references = column.constraints.compactMap(\.referenced)
            return lock(model.form(ofAdding: column), (.table, family(name)))
                + lock(.addColumn, (.referenced, references)) + column.constraints.flatMap { build($0, on: name) }
                + (column.constraint(.check) == nil ? [] : lock(.addCheck, (.table, family(name))))
        case .dropColumn(let column, _):
            return lock(.dropColumn, (.table, family(name)), (.referenced, referenced(by: name, column: column)))
        case .addConstraint(let constraint): return add(constraint, to: name)
        case .validateConstraint(let constraint): return validate(constraint, of: name)
        case .dropConstraint(let constraint, let cascades):
            return drop(constraint, of: name, cascades: cascades)
        case .attachPartition(let partition, let isDefault): return attach(partition, to: name, isDefault: isDefault)
        case .detachPartition(let partition, let concurrently):
            return lock(
                concurrently ? .detachPartitionConcurrently : .detachPartition, (.parent, [name]),
                (.partition, [partition]))
        case .setType(let column, let type, let hasUsing):
            let form = model.form(ofChanging: column, of: name, to: type, hasUsing: hasUsing)
            return lock(form, (.table, family(name)))
        case .setNotNull(let column):
            let form: StatementForm = model.isProvenNotNull(column, of: name) ? .setNotNullProven : .setNotNull
            return lock(form, (.table, family(name)))
        case .dropNotNull: return lock(.dropNotNull, (.table, family(name)))
        case .setDefault: return lock(.setDefault, (.table, family(name)))
        default: return lock(name, Self.form(of: command))
        }
    }

    private func add(_ constraint: ConstraintDefinition, to name: ObjectName) -> [LockEffect] {
        switch constraint.kind {
        case .check:
            return lock(constraint.isNotValid ? .addCheckNotValid : .addCheck, (.table, family(name)))
        case .foreign:
            // A table that is new has no rows to look up, however soon it gets some.
            return lock(
                constraint.isNotValid || model.isNew(name) ? .addForeignKeyNotValid : .addForeignKey, (.table, [name]),
                (.referenced, [constraint.referenced].compactMap { $0 }))
        case .unique, .primary, .exclusion:
            return constraint.index == nil ? build(constraint, on: name) : lock(name, .addConstraintUsingIndex)
        default: return lock(name, .alterTableOther)
        }
    }

    /// What a constraint that has an index of its own makes of the table.
    private func build(_ constraint: ConstraintDefinition, on name: ObjectName) -> [LockEffect] {
        let partitions = Array(family(name).dropFirst())
        let builds: [ConstraintDefinition.Kind] = [.unique, .primary, .exclusion]
        guard builds.contains(constraint.kind) else { return [] }
        guard partitions.isEmpty else {
            return lock(.addUniquePartitioned, (.parent, [name]), (.partition, partitions))
        }
        switch constraint.kind {
        case .unique: return lock(name, .addUnique)
        case .primary: return lock(name, .addPrimaryKey)
        default: return lock(name, .addExclusion)
        }
    }

    private func validate(_ constraint: String, of name: ObjectName) -> [LockEffect] {
        let known = model.table(name)?.constraints[constraint]
        guard known?.kind == .foreign else { return lock(.validateCheck, (.table, family(name))) }
        return lock(.validateForeignKey, (.table, [name]), (.referenced, [known?.referenced].compactMap { $0 }))
    }

    private func drop(_ constraint: String, of name: ObjectName, cascades: Bool) -> [LockEffect] {
        guard let referenced = model.table(name)?.constraints[constraint]?.referenced else {
            // With a key go the foreign keys to it.
            return lock(.dropConstraint, (.table, family(name)), (.referencing, cascades ? direct(name) : []))
        }
        return lock(.dropForeignKey, (.table, [name]), (.referenced, [referenced]))
    }

    private func attach(_ partition: ObjectName, to name: ObjectName, isDefault: Bool) -> [LockEffect] {
        let form: StatementForm =
            if !model.missingIndexes(of: partition, in: name).isEmpty {
                .attachPartitionIndexing
            } else {
                model.isProven(partition, of: name) ? .attachPartitionProven : .attachPartition
            }
        let effects = lock(form, (.parent, [name]), (.partition, [partition]))
        guard !isDefault, let other = model.table(name)?.defaultPartition else { return effects }
        return effects + lock(.attachPartitionBesideDefault, (.defaultPartition, [other]))
    }

    private static func form(of command: AlterCommand) -> StatementForm {
        switch command {
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
}
