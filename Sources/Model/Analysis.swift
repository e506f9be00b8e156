/// How the examination by one rule ended. Skipped is not clear.
public struct RuleOutcome: Sendable, Codable, Equatable {
    public enum Status: String, Sendable, Codable {
        case found, clear, skipped
    }

    public var id: String
    public var status: Status
    /// Why it was skipped; nil otherwise.
    public var reason: String?

    public init(id: String, status: Status, reason: String? = nil) {
        self.id = id
        self.status = status
        self.reason = reason
    }
}

/// A statement, or another thing, that was not examined, and why.
public struct Skipped: Sendable, Codable, Equatable {
    public var statement: String
    public var reason: String
    /// Of the execution time of all statements, 0 to 1; nil where nothing was measured.
    public var share: Double?
    /// What reports call the statement, where `statement` is its text.
    public var id: String?
    /// Its place among all statements by time, 1 the first; nil where that is not known.
    public var rank: Int?
    /// Whether it is one that could have been examined: commands and what reads no table could not.
    public var isExaminable: Bool

    public init(
        statement: String, reason: String, share: Double? = nil, id: String? = nil, rank: Int? = nil,
        isExaminable: Bool = true
    ) {
        self.statement = statement
        self.reason = reason
        self.share = share
        self.id = id
        self.rank = rank
        self.isExaminable = isExaminable
    }

    /// Whether it is one of the ten statements that take most time, and takes at least a hundredth of it: a report that says nothing
    /// of it must say so first.
    public var isTop: Bool { isExaminable && (rank.map { $0 <= 10 } ?? false) && (share ?? 0) >= 0.01 }

    /// Those that took most time first; of equal ones in the order of reasons and statements.
    public static func byTime(_ one: Skipped, _ other: Skipped) -> Bool {
        (other.share ?? 0, one.reason, one.statement) < (one.share ?? 0, other.reason, other.statement)
    }
}

/// What was examined and what was not.
public struct Coverage: Sendable, Equatable {
    public var rules: [RuleOutcome]
    public var statementsTotal: Int
    public var statementsParsed: Int
    public var statementsPlanned: Int
    /// Commands, of which there is no plan: BEGIN, VACUUM and the like.
    public var statementsWithoutPlan: Int
    public var skipped: [Skipped]
    public var unreadable: [Unreadable]
    /// Findings left out by a suppression, each with its reason.
    public var suppressed: [Suppressed]
    /// Sentences on what the window lost: evictions, resets, a clock that went backwards.
    public var notes: [String]

    public init(
        rules: [RuleOutcome] = [], statementsTotal: Int = 0, statementsParsed: Int = 0, statementsPlanned: Int = 0,
        statementsWithoutPlan: Int = 0, skipped: [Skipped] = [], unreadable: [Unreadable] = [],
        suppressed: [Suppressed] = [], notes: [String] = []
    ) {
        self.rules = rules
        self.statementsTotal = statementsTotal
        self.statementsParsed = statementsParsed
        self.statementsPlanned = statementsPlanned
        self.statementsWithoutPlan = statementsWithoutPlan
        self.skipped = skipped
        self.unreadable = unreadable
        self.suppressed = suppressed
        self.notes = notes
    }
}

/// A finding that somebody has accepted, with the reason given.
public struct Suppressed: Sendable, Codable, Equatable {
    public var key: String
    public var rule: String
    public var object: String
    public var reason: String

    public init(key: String, rule: String, object: String, reason: String) {
        self.key = key
        self.rule = rule
        self.object = object
        self.reason = reason
    }
}

/// A statement as reports show it.
public struct StatementSummary: Sendable, Equatable {
    public var id: String
    public var text: String
    public var calls: Double
    public var totalMilliseconds: Double
    public var meanMilliseconds: Double
    public var rows: Double
    /// Of the execution time of all statements in the window, 0 to 1.
    public var share: Double

    public init(
        id: String, text: String, calls: Double, totalMilliseconds: Double, meanMilliseconds: Double, rows: Double,
        share: Double
    ) {
        self.id = id
        self.text = text
        self.calls = calls
        self.totalMilliseconds = totalMilliseconds
        self.meanMilliseconds = meanMilliseconds
        self.rows = rows
        self.share = share
    }
}

/// What the rules on plans say of one plan that was given by hand.
public struct PlanAnalysis: Sendable {
    public var plan: Plan
    /// Sorted by severity, then impact, then key.
    public var findings: [Finding]
    /// How each rule on plans ended; those that read more than a plan are skipped.
    public var rules: [RuleOutcome]

    public init(plan: Plan, findings: [Finding] = [], rules: [RuleOutcome] = []) {
        self.plan = plan
        self.findings = findings
        self.rules = rules
    }
}

/// Findings and coverage of one window: all that reporters, gate and service consume.
public struct Analysis: Sendable {
    /// 1: first release.
    public static let schemaVersion = 1

    public var target: TargetIdentity
    public var from: Double
    public var to: Double
    public var isLifetime: Bool
    /// How long statements were counted, and tables and indexes: they may have been reset at different times.
    public var statementSeconds: Double
    public var tableSeconds: Double
    public var serverVersion: Int
    /// Sorted by severity, then impact, then key.
    public var findings: [Finding]
    public var coverage: Coverage
    /// The most expensive statements of the window, most expensive first.
    public var statements: [StatementSummary]
    /// Seconds that laying out the evidence took, statements and plans parsed, and seconds for each rule over it by its id.
    /// For benchmarks: no report prints them.
    public var timings: (evidence: Double, rules: [String: Double]) = (0, [:])

    /// - Parameters statementSeconds, tableSeconds: the whole window where they are nil.
    public init(
        target: TargetIdentity, from: Double, to: Double, isLifetime: Bool, statementSeconds: Double? = nil,
        tableSeconds: Double? = nil, serverVersion: Int, findings: [Finding],
        coverage: Coverage, statements: [StatementSummary]
    ) {
        self.target = target
        self.from = from
        self.to = to
        self.isLifetime = isLifetime
        self.statementSeconds = statementSeconds ?? max(to - from, 0)
        self.tableSeconds = tableSeconds ?? max(to - from, 0)
        self.serverVersion = serverVersion
        self.findings = findings
        self.coverage = coverage
        self.statements = statements
    }
}
