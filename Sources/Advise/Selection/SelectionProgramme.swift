/// The integer programme over what the plan trees know: one variable an index, one a region, and of each tree just one
/// region holds. Its optimum is a lower bound, for regions that are not planned yet stand in with theirs.
struct SelectionProgramme {
    private(set) var programme = IntegerProgramme()
    /// Of each index that any plan reads: its variable.
    private var variableOfIndex: [Int: Int] = [:]
    /// Of each set of indexes that do the same for some unit: the variable that says whether one of them is there.
    private var variableOfClass: [[Int]: Int] = [:]
    /// Of each tree the variables of its regions.
    private var variablesOfTree: [[Int]] = []
    private var variablesOfExcesses: [Int] = []
    private let trees: [PlanTree]
    private let excesses: [Excess]
    private let problem: SelectionProblem
    private let limits: SelectionLimits

    /// - Parameters:
    ///   - today: of each planning unit its cost today.
    init(
        _ problem: SelectionProblem, trees: [PlanTree], excesses: [Excess] = [], limits: SelectionLimits,
        today: [Double]
    ) {
        self.problem = problem
        self.limits = limits
        self.trees = trees
        self.excesses = excesses
        // Bytes break ties, so that of two equal choices the smaller one is taken; all of it stays far below the gap.
        let total = problem.reads(today)
        let bytes = max(1, problem.indexes.reduce(0) { $0 + $1.bytes })
        var read: Set<Int> = []
        for (unit, tree) in trees.enumerated() {
            let leaders = tree.regions.reduce(into: Set<Int>()) { $0.formUnion($1.needed.union($1.lacking)) }
            for number in leaders { read.formUnion(members(of: tree.group(of: number), unit: unit)) }
        }
        let droppable = problem.indexes.indices.filter { problem.indexes[$0].exists }
        for number in read.union(droppable).sorted() {
            let index = problem.indexes[number]
            variableOfIndex[number] = programme.variable(
                cost: index.writeCost + (index.exists ? 0 : limits.minimumSaving * total) + 1e-5 * total * index.bytes
                    / bytes)
        }
        for (unit, tree) in trees.enumerated() { add(tree, unit: unit, today: today[unit]) }
        for excess in excesses { add(excess) }
        addBudget()
        addTableLimits()
        addReplacements()
        if !limits.allowsRedundancy { barRedundancy() }
    }

    /// What the values of a solution mean, without the share of the cost that only breaks ties.
    func chosen(in values: [Bool]) -> Set<Int> {
        Set(variableOfIndex.filter { values[$0.value] }.map(\.key))
    }

    /// The solution that a set of indexes is; nil where it breaks a row.
    func solution(choosing chosen: Set<Int>) -> [Bool]? {
        let chosen = chosen.filter { variableOfIndex[$0] != nil }
        var values = [Bool](repeating: false, count: programme.costs.count)
        for number in chosen { if let variable = variableOfIndex[number] { values[variable] = true } }
        for (members, variable) in variableOfClass { values[variable] = members.contains(where: chosen.contains) }
        for (unit, tree) in trees.enumerated() {
            let region = tree.region(of: problem.representatives(of: chosen, unit: unit))
            values[variablesOfTree[unit][region]] = true
        }
        for (excess, variable) in zip(excesses, variablesOfExcesses) {
            values[variable] = chosen.intersection(problem.members(ofUnit: excess.unit)) == excess.present
        }
        return programme.isKept(by: values) ? values : nil
    }

    /// All that stands for one of some indexes to a unit.
    private func members(of numbers: Set<Int>, unit: Int) -> [Int] {
        guard numbers.count > 1 else { return numbers.first.map { problem.classes[unit][$0] ?? [$0] } ?? [] }
        return numbers.reduce(into: Set<Int>()) { $0.formUnion(problem.classes[unit][$1] ?? [$1]) }.sorted()
    }

    /// The variable that says whether one of a group, or what does the same for the unit, is there.
    private mutating func variable(of group: Set<Int>, unit: Int) -> Int? {
        let members = members(of: group, unit: unit)
        guard members.count > 1 else { return members.first.flatMap { variableOfIndex[$0] } }
        if let known = variableOfClass[members] { return known }
        let variable = programme.variable(cost: 0)
        variableOfClass[members] = variable
        let each = members.compactMap { variableOfIndex[$0] }
        for member in each { programme.row([(member, 1), (variable, -1)], atMost: 0) }
        programme.row([(variable, 1)] + each.map { ($0, -1) }, atMost: 0)
        return variable
    }

