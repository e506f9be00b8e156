/// The session that runs the migrations, as it stands before a statement.
struct LintSession: Sendable {
    enum Transaction: Sendable {
        /// Each statement by itself.
        case none
        /// The framework's, or the server's for a message of several statements.
        case surrounding
        /// BEGIN in the text.
        case explicit
    }

    /// A lock that the open transaction has taken and holds to its end.
    struct HeldLock: Sendable {
        var table: ObjectName
        var mode: LockMode
        var line: Int
    }

    var transaction = Transaction.none
    var held: [HeldLock] = []
    var hasLockTimeout = false
    /// Tables that were written to in the open transaction.
    var written: Set<ObjectName> = []
    /// Labels added to enums in the open transaction, by type.
    var newEnumValues: [ObjectName: Set<String>] = [:]
    /// Constraints added as NOT VALID in the open transaction.
    var notValid: Set<ConstraintKey> = []
    /// The rules about a transaction as a whole that have spoken in this one.
    var said: Set<String> = []
    /// As it will be after COMMIT, which ends SET LOCAL, and after ROLLBACK, which undoes SET too.
    private var timeoutAfter = (commit: false, rollback: false)

    struct ConstraintKey: Sendable, Hashable {
        var table: ObjectName
        var name: String
    }

    var isInTransaction: Bool { transaction != .none }

    /// The strongest lock held on a table that is not `table`.
    func strongestLock(besides table: ObjectName?) -> HeldLock? {
        held.filter { $0.table != table }.max { $0.mode < $1.mode }
    }

    func mode(on table: ObjectName) -> LockMode? { held.filter { $0.table == table }.map(\.mode).max() }

    mutating func begin(_ kind: Transaction) {
        transaction = kind
        timeoutAfter = (hasLockTimeout, hasLockTimeout)
        forget()
    }

    mutating func end(keepsSettings: Bool = true) {
        if isInTransaction { hasLockTimeout = keepsSettings ? timeoutAfter.commit : timeoutAfter.rollback }
        transaction = .none
        forget()
    }

    mutating func setLockTimeout(_ isSet: Bool, isLocal: Bool) {
        // Outside of a transaction SET LOCAL does nothing but warn.
        guard isInTransaction || !isLocal else { return }
        hasLockTimeout = isSet
        if !isLocal { timeoutAfter.commit = isSet }
    }

    private mutating func forget() {
        held = []
        written = []
        newEnumValues = [:]
        notValid = []
        said = []
    }

    /// Adds locks that are held to the end of the transaction; one that is held already keeps its first line.
    mutating func take(_ effects: [LockEffect], line: Int) {
        guard isInTransaction else { return }
        for effect in effects where !held.contains(where: { $0.table == effect.table && $0.mode >= effect.mode }) {
            held.append(HeldLock(table: effect.table, mode: effect.mode, line: line))
        }
    }
}
