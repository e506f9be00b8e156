/// What is to be chosen, and what the choice must keep.
public struct SelectionProblem: Sendable {
    /// One index that may exist or not.
    public struct Index: Sendable {
        /// Oid of its table.
        public var table: Int64
        public var bytes: Double
        /// What keeping it current costs, in the unit of the objective (ms a day, or weighted planner units).
        public var writeCost: Double
        /// It is there today: leaving it out means dropping it.
        public var exists: Bool
        /// Of an existing index: numbers of candidates that serve whatever it serves. It is left out only together with
        /// one of them; empty: it may be left out by itself.
        public var replacements: [Int]

        /// Numbers of the wider candidates that serve whatever it serves.
        public var wider: [Int]

        public init(
            table: Int64, bytes: Double, writeCost: Double = 0, exists: Bool = false, replacements: [Int] = [],
            wider: [Int] = []
        ) {
            self.table = table
            self.bytes = bytes
            self.writeCost = writeCost
            self.exists = exists
            self.replacements = replacements
            self.wider = wider
        }
    }

    /// By number: candidates first, then the existing ones that may be dropped.
    public var indexes: [Index]
    /// Of each planning unit: what one unit of its planner cost weighs in the objective.
    public var weights: [Double]
    /// Of each planning unit: the indexes that could serve it, by the one that stands for them.
    public var classes: [[Int: [Int]]]
    /// Of each planning unit: by what is told apart, that which stood for it before.
    private var origins: [[Int: Int]]

    public init(indexes: [Index], weights: [Double], classes: [[Int: [Int]]]) {
        self.indexes = indexes
        self.weights = weights
        self.classes = classes
        origins = Array(repeating: [:], count: classes.count)
    }

    /// What a set of indexes is to a planning unit: numbers of those that stand for a member of the set.
    func representatives(of set: Set<Int>, unit: Int) -> Set<Int> {
        Set(classes[unit].filter { $0.value.contains(where: set.contains) }.keys)
    }

    /// All indexes that could serve a planning unit.
    func members(ofUnit unit: Int) -> Set<Int> { classes[unit].values.reduce(into: []) { $0.formUnion($1) } }

    /// The problem without some of the candidates.
    func leavingOut(_ numbers: Set<Int>) -> SelectionProblem {
        var problem = self
        problem.classes = classes.map { Relevance.without(numbers, $0) }
        return problem
    }

    /// The problem where of each unit only the `picked` indexes stand for themselves. Any other one is taken to do as much as all
    /// picked ones of its family together: whoever has it pays no less than that says.
    ///
    /// - Parameter beginning: of each candidate its family; nil: it always stands for itself.
    func proposing(_ picked: [Set<Int>], beginning families: [IndexFamily?]) -> SelectionProblem {
        var problem = self
        for unit in classes.indices {
            let proposed = classes[unit].filter { !picked[unit].isDisjoint(with: $0.value) }
            let standIns = Dictionary(grouping: proposed.keys) { families.indices.contains($0) ? families[$0] : nil }
            var rest: [Int: [Int]] = [:]
            for (number, members) in classes[unit] {
                let family = families.indices.contains(number) ? families[number] : nil
                let others = proposed[number] == nil && family != nil ? standIns[family] ?? [] : []
                for standIn in others.isEmpty ? [number] : others { rest[standIn, default: []] += members }
            }
            problem.classes[unit] = rest.mapValues { Set($0).sorted() }
        }
        return problem
    }

    /// These are too large to be stood for by what they were: from now on the smallest of those in a class, and all of the
    /// class that are no smaller, make a class of their own.
    mutating func tellApart(_ numbers: Set<Int>, unit: Int) {
        for (number, members) in classes[unit].sorted(by: { $0.key < $1.key }) {
            let told = members.filter { $0 != number && numbers.contains($0) }.map { indexes[$0].bytes }
            guard let least = told.min() else { continue }
            let large = members.filter { $0 != number && indexes[$0].bytes >= least }
            guard let smallest = large.min(by: { (indexes[$0].bytes, $0) < (indexes[$1].bytes, $1) }) else { continue }
            for (other, members) in classes[unit] { classes[unit][other] = members.filter { $0 != smallest } }
            classes[unit][number]?.removeAll(where: large.contains)
            classes[unit][smallest] = large
            origins[unit][smallest] = number
        }
    }

    /// The problem where every index stands for itself alone.
    var toldApart: SelectionProblem {
        var problem = self
        problem.classes = classes.map { classes in
            Dictionary(classes.values.joined().map { ($0, [$0]) }) { first, _ in first }
        }
        problem.origins = Array(repeating: [:], count: classes.count)
        return problem
    }

    /// What decides a planning unit's cost when all but some indexes are there: what was told apart does no more than what stood
    /// for it, so it is left out beside that.
    func decisive(without excluded: Set<Int>, unit: Int) -> Set<Int> {
        let present = Set(classes[unit].keys).subtracting(excluded)
        return present.filter { number in
            var origin = origins[unit][number]
            while let other = origin, !present.contains(other) { origin = origins[unit][other] }
            return origin == nil
        }
    }

    /// What exists today.
    public var present: Set<Int> { Set(indexes.indices.filter { indexes[$0].exists }) }

