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
