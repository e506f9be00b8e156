/// What to do with the indexes of a target, with the proof.
public struct Advice: Sendable, Equatable {
    /// 1: first release.
    public static let schemaVersion = 1

    public var target: TargetIdentity
    public var serverVersion: Int
    /// Days that the workload was measured over; nil where it was given as text.
    public var windowDays: Double?
    /// In the order of what they save, the most first.
    public var recommendations: [Recommendation]
    /// Indexes that would save more still, each too little to be recommended; what adds most first.
    public var alsoPossible: [AdditionalIndex]
    public var workload: WorkloadCost
    /// What each budget buys, the smallest budget first; one point where no budgets were given.
    public var frontier: [FrontierPoint]
    public var coverage: AdviceCoverage
    /// Why the planner may err, one sentence each.
    public var uncertainties: [String]
    /// EXPLAINs on the twin.
    public var plannerCalls: Int
    public var seconds: Double

    public init(
        target: TargetIdentity, serverVersion: Int, windowDays: Double?, recommendations: [Recommendation],
        alsoPossible: [AdditionalIndex] = [], workload: WorkloadCost, frontier: [FrontierPoint],
        coverage: AdviceCoverage, uncertainties: [String], plannerCalls: Int, seconds: Double
    ) {
        self.target = target
        self.serverVersion = serverVersion
        self.windowDays = windowDays
        self.recommendations = recommendations
        self.alsoPossible = alsoPossible
        self.workload = workload
        self.frontier = frontier
        self.coverage = coverage
        self.uncertainties = uncertainties
        self.plannerCalls = plannerCalls
        self.seconds = seconds
    }
}

extension Advice {
    /// Names, as those of rules, of findings that ask for a new index, for one in place of others, and for a drop.
    public static let createRule = "advised-index"
    public static let replaceRule = "advised-replacement"
    public static let dropRule = "advised-drop"
    public static let rules: Set<String> = [createRule, replaceRule, dropRule]
}

/// The workload's cost today and with all that is recommended.
public struct WorkloadCost: Sendable, Equatable {
    public enum Unit: String, Sendable, Codable {
        case millisecondsPerDay = "ms/day"
        /// Planner units, each statement's times how often it runs.
        case planner = "planner units"
    }

    public var unit: Unit
    /// Reads and the upkeep of the indexes concerned, in `unit`.
    public var before: Double
    public var after: Double
    /// No choice of indexes within the limits costs less.
    public var lowerBound: Double
    /// How far the best that the search found can be above the optimum, 0 to 1.
    public var gap: Double
    /// Of the saving that the search found, what the recommendations keep: 0 to 1.
    public var keptShare: Double
    /// The time limit ended the search before the optimum was proven.
    public var isCutShort: Bool

    public init(
        unit: Unit, before: Double, after: Double, lowerBound: Double, gap: Double, keptShare: Double = 1,
        isCutShort: Bool = false
    ) {
        self.unit = unit
        self.before = before
        self.after = after
        self.lowerBound = lowerBound
        self.gap = gap
        self.keptShare = keptShare
        self.isCutShort = isCutShort
    }
}

/// The best that a budget buys.
public struct FrontierPoint: Sendable, Equatable {
    /// Bytes; nil: any number.
    public var budget: Double?
    /// Bytes that are added to what exists.
    public var bytes: Double
    public var cost: WorkloadCost
    /// The statements that build it, for comparison; drops are left out.
    public var statements: [String]
    /// From here on more bytes buy little.
    public var isKnee: Bool

    public init(budget: Double?, bytes: Double, cost: WorkloadCost, statements: [String], isKnee: Bool = false) {
        self.budget = budget
        self.bytes = bytes
        self.cost = cost
        self.statements = statements
        self.isKnee = isKnee
    }
}

/// What was looked at and what was not.
public struct AdviceCoverage: Sendable, Equatable {
    /// Statements that were planned.
    public var analysed: Int
    public var skipped: [Skipped]
    /// Indexes that were weighed.
    public var candidates: Int
    public var notes: [String]
    /// What reports call the statements that were planned.
    public var analysedIds: Set<String>

    public init(
        analysed: Int, skipped: [Skipped], candidates: Int, notes: [String] = [], analysedIds: Set<String> = []
    ) {
        self.analysed = analysed
        self.analysedIds = analysedIds
        self.skipped = skipped
        self.candidates = candidates
        self.notes = notes
    }
}

/// One change of an index.
public struct Recommendation: Sendable, Equatable {
    public enum Action: String, Sendable, Codable {
        case create, drop
        /// Create one, drop those that it makes redundant.
        case replace
    }

    /// How sure it is.
    public enum Confidence: String, Sendable, Codable { case high, medium, low }

