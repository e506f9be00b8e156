import Model
import SQLSyntax

/// Turns the indexes chosen into recommendations: each with what it saves alone, whom it helps and hurts, and what was second
/// best.
struct RecommendationBuilder {
    let advisor: IndexAdvisor
    let problem: SelectionProblem
    let costs: CostTable
    /// Cost of each unit today.
    let today: [Double]
    private(set) var selection: Selection
    let uncertainties: [String]
    /// Of each unit what its plans rest on that has not the target's code.
    let standIns: [Int: Set<String>]
    private let judge: ChoiceJudge
    private var times: StatementTimes
    /// Of each new index what it saves, once `leaveOutWorthless` has found out.
    private var savings: [Int: Double] = [:]

    /// Statements shown with their plans for each recommendation.
    private static let shownPlans = 5
    /// Statements whose plans are asked for at all.
    private static let plannedStatements = 100
    private static let shownAlternatives = 2
    /// Recommendations with alternatives: those that save most. Each takes a dozen plans with all candidates there.
    private static let discussed = 5

    init(
        advisor: IndexAdvisor, problem: SelectionProblem, costs: CostTable, today: [Double], selection: Selection,
        uncertainties: [String], standIns: [Int: Set<String>]
    ) {
        self.advisor = advisor
        self.problem = problem
        self.costs = costs
        self.today = today
        self.selection = selection
        self.uncertainties = uncertainties
        self.standIns = standIns
        judge = ChoiceJudge(problem, costs)
        times = StatementTimes(advisor, costs, today: today, present: problem.present)
    }

