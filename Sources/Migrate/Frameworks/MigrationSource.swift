/// The migrations of a folder in the order in which their framework runs them.
public struct MigrationSource: Sendable, Equatable {
    public var framework: Framework
    public var directory: String
    public var files: [MigrationFile]
    /// All pending files share one transaction (Drizzle).
    public var sharesOneTransaction: Bool
    /// The files that describe the schema as a whole: Drizzle's snapshots, a Rails structure.sql. Newest last.
    public var schemaFiles: [String]
    /// Folders of other frameworks look like this one: how its files are sent is a guess.
    public var isPresumed = false

    public init(
        framework: Framework, directory: String, files: [MigrationFile], sharesOneTransaction: Bool = false,
        schemaFiles: [String] = []
    ) {
        self.framework = framework
        self.directory = directory
        self.files = files
        self.sharesOneTransaction = sharesOneTransaction
        self.schemaFiles = schemaFiles
    }
}

/// One migration, up and down.
public struct MigrationFile: Sendable, Equatable {
    /// What orders it: `0007`, `20261127101500`; a revision or a change's name where the framework has no numbers.
    public var version: String
    /// Without version and ending.
    public var name: String
    /// By what the framework knows it again: the version, in a form in which equal ones are the same, or the whole name.
    public var key: String
    public var up: MigrationPart
    /// nil: nothing takes it back.
    public var down: MigrationPart?
    /// Runs again whenever it has changed (Flyway's R__): to edit it is what it is for.
    public var isRepeatable = false
    /// What is odd about its place in the folder.
    public var oddities: [FolderOddity] = []

    /// - Parameter key: nil where it is the version.
    public init(version: String, name: String, key: String? = nil, up: MigrationPart, down: MigrationPart? = nil) {
        self.version = version
        self.name = name
        self.key = key ?? version
        self.up = up
        self.down = down
    }
}

/// The SQL of one direction, and how its framework sends it.
public struct MigrationPart: Sendable, Equatable {
    /// What becomes of several statements in one text.
    public enum Execution: Sendable, Equatable {
        /// All in one transaction.
        case transaction
        /// Each by itself, but for BEGIN and COMMIT in the text.
        case statements
        /// In one message: several share a transaction that the server makes, a single one stands alone.
        case oneMessage
    }

    public var path: String
    /// Empty where `isOpaque`.
    public var sql: String
    /// Where `sql` begins in the file, in bytes.
    public var offset: Int
    /// The line of the file on which `sql` begins, from 1.
    public var firstLine: Int
    public var execution: Execution
    /// What in the file, or beside it, makes the execution differ from the framework's default; nil: nothing does.
    public var marker: String?
    /// A program (Ruby, Python): no SQL can be read from it.
    public var isOpaque: Bool
    /// The text of the program where `isOpaque`: it tells one that was edited.
    public var program: String
    /// SQL that is run before the migration, statement by statement: the script that `advisor migration` writes beside
    /// Drizzle's, which cannot build concurrently.
    public var beforehand: String?
    /// Why the file cannot be read; `sql` is empty then. nil: it was read.
    public var problem: MigrationError?

    public init(
        path: String, sql: String, offset: Int = 0, firstLine: Int = 1, execution: Execution, marker: String? = nil,
        isOpaque: Bool = false, program: String = ""
    ) {
        self.path = path
        self.sql = sql
        self.offset = offset
        self.firstLine = firstLine
        self.execution = execution
        self.marker = marker
        self.isOpaque = isOpaque
        self.program = program
    }
}
