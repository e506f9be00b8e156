/// What a statement does to the rows of a table while it holds its lock.
public enum LockedWork: String, Sendable, Comparable {
    /// Catalog only: the lock is held for a moment, once it is granted.
    case none
    /// Every row is read.
    case scan
    /// An index is built.
    case build
    /// Every row is written anew, and all indexes with it.
    case rewrite

    private var rank: Int {
        switch self {
        case .none: 0
        case .scan: 1
        case .build: 2
        case .rewrite: 3
        }
    }

    public static func < (left: LockedWork, right: LockedWork) -> Bool { left.rank < right.rank }
}

/// What a form of statement locks.
public struct FormLocks: Sendable, Equatable {
    /// On the table that the statement names.
    public var table: LockMode
    /// On the other table: the one referred to, the parent, the partition; nil where there is none.
    public var other: LockMode?
    public var work: LockedWork

    public init(_ table: LockMode, other: LockMode? = nil, _ work: LockedWork = .none) {
        self.table = table
        self.other = other
        self.work = work
    }
}

extension StatementForm {
    /// As PostgreSQL 15 takes them.
    public var locks: FormLocks {
        switch self {
        case .createIndex: FormLocks(.share, .build)
        case .createIndexConcurrently: FormLocks(.shareUpdateExclusive, .build)
        case .dropIndex: FormLocks(.accessExclusive)
        case .dropIndexConcurrently: FormLocks(.shareUpdateExclusive)
        case .reindex: FormLocks(.share, .build)
        case .reindexConcurrently: FormLocks(.shareUpdateExclusive, .build)
        case .renameIndex: FormLocks(.shareUpdateExclusive)
        case .createTableReferencing: FormLocks(.accessExclusive, other: .shareRowExclusive)
        case .createPartitionOf: FormLocks(.accessExclusive, other: .accessExclusive)
        case .createTableInherits: FormLocks(.accessExclusive, other: .shareUpdateExclusive)
        case .addColumnRewriting, .setTypeRewriting, .setLogged, .setUnlogged, .setTablespace, .setAccessMethod,
            .vacuumFull, .cluster:
            FormLocks(.accessExclusive, .rewrite)
        case .setNotNull, .addCheck: FormLocks(.accessExclusive, .scan)
        case .setTypeIndexing: FormLocks(.accessExclusive, .build)
        case .addForeignKey: FormLocks(.shareRowExclusive, other: .shareRowExclusive, .scan)
        case .addForeignKeyNotValid: FormLocks(.shareRowExclusive, other: .shareRowExclusive)
        case .addUnique, .addPrimaryKey, .addExclusion: FormLocks(.accessExclusive, .build)
        case .validateCheck: FormLocks(.shareUpdateExclusive, .scan)
        case .validateForeignKey: FormLocks(.shareUpdateExclusive, other: .rowShare, .scan)
        case .dropForeignKey: FormLocks(.accessExclusive, other: .accessExclusive)
        case .attachPartition: FormLocks(.shareUpdateExclusive, other: .accessExclusive, .scan)
        case .attachPartitionProven: FormLocks(.shareUpdateExclusive, other: .accessExclusive)
        case .detachPartition: FormLocks(.accessExclusive, other: .accessExclusive)
        case .detachPartitionConcurrently: FormLocks(.shareUpdateExclusive, other: .shareUpdateExclusive)
        case .enableTrigger, .disableTrigger, .createTrigger: FormLocks(.shareRowExclusive)
        case .setStatistics, .setStorageParameter, .vacuum, .createStatistics: FormLocks(.shareUpdateExclusive)
        case .refresh: FormLocks(.accessExclusive, .rewrite)
        case .refreshConcurrently: FormLocks(.exclusive, .scan)
        case .domainConstraint: FormLocks(.share, .scan)
        case .insert, .update, .delete: FormLocks(.rowExclusive)
        default: FormLocks(.accessExclusive)
        }
    }
}