    /// Takes out of the selection what saves nothing by the times that statements are expected to take: costs, which it was chosen
    /// by, can say otherwise.
    mutating func leaveOutWorthless() async throws {
        while true {
            let choice = try await judge.judge(selection.chosen)
            savings = [:]
            for number in problem.new(in: selection.chosen) {
                savings[number] = try await saving(of: number, in: choice)
            }
            guard let worst = savings.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }), worst.value <= 0 else {
                return
            }
            let rest = try await judge.judge(judge.removing(worst.key, from: choice.chosen), after: choice)
            selection = selection.reduced(
                to: rest.chosen, cost: selection.costAfter + judge.rise(from: choice, to: rest),
                growth: problem.growth(of: rest.chosen))
        }
    }

    /// What one of the chosen indexes saves, the others being there, with its upkeep and that of what it replaces.
    private mutating func saving(of number: Int, in choice: JudgedChoice) async throws -> Double {
        let without = judge.removing(number, from: choice.chosen)
        let back = without.subtracting(choice.chosen)
        let concerned = advisor.units.indices.filter { choice.plans[$0].used.contains(number) }
        return try await reads(concerned, saved: choice.chosen, without) - problem.indexes[number].writeCost
            + problem.writeCost(of: back)
    }

    /// What to do, behind `leaveOutWorthless`.
    mutating func recommendations() async throws -> [Recommendation] {
        let chosen = selection.chosen
        let after = try await costs.plans(of: problem) { _ in chosen }
        let effects = try await withPlans(
            Effects(advisor: advisor, today: today, after: after.map(\.cost), chosen: chosen).all(&times),
            chosen: chosen)
        let new = problem.new(in: chosen)
        var dropped = Set(advisor.existingNumbers).subtracting(chosen)
        var result: [Recommendation] = []
        var names = IndexNames(taken: advisor.schema.relationNames)
        for number in new {
            let replaced = dropped.filter { droppable($0).replacements.contains(number) }.sorted()
            dropped.subtract(replaced)
            let name = names.claim(for: advisor.candidates[number].definition)
            result.append(creation(number, named: name, replaced: replaced, after: after, effects: effects))
        }
        for number in dropped.sorted() { result.append(drop(number)) }
        result.sort { ($1.savingShare, $0.ddl) < ($0.savingShare, $1.ddl) }
        for position in result.indices.prefix(Self.discussed) where result[position].action != .drop {
            guard let number = new.first(where: { advisor.candidates[$0].definition == result[position].definition })
            else { continue }
            result[position].alternatives = try await alternatives(to: number, chosen: chosen, after: after)
        }
        return result
    }

    /// What the search found besides, as far as each adds anything to what is recommended.
    func alsoPossible() async throws -> [AdditionalIndex] {
        let choice = try await judge.judge(selection.chosen)
        var found: [AdditionalIndex] = []
        for number in problem.new(in: selection.found.subtracting(selection.chosen)) {
            let more = try await judge.judge(selection.chosen.union([number]), after: choice)
            let saving = -judge.rise(from: choice, to: more)
            guard saving > 0 else { continue }
            found.append(
                AdditionalIndex(
                    ddl: advisor.candidates[number].definition.createStatement(), bytes: problem.indexes[number].bytes,
                    savingMillisecondsPerDay: milliseconds(saving),
                    savingShare: saving / max(selection.costBefore, 1e-9)))
        }
        return found.sorted { ($1.savingShare, $0.ddl) < ($0.savingShare, $1.ddl) }
    }

    // MARK: One recommendation

    private func creation(
        _ number: Int, named name: String, replaced: [Int], after: [PlanCost], effects: [StatementEffect?]
    ) -> Recommendation {
        let candidate = advisor.candidates[number]
        let definition = candidate.definition
        let concerned = advisor.units.indices.filter { after[$0].used.contains(number) }
        let saving = savings[number] ?? 0
        let drops = replaced.map { droppable($0).index }
        let create = definition.createStatement(name: name, concurrently: true)
        let prerequisites = Prerequisites(definition, advisor.schema)
        let statements = Self.trimmed(shown(Set(concerned.map { advisor.units[$0].statement }), effects))
        let judgement = Judgement(
            advisor, definition, units: concerned, today: today, after: after.map(\.cost), uncertainties, standIns)
        return Recommendation(
            key: key(definition), action: drops.isEmpty ? .create : .replace, definition: definition,
            name: Quote.qualified(definition.schema, name),
            ddl: (prerequisites.statements + [create] + drops.map(dropStatement)).joined(separator: ";\n"),
            reverse: (drops.compactMap(\.statement) + [
                "DROP INDEX CONCURRENTLY \(Quote.qualified(definition.schema, name))"
            ] + prerequisites.reverse).joined(separator: ";\n"),
            replaces: drops.map { Quote.qualified($0.definition.schema, $0.name) },
            bytes: problem.indexes[number].bytes,
            savingMillisecondsPerDay: milliseconds(saving), savingShare: saving / max(selection.costBefore, 1e-9),
            writeMillisecondsPerDay: milliseconds(problem.indexes[number].writeCost),
            buildSeconds: advisor.buildSeconds(of: candidate),
            lock: Self.lock(advisor.schema.tables[definition.relation]?.isPartitioned ?? false),
            statements: statements,
            confidence: judgement.confidence,
            reasons: judgement.reasons + prerequisites.reasons + replaced.map { droppable($0).reason })
    }

    private func drop(_ number: Int) -> Recommendation {
        let item = droppable(number)
        let definition = item.index.definition
        let saved = problem.indexes[number].writeCost
        let name = Quote.qualified(definition.schema, item.index.name)
        return Recommendation(
            key: key(definition, dropped: name), action: .drop, definition: definition, name: name,
            ddl: dropStatement(item.index),
            reverse: item.index.statement ?? definition.createStatement(name: item.index.name),
            bytes: item.index.bytes, savingMillisecondsPerDay: milliseconds(saved),
            savingShare: saved / max(selection.costBefore, 1e-9), writeMillisecondsPerDay: milliseconds(saved),
            lock: "DROP INDEX CONCURRENTLY waits for queries that use the index; reads and writes go on.",
            statements: [], confidence: uncertainties.isEmpty ? .high : .medium,
            reasons: [item.reason, "no plan of the workload costs more without it"])
    }

    private func droppable(_ number: Int) -> Droppable { advisor.droppable[number - advisor.candidates.count] }

    private func dropStatement(_ index: ExistingIndex) -> String {
        "DROP INDEX CONCURRENTLY \(Quote.qualified(index.definition.schema, index.name))"
    }

    private static func lock(_ isPartitioned: Bool) -> String {
        isPartitioned
            ? "Partition by partition with CREATE INDEX CONCURRENTLY: reads and writes go on; VACUUM and schema changes wait."
            : "CREATE INDEX CONCURRENTLY takes SHARE UPDATE EXCLUSIVE: reads and writes go on; VACUUM and schema changes wait."
    }

    /// - Parameter dropped: an index's own name: two of one definition are two recommendations, and no creation is a drop.
    private func key(_ definition: IndexDefinition, dropped: String? = nil) -> String {
        let object = dropped.map { "drop\u{1}\($0)\u{1}" } ?? "index\u{1}"
        return FNV1a.digits("\(object)\(definition.createStatement())".utf8)
    }

    private func milliseconds(_ value: Double) -> Double? { advisor.workload.isMeasured ? value : nil }

    // MARK: Costs

    /// What some units save with one set of indexes over another: milliseconds a day, or planner units where nothing was measured.
    private mutating func reads(
        _ units: [Int], saved indexes: Set<Int>, _ others: Set<Int>
    ) async throws -> Double {
        guard advisor.workload.isMeasured else {
            return try await objective(others, units) - objective(indexes, units)
        }
        let statements = Set(units.map { advisor.units[$0].statement })
        let slow = try await times.perDay(statements, with: others)
        let fast = try await times.perDay(statements, with: indexes)
        return slow.keys.sorted().reduce(0) { $0 + (slow[$1] ?? 0) - (fast[$1] ?? 0) }
    }

    /// Weighted cost of some units with a set of indexes.
    private func objective(_ present: Set<Int>, _ units: [Int]) async throws -> Double {
        let answers = try await costs.answers(to: units.map { CostTable.Question(unit: $0, present: present) })
        return zip(units, answers).reduce(0) { sum, item in
            sum + problem.weights[item.0] * ((try? item.1.get().cost) ?? 0)
        }
    }

    /// Positions of the statements that a recommendation touches, those that gain most first.
    private func shown(_ statements: Set<Int>, _ effects: [StatementEffect?]) -> [(
        position: Int, effect: StatementEffect
    )] {
        statements.sorted().compactMap { position in effects[position].map { (position, $0) } }.sorted {
            ($1.effect.gain, $0.position) < ($0.effect.gain, $1.position)
        }
    }

    /// The effects that gain most with both plans: a statement's are the same for all recommendations that touch it.
    private func withPlans(_ effects: [StatementEffect?], chosen: Set<Int>) async throws -> [StatementEffect?] {
        var effects = effects
        let asked = shown(Set(effects.indices), effects).prefix(Self.plannedStatements).compactMap { statement in
            advisor.units.firstIndex { $0.statement == statement.position }
        }
        func plans(_ present: Set<Int>) async throws -> [String?] {
            try await costs.plans(for: asked.map { CostTable.Question(unit: $0, present: present) })
        }
        let (before, after) = (try await plans(problem.present), try await plans(chosen))
        for (place, unit) in asked.enumerated() {
            let position = advisor.units[unit].statement
            effects[position]?.planBefore = before[place]
            effects[position]?.planAfter = after[place].map { CandidateNames.replaced(in: $0, by: advisor.candidates) }
        }
        return effects
    }

    /// Of the first of them the plans are kept.
    private static func trimmed(_ statements: [(position: Int, effect: StatementEffect)]) -> [StatementEffect] {
        statements.enumerated().map { rank, statement in
            var effect = statement.effect
            if rank >= shownPlans { (effect.planBefore, effect.planAfter) = (nil, nil) }
            return effect
        }
    }

    /// What the planner would read if the recommended index could not be had, time after time.
    private func alternatives(to number: Int, chosen: Set<Int>, after: [PlanCost]) async throws -> [Alternative] {
        let concerned = advisor.units.indices.filter { after[$0].used.contains(number) }
        let saving = try await objective(chosen.subtracting([number]), concerned) - objective(chosen, concerned)
        guard saving > 0, !concerned.isEmpty else { return [] }
        var found: [Alternative] = []
        var barred: Set<Int> = [number]
        let rest = chosen.subtracting([number])
        let without = try await objective(rest, concerned)
        while found.count < Self.shownAlternatives {
            let answers = try await costs.answers(
                to: concerned.map {
                    CostTable.Question(unit: $0, present: problem.members(ofUnit: $0).subtracting(barred))
                })
            let used = answers.reduce(into: Set<Int>()) { $0.formUnion((try? $1.get().used) ?? []) }
            let next = used.subtracting(rest).filter { advisor.isCandidate($0, onTableOf: number) }.sorted()
            guard !next.isEmpty else { break }
            for other in next.prefix(Self.shownAlternatives - found.count) {
                let left = without - (try await objective(rest.union([other]), concerned))
                found.append(
                    Alternative(
                        ddl: advisor.candidates[other].definition.createStatement(),
                        bytes: problem.indexes[other].bytes, savingShare: left / saving))
            }
            barred.formUnion(next)
        }
        return found.sorted { ($1.savingShare, $0.ddl) < ($0.savingShare, $1.ddl) }
    }
}

extension IndexAdvisor {
    fileprivate func isCandidate(_ number: Int, onTableOf other: Int) -> Bool {
        number < candidates.count && candidates[number].definition.relation == candidates[other].definition.relation
    }
}

extension StatementEffect {
    /// What it gains in all, in ms a day where time was measured.
    fileprivate var gain: Double { (millisecondsPerDay ?? calls * costBefore) * (1 - ratio) }
}