    private mutating func add(_ tree: PlanTree, unit: Int, today: Double) {
        let weight = problem.weights[unit]
        var variables: [Int] = []
        var reads: [Int: [Int]] = [:]
        var lacks: [Int: [Int]] = [:]
        for region in tree.regions {
            let variable = programme.variable(cost: weight * region.bound)
            variables.append(variable)
            for index in region.needed { reads[index, default: []].append(variable) }
            for index in region.lacking { lacks[index, default: []].append(variable) }
        }
        variablesOfTree.append(variables)
        programme.row(variables.map { ($0, 1) }, atLeast: 1, atMost: 1)
        // One row an index for all regions together: tighter than one a region, and far fewer.
        for (index, regions) in reads.sorted(by: { $0.key < $1.key }) {
            guard let variable = variable(of: tree.group(of: index), unit: unit) else { continue }
            programme.row(regions.map { ($0, 1) } + [(variable, -1)], atMost: 0)
        }
        for (index, regions) in lacks.sorted(by: { $0.key < $1.key }) {
            guard let variable = variable(of: tree.group(of: index), unit: unit) else { continue }
            programme.row(regions.map { ($0, 1) } + [(variable, 1)], atMost: 1)
        }
        let ceiling = limits.ceiling(today)
        let costly = zip(variables, tree.regions).filter { $1.bound > ceiling }
        if !costly.isEmpty { programme.row(costly.map { ($0.0, 1) }, atMost: 0) }
    }

    /// One variable that is 1 where just these indexes are there.
    private mutating func add(_ excess: Excess) {
        let variable = programme.variable(cost: problem.weights[excess.unit] * excess.cost)
        variablesOfExcesses.append(variable)
        let terms = problem.members(ofUnit: excess.unit).sorted().compactMap { number in
            variableOfIndex[number].map { (variable: $0, coefficient: excess.present.contains(number) ? -1.0 : 1) }
        }
        programme.row([(variable, 1)] + terms, atLeast: 1 - Double(excess.present.count))
        if excess.isBarred { programme.row([(variable, 1)], atMost: 0) }
    }

    private mutating func addBudget() {
        guard let budget = limits.budget else { return }
        var fixed = 0.0
        var terms: [(variable: Int, coefficient: Double)] = []
        for (number, variable) in variableOfIndex.sorted(by: { $0.key < $1.key }) {
            let index = problem.indexes[number]
            // In megabytes: solvers compare with tolerances made for numbers near one.
            terms.append((variable, index.bytes / 1e6))
            if index.exists { fixed += index.bytes / 1e6 }
        }
        programme.row(terms, atMost: budget / 1e6 + fixed)
    }

    private mutating func addTableLimits() {
        guard let most = limits.indexesPerTable else { return }
        let new = variableOfIndex.filter { !problem.indexes[$0.key].exists }
        let byTable = Dictionary(grouping: new.sorted { $0.key < $1.key }) { problem.indexes[$0.key].table }
        for (_, entries) in byTable.sorted(by: { $0.key < $1.key }) where entries.count > most {
            programme.row(entries.map { ($0.value, 1) }, atMost: Double(most))
        }
    }

    private mutating func addReplacements() {
        for (number, variable) in variableOfIndex.sorted(by: { $0.key < $1.key }) {
            let index = problem.indexes[number]
            guard index.exists, !index.replacements.isEmpty else { continue }
            let others = index.replacements.compactMap { variableOfIndex[$0] }
            programme.row([(variable, 1)] + others.map { ($0, 1) }, atLeast: 1)
        }
    }

    private mutating func barRedundancy() {
        for (number, variable) in variableOfIndex.sorted(by: { $0.key < $1.key }) {
            for wider in problem.indexes[number].wider {
                guard let other = variableOfIndex[wider] else { continue }
                programme.row([(variable, 1), (other, 1)], atMost: 1)
            }
        }
    }
}

/// What a planning unit costs, beyond what its tree of plans says, when just these of its indexes are there.
struct Excess: Sendable {
    var unit: Int
    var present: Set<Int>
    /// Planner units.
    var cost: Double
    /// So much that a limit forbids it.
    var isBarred: Bool
}
