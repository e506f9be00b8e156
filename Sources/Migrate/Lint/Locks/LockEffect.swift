/// A lock that a statement takes on a table, and what it does there while it has it.
struct LockEffect: Sendable, Hashable {
    var table: ObjectName
    var mode: LockMode
    var work: LockedWork
    var form: StatementForm
}

extension SchemaModel {
    /// The locks of a statement on tables that were there before; a table that the change itself creates concerns
    /// nobody. The table that the statement names comes first. Each once: one ALTER TABLE may have thousands of commands.
    func effects(of change: SchemaChange) -> [LockEffect] {
        // A foreign key may refer to the table that it is created with.
        let created: ObjectName? = if case .createTable(let table) = change { nameOfCreated(table.name) } else { nil }
        var seen: Set<LockEffect> = []
        return LockReader(model: self).effects(of: change).filter {
            !isNew($0.table) && !isTemporary($0.table) && $0.table != created && seen.insert($0).inserted
        }
    }

    private func isTemporary(_ name: ObjectName) -> Bool { resolve(name).schema == "pg_temp" }
}