    /// hash of table and definition: the same recommendation has the same key tomorrow. 16 hexadecimal digits.
    public var key: String
    public var action: Action
    /// The index to create, or the one to drop.
    public var definition: IndexDefinition
    /// The index's name with its schema, quoted where it must be.
    public var name: String?
    /// SQL that does it and SQL that takes it back; several statements are separated by ";\n".
    public var ddl: String
    public var reverse: String
    /// Existing indexes that go with it, quoted names with their schemas.
    public var replaces: [String]
    /// Of the index to create when built, or of the one to drop now.
    public var bytes: Double
    /// What it saves, alone, among all that is recommended: in ms a day, or as a share of the workload's cost.
    public var savingMillisecondsPerDay: Double?
    public var savingShare: Double
    /// Its upkeep; of a drop what is no longer spent. Nil where writes were not measured.
    public var writeMillisecondsPerDay: Double?
    /// Seconds that building it takes, roughly.
    public var buildSeconds: Double?
    /// Lock that building or dropping takes, and what it lets through.
    public var lock: String
    /// Helped or hurt, the most first.
    public var statements: [StatementEffect]
    /// What would have been second best.
    public var alternatives: [Alternative]
    public var confidence: Confidence
    /// Why the confidence is no higher, and why it is dropped.
    public var reasons: [String]

    public init(
        key: String, action: Action, definition: IndexDefinition, name: String? = nil, ddl: String, reverse: String,
        replaces: [String] = [], bytes: Double, savingMillisecondsPerDay: Double?, savingShare: Double,
        writeMillisecondsPerDay: Double?, buildSeconds: Double? = nil, lock: String, statements: [StatementEffect],
        alternatives: [Alternative] = [], confidence: Confidence, reasons: [String] = []
    ) {
        self.key = key
        self.action = action
        self.definition = definition
        self.name = name
        self.ddl = ddl
        self.reverse = reverse
        self.replaces = replaces
        self.bytes = bytes
        self.savingMillisecondsPerDay = savingMillisecondsPerDay
        self.savingShare = savingShare
        self.writeMillisecondsPerDay = writeMillisecondsPerDay
        self.buildSeconds = buildSeconds
        self.lock = lock
        self.statements = statements
        self.alternatives = alternatives
        self.confidence = confidence
        self.reasons = reasons
    }
}

/// What all the recommendations together do to one statement.
public struct StatementEffect: Sendable, Equatable {
    public var id: String
    public var text: String
    /// Executions a day, or the weight.
    public var calls: Double
    public var millisecondsPerDay: Double?
    /// Planner cost of one execution, mean over the values tried.
    public var costBefore: Double
    public var costAfter: Double
    /// EXPLAIN (FORMAT JSON) on the twin; nil where it was not kept.
    public var planBefore: String?
    public var planAfter: String?
    /// What its time is expected to be multiplied by.
    public var timeRatio: Double

    /// Cost after by cost before, by the target's own costs.
    public var ratio: Double { costBefore > 0 ? costAfter / costBefore : 1 }

    public init(
        id: String, text: String, calls: Double, millisecondsPerDay: Double?, costBefore: Double, costAfter: Double,
        planBefore: String? = nil, planAfter: String? = nil, timeRatio: Double? = nil
    ) {
        self.id = id
        self.text = text
        self.calls = calls
        self.millisecondsPerDay = millisecondsPerDay
        self.costBefore = costBefore
        self.costAfter = costAfter
        self.planBefore = planBefore
        self.planAfter = planAfter
        self.timeRatio = timeRatio ?? (costBefore > 0 ? costAfter / costBefore : 1)
    }
}

/// An index that is possible beside what is recommended, and what it would add.
public struct AdditionalIndex: Sendable, Equatable {
    public var ddl: String
    public var bytes: Double
    /// What the workload would cost less with it than with the recommendations alone: ms a day, nil where times were not measured.
    public var savingMillisecondsPerDay: Double?
    /// The same as a share of the workload's cost today.
    public var savingShare: Double

    public init(ddl: String, bytes: Double, savingMillisecondsPerDay: Double?, savingShare: Double) {
        self.ddl = ddl
        self.bytes = bytes
        self.savingMillisecondsPerDay = savingMillisecondsPerDay
        self.savingShare = savingShare
    }
}

/// An index that could stand in for a recommended one, and how much of its saving would be left.
public struct Alternative: Sendable, Equatable {
    public var ddl: String
    public var bytes: Double
    /// Of what the recommended index saves; below 0 where it does harm.
    public var savingShare: Double

    public init(ddl: String, bytes: Double, savingShare: Double) {
        self.ddl = ddl
        self.bytes = bytes
        self.savingShare = savingShare
    }
}
