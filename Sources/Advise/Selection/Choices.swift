import Model

/// The best choice for each budget.
struct Choices {
    private let advisor: IndexAdvisor
    let problem: SelectionProblem
    private let plainer: [Int: [Int]]
    /// Of each planning unit the candidates that its own queries pick.
    private let picked: [Set<Int>]
    /// Candidates of one key, where some statement has more candidates than can soon be told apart.
    private let narrow: Set<Int>?

    struct Choice {
        /// Bytes; nil: any number.
        var budget: Double?
        var selection: Selection
    }

    init(_ advisor: IndexAdvisor, _ problem: SelectionProblem, picked: [Set<Int>]) {
        self.picked = picked
        self.advisor = advisor
        self.problem = problem
        plainer = PlainerForms.all(advisor.candidateSet)
        let isLarge = problem.classes.contains { $0.count > Self.many }
        narrow =
            isLarge
            ? Set(
                advisor.candidates.indices.filter {
                    advisor.candidates[$0].definition.keys.count == 1
                        && advisor.candidates[$0].definition.include.isEmpty
                }) : nil
    }

    /// In ascending order of the budgets.
    ///
    /// - Parameter deadline: of all budgets together; each has a second at least.
    func all(_ costs: CostTable, until deadline: ContinuousClock.Instant) async throws -> [Choice] {
        guard let narrow else { return try await proven(costs, until: deadline) }
        return try await searched(costs, narrow: narrow, until: deadline)
    }

    /// What one search learns of the statements serves the next, as long as about as many indexes are small enough for both.
    private func proven(_ costs: CostTable, until deadline: ContinuousClock.Instant) async throws -> [Choice] {
        var choices: [Choice] = []
        let groups = groups
        for group in groups {
            var selector = try await Selector(problem.leavingOut(tooLarge(for: group[group.count - 1])), costs: costs)
            for budget in group {
                let left = (deadline - ContinuousClock.now) / .seconds(1)
                let isOnly = groups.count == 1 && group.count == 1
                // The first of many takes longest: it learns for the others.
                let limits = limits(budget, seconds: isOnly ? left : left / 3)
                let selection = try await selector.select(limits)
                try await add(selection, budget, limits, costs, selector.today, to: &choices)
            }
        }
        return choices
    }

    /// Adds what of a selection is worth recommending; what a smaller budget buys, a larger one buys too.
    func add(
        _ selection: Selection, _ budget: Double?, _ limits: SelectionLimits, _ costs: CostTable, _ today: [Double],
        to choices: inout [Choice]
    ) async throws {
        var selection = try await least(of: selection, limits, costs, today)
        if let smaller = choices.last?.selection, budget != nil, smaller.costAfter < selection.costAfter {
            let bound = selection.lowerBound
            selection = smaller
            selection.lowerBound = min(bound, smaller.costAfter)
        }
        choices.append(Choice(budget: budget, selection: selection))
    }

    /// Of each candidate those that begin like it.
    var families: [IndexFamily?] { advisor.candidates.map { IndexFamily($0.definition) } }

    /// The problem with what each unit's own queries pick proposed to it.
    var proposing: SelectionProblem {
        problem.proposing(picked, beginning: families)
    }

    /// What of a choice is worth recommending.
    private func least(
        of selection: Selection, _ limits: SelectionLimits, _ costs: CostTable, _ today: [Double]
    ) async throws -> Selection {
        let judge = ChoiceJudge(problem, costs)
        let set = LeastSet(
            judge: judge,
            rules: FrugalityRules(
                isFrugal: limits.budget == nil, share: advisor.options.leastShare,
                dataBytes: dataBytes),
            plainer: plainer, reads: problem.reads(today),
            keepsLimits: { limits.areKept(today: today, costs: $0.map(\.cost)) })
        let reduced = try await set.reduced(selection.chosen)
        let cost =
            selection.costAfter
            + judge.rise(
                from: try await judge.judge(selection.chosen), to: try await judge.judge(reduced))
        return selection.reduced(to: reduced, cost: cost, growth: problem.growth(of: reduced))
    }

    func limits(_ budget: Double?, seconds: Double) -> SelectionLimits {
        let options = advisor.options
        return SelectionLimits(
            budget: budget.map(Self.limit), indexesPerTable: options.indexesPerTable,
            maximumRegression: options.maximumRegression,
            minimumSaving: budget == nil ? options.minimumSaving : options.minimumSaving / 50,
            allowsRedundancy: budget != nil, gap: options.gap,
            patience: max(Self.leastPatience, Self.patience / advisor.options.budgets.count), seconds: max(1, seconds))
    }

    /// Sizes are predictions, most of them right to one per cent: what is larger than the budget by less is not refused for that.
    private static func limit(_ budget: Double) -> Double { budget * 1.01 }

    /// Rounds for all budgets together, and for each at least, in which the last per mille are worth it.
    private static let patience = 12
    private static let leastPatience = 2

    /// Indexes that one statement could read.
    private static let many = 60

    /// Budgets of one search: the largest can pay for at most so many times the indexes that the smallest can.
    private static let spread = 1.3

    /// Budgets by the searches that serve them.
    var groups: [[Double?]] {
        var groups: [[Double?]] = []
        var first = 0
        for budget in budgets {
            let affordable = problem.indexes.count - tooLarge(for: budget).count
            if groups.isEmpty || Double(affordable) > Self.spread * Double(first) {
                groups.append([budget])
                first = affordable
            } else {
                groups[groups.count - 1].append(budget)
            }
        }
        return groups
    }

    /// Candidates that a budget cannot pay for, not even with the room of all that may be dropped.
    func tooLarge(for budget: Double?) -> Set<Int> {
        guard let budget else { return [] }
        let room = Self.limit(budget) + problem.indexes.reduce(0) { $0 + ($1.exists ? $1.bytes : 0) }
        return Set(problem.indexes.indices.filter { !problem.indexes[$0].exists && problem.indexes[$0].bytes > room })
    }

    /// Of all tables.
    private var dataBytes: Double { advisor.schema.tables.values.reduce(0) { $0 + $1.pages * 8192 } }

    var budgets: [Double?] {
        let sizes = advisor.options.budgets.map { budget -> Double in
            switch budget {
            case .bytes(let bytes): bytes
            case .share(let share): share * dataBytes
            case .unlimited: .infinity
            }
        }
        return Set(sizes).sorted().map { $0 == .infinity ? nil : $0 }
    }
}

/// Where more bytes stop buying much.
enum Frontier {
    /// The position of the point furthest from the line between the ends, both axes scaled to 1; the last of fewer than 3.
    static func knee(_ selections: [Selection]) -> Int {
        guard selections.count > 2, let first = selections.first, let last = selections.last,
            last.growth > first.growth, first.costAfter > last.costAfter
        else { return max(0, selections.count - 1) }
        let distances = selections.map { selection in
            (first.costAfter - selection.costAfter) / (first.costAfter - last.costAfter)
                - (selection.growth - first.growth) / (last.growth - first.growth)
        }
        return distances.indices.max { distances[$0] < distances[$1] } ?? 0
    }
}
