/// How bad a finding is.
public enum Severity: String, Sendable, Codable, CaseIterable, Comparable {
    case info, warning, critical

    public static func < (left: Severity, right: Severity) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}

/// The folder a rule lives in, and the chapter of the report its findings go to.
public enum Category: String, Sendable, Codable, CaseIterable {
    case workload, plan, index, schema, vacuum, server, sql
}

/// What a finding costs, in the unit that its rule names.
public struct Impact: Sendable, Codable, Equatable {
    public enum Unit: String, Sendable, Codable, CaseIterable {
        /// Milliseconds of server time a day that the fix would save at most.
        case millisecondsPerDay = "ms/day"
        case bytes
        /// Days until something stops working: the smaller, the worse.
        case daysUntil = "days"
        /// No figure: a risk rather than a cost.
        case none
    }

    public var value: Double
    public var unit: Unit

    public init(value: Double, unit: Unit) {
        self.value = value
        self.unit = unit
    }
}

/// One problem on one object.
public struct Finding: Sendable, Equatable {
    /// hash(rule, object, discriminator): the same problem has the same key tomorrow. 16 hexadecimal digits.
    public var key: String
    public var rule: String
    public var category: Category
    public var severity: Severity
    /// The quoted name of a table, an index, a setting ...; a statement's id for statements.
    public var object: String
    public var title: String
    public var message: String
    public var remedy: String
    public var impact: Impact
    /// The columns that the rule selected, by name.
    public var evidence: [String: Value]
    /// SQL that repairs it, and SQL that takes the repair back; several statements are separated by ";\n".
    public var fix: String?
    public var reverse: String?

    public init(
        key: String, rule: String, category: Category, severity: Severity, object: String, title: String,
        message: String, remedy: String, impact: Impact, evidence: [String: Value], fix: String? = nil,
        reverse: String? = nil
    ) {
        self.key = key
        self.rule = rule
        self.category = category
        self.severity = severity
        self.object = object
        self.title = title
        self.message = message
        self.remedy = remedy
        self.impact = impact
        self.evidence = evidence
        self.fix = fix
        self.reverse = reverse
    }
}

extension Finding {
    /// The order of reports: by severity, then by what it costs, then by key. Time comes before days that are left, these
    /// before bytes.
    public static func isWorse(_ left: Finding, _ right: Finding) -> Bool {
        if left.severity != right.severity { return left.severity > right.severity }
        if left.impact.unit != right.impact.unit { return left.impact.unit.rank < right.impact.unit.rank }
        if left.impact.value != right.impact.value {
            return left.impact.unit == .daysUntil
                ? left.impact.value < right.impact.value : left.impact.value > right.impact.value
        }
        return left.key < right.key
    }
}

extension Impact.Unit {
    fileprivate var rank: Int {
        switch self {
        case .millisecondsPerDay: 0
        case .daysUntil: 1
        case .bytes: 2
        case .none: 3
        }
    }
}
