extension StatementForm {
    /// What was traced of it: the linter knows no lock that no server was seen to take.
    var trace: LockTrace { TracedLocks.byForm[traced] ?? LockTrace(form: traced, locks: [:]) }

    private var traced: TracedForm {
        switch self {
        case .createTableReferencing: .createTableReferences
        case .createPartitionOf: .createPartition
        case .createPartitionBesideDefault: .createPartitionBesideDefault
        case .createTableInherits: .createTableInherits
        case .dropTable: .dropTableCascade
        case .dropPartition: .dropPartition
        case .replaceView: .replaceView
        case .dropView: .dropView
        case .truncate: .truncateCascade
        case .refresh: .refreshMaterializedView
        case .refreshConcurrently: .refreshMaterializedViewConcurrently
        case .vacuum: .vacuum
        case .vacuumFull: .vacuumFull
        case .cluster: .cluster
        case .createTrigger: .createTrigger
        case .dropTrigger: .dropTrigger
        case .renameTrigger: .renameTrigger
        case .createPolicy: .createPolicy
        case .alterPolicy: .alterPolicy
        case .dropPolicy: .dropPolicy
        case .createRule: .createRule
        case .createStatistics: .createStatistics
        case .domainConstraint: .addDomainConstraint
        case .lockTable: .lock
        case .insert: .insert
        case .update: .update
        case .delete: .delete
        default: tracedOfIndexes ?? tracedOfColumns ?? tracedOfAlterTable
        }
    }

    private var tracedOfIndexes: TracedForm? {
        switch self {
        case .createIndex: .createIndex
        case .createIndexOnly: .createIndexOnly
        case .createIndexConcurrently: .createIndexConcurrently
        case .dropIndex: .dropIndex
        case .dropIndexConcurrently: .dropIndexConcurrently
        case .reindex: .reindexTable
        case .reindexConcurrently: .reindexTableConcurrently
        case .renameIndex: .renameIndex
        case .setIndexParameter: .setIndexParameter
        default: nil
        }
    }

    private var tracedOfColumns: TracedForm? {
        switch self {
        case .addColumn: .addColumnReferences
        case .addColumnRewriting: .addColumnVolatileDefault
        case .dropColumn: .dropColumnForeignKey
        case .setTypeFree: .typeWidenVarchar
        case .setTypeIndexing: .typeCollation
        case .setTypeRewriting: .typeIntegerBigint
        case .setNotNull: .setNotNull
        case .setNotNullProven: .setNotNullProven
        case .dropNotNull: .dropNotNull
        case .setDefault: .setDefault
        case .addIdentity: .addIdentity
        case .dropExpression: .dropExpression
        default: nil
        }
    }

    private var tracedOfAlterTable: TracedForm {
        switch self {
        case .addCheck: .addCheck
        case .addCheckNotValid: .addCheckNotValid
        case .addForeignKey: .addForeignKey
        case .addForeignKeyNotValid: .addForeignKeyNotValid
        case .addUnique: .addUnique
        case .addPrimaryKey: .addPrimaryKey
        case .addUniquePartitioned: .partitionedAddPrimaryKey
        case .addConstraintUsingIndex: .addUniqueUsingIndex
        case .addExclusion: .addExclusion
        case .validateCheck: .validateCheck
        case .validateForeignKey: .validateForeignKey
        case .dropConstraint: .dropPrimaryKey
        case .dropForeignKey: .dropForeignKey
        case .attachPartition: .attachPartition
        case .attachPartitionProven: .attachPartitionChecked
        case .attachPartitionIndexing: .attachPartitionIndexed
        case .attachPartitionBesideDefault: .attachPartitionBesideDefault
        case .detachPartition: .detachPartition
        case .detachPartitionConcurrently: .detachPartitionConcurrently
        case .setLogged: .setLogged
        case .setUnlogged: .setUnlogged
        case .setTablespace: .setTablespace
        case .setAccessMethod: .setAccessMethod
        case .enableTrigger: .enableTrigger
        case .disableTrigger: .disableTrigger
        case .setStatistics: .setStatistics
        case .setStorageParameter: .setStorageParameter
        case .renameTable: .renameTable
        case .renameColumn: .renameColumn
        case .renameConstraint: .renameConstraint
        case .setSchema: .setSchema
        // Commands that are not told apart; the rest of them lock as this one does.
        default: .enableRowSecurity
        }
    }
}

extension LockTrace {
    /// What is done to relations of the role while they are locked.
    func work(on role: LockRole) -> LockedWork {
        if rewrites.contains(role) { return .rewrite }
        if builds.contains(role) { return .build }
        return scans.contains(role) ? .scan : .none
    }
}

extension TracedLocks {
    fileprivate static let byForm = Dictionary(uniqueKeysWithValues: all.map { ($0.form, $0) })
}
