/// An index that does not exist, with the figures a planner would read from its file.
public struct CandidateIndex: Sendable, Hashable {
    public var definition: IndexDefinition
    /// Blocks of 8 kB of the whole index; of a partitioned table's, of all its partitions together.
    public var pages: Int64
    /// Entries, as reltuples would say.
    public var entries: Double
    /// Levels above the leaves of a btree, per partition; 0 for the other methods.
    public var treeHeight: Int

    public init(definition: IndexDefinition, pages: Int64, entries: Double, treeHeight: Int = 0) {
        self.definition = definition
        self.pages = pages
        self.entries = entries
        self.treeHeight = treeHeight
    }
}

extension CandidateIndex {
    /// How names of candidates in plans begin.
    public static let planPrefix = "advisor_candidate_"

    /// What plans call a candidate, by its position in the planner's list.
    public static func planName(_ position: Int) -> String { planPrefix + String(position) }

    /// The position of the candidate that a plan calls so; its indexes of partitions have an ending of their own. nil for
    /// every other name.
    public static func position(ofPlanName name: some StringProtocol) -> Int? {
        guard name.hasPrefix(planPrefix) else { return nil }
        return Int(name.dropFirst(planPrefix.count).prefix { $0 != "_" })
    }
}

/// One question to a planner: what does this statement cost with these indexes?
public struct PlanRequest: Sendable, Hashable {
    /// One statement. With `$1` and so on in it, it is planned generically.
    public var statement: String
    /// Role under which it is planned, for row-level security; nil: the owner of the database.
    public var role: String?
    /// Schemas searched for bare names; nil: the target's own search_path.
    public var searchPath: [String]?
    /// The candidates that exist for this plan: positions in the list that the planner was made with.
    public var candidates: Set<Int>
    /// Existing indexes, by oid in the target, that do not exist for this plan.
    public var hidden: Set<Int64>
    /// Whether the answer holds the plan itself.
    public var wantsPlan: Bool
    /// Settings of the planner for this plan alone, by name: other costs, or methods that it may not use.
    public var settings: [String: String]

    public init(
        statement: String, role: String? = nil, searchPath: [String]? = nil, candidates: Set<Int> = [],
        hidden: Set<Int64> = [], wantsPlan: Bool = false, settings: [String: String] = [:]
    ) {
        self.statement = statement
        self.role = role
        self.searchPath = searchPath
        self.candidates = candidates
        self.hidden = hidden
        self.wantsPlan = wantsPlan
        self.settings = settings
    }
}

/// What a planner says of one statement.
public struct PlannedStatement: Sendable, Equatable {
    /// Total cost of the plan's root, in planner units.
    public var cost: Double
    /// Positions of the candidates that the plan reads; an index of a partition counts for its parent's.
    public var candidatesUsed: Set<Int>
    /// Oids in the target of the existing indexes that the plan reads.
    public var existingUsed: Set<Int64>
    /// EXPLAIN (FORMAT JSON), where it was wanted; candidates by `CandidateIndex.planName`.
    public var plan: String?
    /// Functions, operators and relations of the statement for which, or in which, something stood in that has not their code: the
    /// plan is uncertain where there are any.
    public var standIns: Set<String>

    public init(
        cost: Double, candidatesUsed: Set<Int> = [], existingUsed: Set<Int64> = [], plan: String? = nil,
        standIns: Set<String> = []
    ) {
        self.standIns = standIns
        self.cost = cost
        self.candidatesUsed = candidatesUsed
        self.existingUsed = existingUsed
        self.plan = plan
    }
}

/// Why a statement could not be planned, without values of the user's data.
public struct PlanFailure: Error, Sendable, Equatable {
    /// SQLSTATE, five characters.
    public var code: String
    public var reason: String

    public init(code: String, reason: String) {
        self.code = code
        self.reason = reason
    }
}

/// Why a candidate cannot be weighed.
public enum UnusableCandidate: Sendable, Equatable {
    /// The planner's server refused it, for the reason given.
    case refused(String)
    /// It would run this function, or make values of this type, of a role that need not be trusted.
    case strangersCode(String)
}

/// Plans statements as the target would, with indexes switched on and off. The twin is one; tests have a table of costs.
public protocol Planner: Sendable {
    /// Candidates that could not be built, by their position; a request that names one gets a plan without it.
    var unusable: [Int: UnusableCandidate] { get }
    /// How candidates with expressions or conditions are to be written, by their position: names in them mean the same whatever
    /// the search path of who builds them.
    var written: [Int: IndexDefinition] { get }

    /// The answers in the order of the requests. A statement that cannot be planned fails by itself; what ends all, a
    /// server that is gone or a cancelled task, is thrown.
    func plan(_ requests: [PlanRequest]) async throws -> [Result<PlannedStatement, PlanFailure>]
}

extension Planner {
    public var written: [Int: IndexDefinition] { [:] }
}
