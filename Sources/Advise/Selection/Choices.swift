import Model

/// The best choice for each budget.
struct Choices {
    private let advisor: IndexAdvisor
    private let problem: SelectionProblem

    struct Choice {
        /// Bytes; nil: any number.
        var budget: Double?
        var selection: Selection
    }

    init(_ advisor: IndexAdvisor, _ problem: SelectionProblem) {
        self.advisor = advisor
        self.problem = problem
    }

    /// In ascending order of the budgets. What one search learns of the statements serves the next.
    func all(_ selector: inout Selector) async throws -> [Choice] {
        let options = advisor.options
        let clock = ContinuousClock()
        let start = clock.now
        var choices: [Choice] = []
        let budgets = budgets
        for (position, budget) in budgets.enumerated() {
            let left = options.seconds - (clock.now - start) / .seconds(1)
            let limits = SelectionLimits(
                budget: budget, indexesPerTable: options.indexesPerTable, maximumRegression: options.maximumRegression,
                minimumSaving: budget == nil ? options.minimumSaving : options.minimumSaving / 50,
                allowsRedundancy: budget != nil, gap: options.gap,
                seconds: max(1, left / Double(budgets.count - position)))
            var selection = try await selector.select(limits)
            // What a smaller budget buys, a larger one buys too.
            if let smaller = choices.last?.selection, budget != nil, smaller.costAfter < selection.costAfter {
                let bound = selection.lowerBound
                selection = smaller
                selection.lowerBound = min(bound, smaller.costAfter)
            }
            choices.append(Choice(budget: budget, selection: selection))
        }
        return choices
    }

    private var budgets: [Double?] {
        let data = advisor.schema.tables.values.reduce(0) { $0 + $1.pages * 8192 }
        let sizes = advisor.options.budgets.map { budget -> Double in
            switch budget {
            case .bytes(let bytes): bytes
            case .share(let share): share * data
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
