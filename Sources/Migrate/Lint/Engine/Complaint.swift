import Model

/// What a rule objects to in a statement, before it has a place in a file and a severity.
struct Complaint: Sendable {
    /// Where in the statement.
    enum Place: Sendable {
        case statement
        /// One of the commands of ALTER TABLE.
        case command(Int)
        /// The definition of a column or constraint that begins there, in bytes of the statement.
        case element(Int)
    }

    enum Weight: Sendable {
        /// What the rule says; size and traffic do not matter.
        case fixed
        /// By how long the lock is held on how busy a table; the rule's severity where that is unknown.
        case bySize
        case exactly(Severity)
    }

    /// The harm, as one sentence without a full stop.
    var message: String
    var table: ObjectName?
    /// The lock behind it.
    var effect: LockEffect?
    var place = Place.statement
    var weight = Weight.fixed
    var fix: String?
    /// Changes to the statement's text; offsets count from its first byte.
    var edits: [LintEdit] = []
    /// Said once is enough, in a file or in a transaction.
    var isOnceAFile = false
    var isOnceATransaction = false
    /// Looked at when all pending files are through: true takes the complaint back.
    var unless: (@Sendable (SchemaModel) -> Bool)?

    init(_ message: String, on table: ObjectName? = nil, place: Place = .statement, fix: String? = nil) {
        self.message = message
        self.table = table
        self.place = place
        self.fix = fix
    }

    /// About a lock.
    init(_ message: String, _ effect: LockEffect?, place: Place = .statement, fix: String? = nil) {
        self.init(message, on: effect?.table, place: place, fix: fix)
        self.effect = effect
        weight = .bySize
    }
}
