/// One thing in a migration that a rule objects to: what the linter says, and the gate repeats.
public struct LintFinding: Sendable, Codable, Equatable {
    /// Id of the rule: `index-nonconcurrent`.
    public var rule: String
    public var severity: Severity
    /// As the path was given, or below the folder that was.
    public var file: String
    /// From 1; columns count Unicode scalars.
    public var line: Int
    public var column: Int
    public var endLine: Int
    /// Behind the last character.
    public var endColumn: Int
    public var message: String
    /// The strongest lock that the statement takes on `table`, as pg_locks names it: `AccessExclusiveLock`.
    public var lock: String?
    /// Who waits while it is held, and how long that is likely: `reads and writes, about 40 s`.
    public var blocks: String?
    /// With its schema, quoted where it must be.
    public var table: String?
    /// Rows of the table as the snapshot knows them; nil: size unknown.
    public var rows: Int64?
    /// SQL that does the same safely, ready to paste; comments in it say what cannot be known here.
    public var fix: String?
    /// The same as changes to the file, where nothing has to be decided; not part of the JSON.
    public var edits: [LintEdit] = []

    public init(
        rule: String, severity: Severity, file: String, line: Int, column: Int, endLine: Int, endColumn: Int,
        message: String, lock: String? = nil, blocks: String? = nil, table: String? = nil, rows: Int64? = nil,
        fix: String? = nil, edits: [LintEdit] = []
    ) {
        self.rule = rule
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.endLine = endLine
        self.endColumn = endColumn
        self.message = message
        self.lock = lock
        self.blocks = blocks
        self.table = table
        self.rows = rows
        self.fix = fix
        self.edits = edits
    }

    private enum CodingKeys: String, CodingKey {
        case rule, severity, file, line, column
        case endLine = "end_line"
        case endColumn = "end_column"
        case message, lock, blocks, table, rows, fix
    }
}

/// Replaces bytes of a file.
public struct LintEdit: Sendable, Equatable {
    /// In bytes of the file, a byte order mark included.
    public var bytes: Range<Int>
    public var replacement: String

    public init(bytes: Range<Int>, replacement: String) {
        self.bytes = bytes
        self.replacement = replacement
    }
}

/// All that a lint has to say.
public struct LintReport: Sendable, Equatable {
    /// In the order of files and lines.
    public var findings: [LintFinding] = []
    /// Findings that somebody has accepted, with the reason given.
    public var suppressed: [SuppressedLintFinding] = []
    /// What could not be read, and so was not examined: not clear, and no finding either.
    public var problems: [LintNote] = []
    /// What was left out on purpose: commands of psql, rows of COPY.
    public var notes: [LintNote] = []
    public var files = 0
    public var statements = 0
    /// Statements whose effect their text does not show: DO blocks, EXECUTE; and those that do not parse.
    public var notAnalysed = 0
    /// Where sizes and traffic come from; nil: sizes are unknown.
    public var statistics: String?

    public init() {}

    /// The share of the statements that was examined.
    public var coverage: Double { statements == 0 ? 1 : Double(statements - notAnalysed) / Double(statements) }
}

/// A finding that was accepted.
public struct SuppressedLintFinding: Sendable, Equatable {
    public var finding: LintFinding
    public var reason: String
    /// By a comment; false: by the configuration.
    public var isInSource: Bool

    public init(finding: LintFinding, reason: String, isInSource: Bool) {
        self.finding = finding
        self.reason = reason
        self.isInSource = isInSource
    }
}

/// A remark on a place in a file.
public struct LintNote: Sendable, Equatable {
    public var file: String
    public var line: Int
    public var text: String

    public init(file: String, line: Int, text: String) {
        self.file = file
        self.line = line
        self.text = text
    }
}
