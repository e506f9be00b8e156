/// The table-level locks of PostgreSQL, from the weakest to the strongest.
public enum LockMode: Int, Sendable, Comparable, CaseIterable {
    case accessShare = 1
    case rowShare, rowExclusive, shareUpdateExclusive, share, shareRowExclusive, exclusive, accessExclusive

    /// As pg_locks prints it.
    public var name: String {
        switch self {
        case .accessShare: "AccessShareLock"
        case .rowShare: "RowShareLock"
        case .rowExclusive: "RowExclusiveLock"
        case .shareUpdateExclusive: "ShareUpdateExclusiveLock"
        case .share: "ShareLock"
        case .shareRowExclusive: "ShareRowExclusiveLock"
        case .exclusive: "ExclusiveLock"
        case .accessExclusive: "AccessExclusiveLock"
        }
    }

    /// Which traffic of an application waits; nil where none does.
    public var blocks: String? {
        switch self {
        case .accessShare, .rowShare, .rowExclusive, .shareUpdateExclusive: nil
        case .share, .shareRowExclusive: "writes"
        // Conflicts with RowShare too.
        case .exclusive: "writes and SELECT ... FOR UPDATE"
        case .accessExclusive: "reads and writes"
        }
    }

    public init?(name: String) {
        guard let mode = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = mode
    }

    public static func < (left: LockMode, right: LockMode) -> Bool { left.rawValue < right.rawValue }
}
