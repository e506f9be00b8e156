import Model

/// One rule of the linter: its words, its examples, and one pure function. The examples are documentation and tests.
public struct LintRule: Sendable {
    /// In small letters, joined by `-`: what suppressions name.
    public let id: String
    /// Where nothing is known of the table's size.
    public let severity: Severity
    public let title: String
    /// What goes wrong.
    public let harm: String
    /// What to do instead.
    public let remedy: String
    public let fires: [LintExample]
    public let silent: [LintExample]
    let check: Check

    enum Check: Sendable {
        case statement(@Sendable (StatementContext) -> [Complaint])
        /// Asked once for each pending file, before its statements.
        case file(@Sendable (FileContext) -> [Complaint])
        /// The engine itself reports it: what does not parse, what cannot be analysed, suppressions.
        case engine
    }

    init(
        _ id: String, _ severity: Severity, title: String, harm: String, remedy: String, fires: [LintExample],
        silent: [LintExample], _ check: Check
    ) {
        self.id = id
        self.severity = severity
        self.title = title
        self.harm = harm
        self.remedy = remedy
        self.fires = fires
        self.silent = silent
        self.check = check
    }
}

extension LintRule {
    public var text: RuleText {
        RuleText(id: id, severity: severity, title: title, harm: harm, remedy: remedy)
    }
}

/// A migration on which a rule speaks or keeps silent.
public struct LintExample: Sendable {
    /// Applied long ago.
    public var before: String
    public var sql: String
    /// How the migration's statements are sent.
    public var execution: MigrationPart.Execution

    init(_ sql: String, after before: String = "", _ execution: MigrationPart.Execution = .statements) {
        self.sql = sql
        self.before = before
        self.execution = execution
    }
}

extension LintExample: ExpressibleByStringLiteral {
    public init(stringLiteral sql: String) { self.init(sql) }
}