    /// Bytes that a choice adds to what exists today; below zero where it frees some.
    public func growth(of chosen: Set<Int>) -> Double {
        indexes.indices.reduce(0) { sum, number in
            let index = indexes[number]
            return sum + index.bytes * ((chosen.contains(number) ? 1 : 0) - (index.exists ? 1 : 0))
        }
    }

    /// What the statements cost, weighted, by the cost of each planning unit.
    func reads(_ costs: some Sequence<Double>) -> Double { zip(weights, costs).reduce(0) { $0 + $1.0 * $1.1 } }

    /// New indexes of a choice, in their order.
    func new(in chosen: Set<Int>) -> [Int] { chosen.filter { !indexes[$0].exists }.sorted() }

    /// What keeping the chosen indexes current costs, in the unit of the objective.
    public func writeCost(of chosen: Set<Int>) -> Double {
        chosen.sorted().reduce(0) { $0 + indexes[$1].writeCost }
    }
}

/// Limits that a choice keeps, and how long the search may take.
public struct SelectionLimits: Sendable {
    /// Bytes that may be added to what exists; nil: any number.
    public var budget: Double?
    /// New indexes for each table; nil: any number.
    public var indexesPerTable: Int?
    /// By how much no planning unit may become costlier than today, as a share of its cost: 0.01 is one per cent.
    public var maximumRegression: Double
    /// What each new index must save at least, as a share of the workload's cost today; keeps away what hardly matters.
    public var minimumSaving: Double
    /// Whether a new index may stand beside a wider new one that serves all that it does: smaller is faster, but people call
    /// it redundant.
    public var allowsRedundancy: Bool
    /// The search stops when the best choice is proven to be within this share of the optimum.
    public var gap: Double
    /// After `patience` rounds of solving and planning this gap will do. Rounds, for seconds would make the choice depend on
    /// how busy the machine is.
    public var acceptableGap: Double
    public var patience: Int
    /// Seconds for the whole search; the best found by then is taken.
    public var seconds: Double

    public init(
        budget: Double? = nil, indexesPerTable: Int? = nil, maximumRegression: Double = 0.01,
        minimumSaving: Double = 0, allowsRedundancy: Bool = true, gap: Double = 0.002,
        acceptableGap: Double = 0.008, patience: Int = .max, seconds: Double = 60
    ) {
        self.budget = budget
        self.indexesPerTable = indexesPerTable
        self.maximumRegression = maximumRegression
        self.minimumSaving = minimumSaving
        self.allowsRedundancy = allowsRedundancy
        self.gap = gap
        self.acceptableGap = acceptableGap
        self.patience = patience
        self.seconds = seconds
    }
}

extension SelectionLimits {
    /// The most that a planning unit may cost.
    func ceiling(_ today: Double) -> Double { today * (1 + maximumRegression) + 1e-6 }

    /// A planner is not quite monotone, so the true costs of a choice can break a limit that the programme kept.
    func areKept(today: [Double], costs: [Double]) -> Bool { zip(today, costs).allSatisfy { $1 <= ceiling($0) } }

    /// What so many new indexes must save at least.
    ///
    /// - Parameter reads: what the statements cost today.
    func threshold(ofNew count: Int, reads: Double) -> Double { minimumSaving * reads * Double(count) }
}

/// The indexes chosen, and how good that is.
public struct Selection: Sendable, Equatable {
    /// Numbers of the indexes that exist afterwards, of those in the problem.
    public var chosen: Set<Int>
    /// Objective today and afterwards: weighted planner cost plus write cost.
    public var costBefore: Double
    public var costAfter: Double
    /// No choice within the limits costs less, as far as a planner that may use more indexes never plans worse.
    public var lowerBound: Double
    /// Bytes added to what exists today.
    public var growth: Double
    /// The time limit ended the search before the gap was closed.
    public var isCutShort: Bool

    /// The best that the search found, before what is not worth recommending was taken from it, and its objective.
    public private(set) var found: Set<Int>
    public private(set) var costFound: Double

    public init(
        chosen: Set<Int>, costBefore: Double, costAfter: Double, lowerBound: Double = 0, growth: Double,
        isCutShort: Bool = false
    ) {
        self.chosen = chosen
        self.costBefore = costBefore
        self.costAfter = costAfter
        self.lowerBound = lowerBound
        self.growth = growth
        self.isCutShort = isCutShort
        found = chosen
        costFound = costAfter
    }

    /// How far the best that was found can be above the optimum, as a share of it: 0 to 1.
    public var gap: Double {
        guard costFound > 0 else { return 0 }
        return min(max(0, (costFound - lowerBound) / costFound), 1)
    }

    /// Of the saving that the search found, what is kept: 0 to 1.
    public var keptShare: Double {
        let possible = costBefore - costFound
        return possible > 0 ? min(max(0, (costBefore - costAfter) / possible), 1) : 1
    }

    /// What is worth recommending of it.
    func reduced(to chosen: Set<Int>, cost: Double, growth: Double) -> Selection {
        var selection = self
        (selection.chosen, selection.costAfter, selection.growth) = (chosen, cost, growth)
        return selection
    }
}
