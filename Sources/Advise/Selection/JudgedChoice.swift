/// A set of indexes with the planner's answer for each statement: what a choice is judged by once the search is over.
struct JudgedChoice: Sendable {
    let chosen: Set<Int>
    /// The plan of each planning unit.
    let plans: [PlanCost]
}

/// Judges choices that differ from each other in a few indexes: only statements that those concern are planned.
struct ChoiceJudge: Sendable {
    let problem: SelectionProblem
    private let table: CostTable
    /// Of each index the planning units that could read it.
    private let units: [[Int]]

    init(_ problem: SelectionProblem, _ table: CostTable) {
        self.problem = problem
        self.table = table
        var units = [[Int]](repeating: [], count: problem.indexes.count)
        for unit in problem.classes.indices {
            for number in problem.members(ofUnit: unit).sorted() { units[number].append(unit) }
        }
        self.units = units
    }

    /// Whether any statement may have the index: what was left out, as useless, unreliable or impossible to build, none has.
    func isWeighed(_ number: Int) -> Bool { !units[number].isEmpty }

    func judge(_ chosen: Set<Int>) async throws -> JudgedChoice {
        JudgedChoice(chosen: chosen, plans: try await table.plans(of: problem) { _ in chosen })
    }

    func judge(_ chosen: Set<Int>, after choice: JudgedChoice) async throws -> JudgedChoice {
        let concerned = concerned(choice, chosen)
        var plans = choice.plans
        let answers = try await table.answers(to: concerned.map { CostTable.Question(unit: $0, present: chosen) })
        for (unit, answer) in zip(concerned, answers) { plans[unit] = try answer.get() }
        return JudgedChoice(chosen: chosen, plans: plans)
    }

    /// Units whose plans may differ: those that read what went, and those that could read what came.
    private func concerned(_ choice: JudgedChoice, _ chosen: Set<Int>) -> [Int] {
        var concerned: Set<Int> = []
        for number in choice.chosen.subtracting(chosen) {
            concerned.formUnion(units[number].filter { choice.plans[$0].used.contains(number) })
        }
        for number in chosen.subtracting(choice.chosen) { concerned.formUnion(units[number]) }
        return concerned.sorted()
    }

    /// By how much another choice costs more, in the unit of the objective: statements and upkeep.
    func rise(from choice: JudgedChoice, to other: JudgedChoice) -> Double {
        var rise = 0.0
        for unit in choice.plans.indices where choice.plans[unit].cost != other.plans[unit].cost {
            rise += problem.weights[unit] * (other.plans[unit].cost - choice.plans[unit].cost)
        }
        return rise + problem.writeCost(of: other.chosen.subtracting(choice.chosen))
            - problem.writeCost(of: choice.chosen.subtracting(other.chosen))
    }

    /// Indexes that statements read which a change of `numbers` could concern.
    func neighbours(of numbers: Set<Int>, in choice: JudgedChoice) -> Set<Int> {
        let concerned = numbers.reduce(into: Set<Int>()) { $0.formUnion(units[$1]) }
        return concerned.reduce(into: []) { $0.formUnion(choice.plans[$1].used) }
    }

    // MARK: Changes

    /// A choice without one of its new indexes: what only that one may replace is there again.
    func removing(_ number: Int, from chosen: Set<Int>) -> Set<Int> {
        let rest = chosen.subtracting([number])
        let back = problem.indexes.indices.filter { old in
            problem.indexes[old].exists && !rest.contains(old) && problem.indexes[old].replacements.contains(number)
                && rest.isDisjoint(with: problem.indexes[old].replacements)
        }
        return rest.union(back)
    }

    /// A choice with another index in place of one of its new ones; nil where the other one is there, or stands beside one that
    /// serves whatever it serves.
    func exchanging(_ number: Int, for other: Int, in chosen: Set<Int>) -> Set<Int>? {
        let rest = chosen.subtracting([number])
        guard !rest.contains(other), rest.isDisjoint(with: problem.indexes[other].wider),
            !rest.contains(where: { problem.indexes[$0].wider.contains(other) })
        else { return nil }
        let changed = removing(number, from: chosen).union([other])
        let replaced = changed.subtracting(chosen).filter { problem.indexes[$0].replacements.contains(other) }
        return changed.subtracting(replaced)
    }
}
