import Foundation
import Model

/// Chooses indexes for a workload: what could help, what each would cost and save, and the best set of them.
///
/// Made from a window alone; the planner comes second, since it has to be built with the candidates in it.
public struct IndexAdvisor: Sendable {
    let window: Window
    let workload: Workload
    let options: AdviceOptions
    let schema: TargetSchema
    let statements: [ReadStatement]
    /// Of each statement what it asks of tables, and what the look-ups of its foreign keys ask.
    private let needs: [[TableNeed]]
    let skipped: [Skipped]
    let candidateSet: CandidateSet
    /// Existing indexes that may be dropped; their numbers follow the candidates'.
    let droppable: [Droppable]
    let units: [PlanningUnit]
    /// What a planner is to be made with.
    public private(set) var candidates: [CandidateIndex]

    /// - Throws: `AdviseError` where there is nothing to advise on.
    public init(window: Window, workload: Workload, options: AdviceOptions = AdviceOptions()) throws(AdviseError) {
        self.window = window
        self.workload = workload
        self.options = options
        var schema = TargetSchema(window)
        let reader = StatementReader(workload, schema, window.last)
        statements = reader.statements
        skipped = workload.skipped + reader.skipped
        guard !statements.isEmpty else { throw MissingStatements(workload, window).error(skipped) }
        schema.adjustDistinct(joinedBy: statements)
        self.schema = schema
        let lookups = ForeignKeyLookups(schema: schema)
        needs = statements.map { $0.needs + lookups.lookups(of: $0.facts).map(\.need) }
        let candidateSet = CandidateSet(needs: needs, options: options.candidates)
        self.candidateSet = candidateSet
        let evidence = DependencyEvidence(schema, statements, window.last)
        candidates = candidateSet.proposals.map { proposal in
            let table = schema.tables[proposal.definition.relation]
            let size = table.map {
                IndexSize.of(proposal.definition, on: $0, share: proposal.share, evidence: evidence.of($0))
            }
            return CandidateIndex(
                definition: proposal.definition, pages: Int64(saturating: size?.pages ?? 1),
                entries: size?.entries ?? 0,
                treeHeight: size?.height ?? 0)
        }
        let droppable =
            options.drops
            ? Droppable.all(schema, window, options, candidates: candidateSet.proposals.map(\.definition)) : []
        self.droppable = droppable
        let byTable = Dictionary(grouping: droppable.indices, by: { droppable[$0].table })
        let first = candidates.count
        units = UnitBuilder(
            schema: schema, candidates: candidateSet, droppable: byTable.mapValues { $0.map { first + $0 } }
        ).units(statements)
    }

    /// Statistics of some tables were hidden from the role that collected.
    var isKeptFromStatistics: Bool {
        window.last.unreadable.contains { $0.section == SectionShape.columnStatistics.name }
    }

    /// How long building a candidate would take; nil where its table is not known.
    public func buildSeconds(of candidate: CandidateIndex, concurrently: Bool = true) -> Double? {
        schema.tables[candidate.definition.relation].map {
            BuildEstimate(window.last[.settings]).seconds(candidate, $0, concurrently: concurrently)
        }
    }

    /// - Parameters:
    ///   - planner: made with `candidates`.
    ///   - uncertainties: why its plans may differ from the target's.
    ///   - deadline: when the advice should be there; nil: after the seconds of the options.
    /// - Throws: `AdviseError`, what the planner throws, `CancellationError`.
    public func advise(
        planner: any Planner, uncertainties: [String] = [], until deadline: ContinuousClock.Instant? = nil
    ) async throws -> Advice {
        var advisor = self
        for (position, definition) in planner.written { advisor.candidates[position].definition = definition }
        return try await advisor.advice(planner, uncertainties, until: deadline)
    }

    private func advice(
        _ planner: any Planner, _ uncertainties: [String], until deadline: ContinuousClock.Instant?
    ) async throws -> Advice {
        let clock = ContinuousClock()
        let start = clock.now
        let time = (deadline ?? start + .seconds(bounded: options.seconds)) - start
        let costs = CostTable(
            planner: planner, units: units, candidateCount: candidates.count, existing: droppable.map(\.index.oid))
        let probe = try await Probe(units: units, costs: costs, present: Set(existingNumbers))
        let asked = zip(statements, needs).map { (statement: $0.statement, needs: $1) }
        let kept = try await Pruning(candidates: candidateSet, needs: asked)
            .kept(by: planner, until: start + time * Self.pruning)
        let worth = kept.numbers.subtracting(planner.unusable.keys)
        let picked = units.map { kept.ofStatement[$0.statement] }
        let (problem, chosen) = try await choose(
            costs, today: probe.today, among: worth, picked: picked, until: start + time * Self.choosing)
        var choices = chosen
        let knee = Frontier.knee(choices.map(\.selection))
        var builder = RecommendationBuilder(
            advisor: self, problem: problem, costs: costs, today: probe.today, selection: choices[knee].selection,
            uncertainties: uncertainties, standIns: await costs.standIns)
        try await builder.leaveOutWorthless()
        choices[knee].selection = builder.selection
        let recommendations = try await builder.recommendations()
        let alsoPossible = try await builder.alsoPossible()
        var frontier = choices.map { point($0) }
        if frontier.count > 1 { frontier[knee].isKnee = true }
        return Advice(
            target: window.last.target, serverVersion: window.last.serverVersion,
            windowDays: workload.isMeasured ? window.days(of: .statementEntries) : nil,
            recommendations: recommendations, alsoPossible: alsoPossible, workload: frontier[knee].cost,
            frontier: frontier,
            coverage: coverage(probe, planner),
            uncertainties: uncertainties + Self.note(on: await costs.standIns, units: units)
                + note(onFewer: await costs.mostCandidates),
            plannerCalls: await costs.plannerCalls + kept.plannerCalls, seconds: (clock.now - start) / .seconds(1))
    }

    /// Shares of the time after which candidates are pruned no further, and the choice is made. What follows are a few plans for each
    /// index.
    private static let (pruning, choosing) = (0.4, 0.9)

    /// Chooses, looks whether a plan rests on luck then, and chooses anew without the indexes that it walks.
    ///
    /// - Parameters:
    ///   - among: the candidates to weigh.
    ///   - picked: of each planning unit those that its own queries pick.
    private func choose(
        _ costs: CostTable, today: [Double], among worth: Set<Int>, picked: [Set<Int>],
        until deadline: ContinuousClock.Instant
    ) async throws -> (SelectionProblem, [Choices.Choice]) {
        let everything = worth.union(existingNumbers)
        let limited = units.indices.filter { statements[units[$0].statement].facts.features[.limit] != nil }
        var watch = LimitWatch(LimitGuard(candidates: candidates, schema: schema), units: limited, costs)
        var unreliable = try await watch.unreliable(present: [everything])
        var problem = problem(today: today).leavingOut(Set(candidates.indices).subtracting(worth))
        while true {
            problem = problem.leavingOut(unreliable)
            // Choosing anew takes time too.
            let left = deadline - ContinuousClock.now
            let choices = try await Choices(self, problem, picked: picked)
                .all(costs, until: ContinuousClock.now + left * 0.9)
            let found = try await watch.unreliable(present: choices.map(\.selection.chosen))
            if found.isSubset(of: unreliable) { return (problem, choices) }
            unreliable.formUnion(found)
        }
    }

    var existingNumbers: Range<Int> { candidates.count..<candidates.count + droppable.count }

    var costUnit: WorkloadCost.Unit { workload.isMeasured ? .millisecondsPerDay : .planner }

    /// A planner runs no code of the target's: it has stand-ins for what is neither PostgreSQL's own nor of a known extension.
    private static func note(on standIns: [Int: Set<String>], units: [PlanningUnit]) -> [String] {
        guard !standIns.isEmpty else { return [] }
        let statements = Set(standIns.keys.map { units[$0].statement }).count
        let names = Set(standIns.values.joined()).sorted()
        let shown = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
        return [
            "Plans of \(Format.plural(statements, "statement")) are less certain: the code of functions they reach does not run on the twin (\(shown))."
        ]
    }

    private func note(onFewer most: [Int: Int]) -> [String] {
        let positions = Set(most.keys.map { units[$0].statement })
        guard !positions.isEmpty else { return [] }
        return [
            "\(Format.plural(positions.count, "statement")) took too long to plan with all possible indexes at once and got fewer: better indexes for them may have been missed, and the distance to the optimum does not count those."
        ]
    }

    private func coverage(_ probe: Probe, _ planner: any Planner) -> AdviceCoverage {
        let failures = probe.failures(of: statements.indices)
        let failed = failures.map { position, reason in
            let statement = statements[position].statement
            return statement.skipped(reason, rank: statement.rank, of: workload.millisecondsPerDay)
        }
        let analysed = Set(statements.indices).subtracting(failures.map(\.statement)).map {
            statements[$0].statement.id
        }
        var notes = MissingStatements(workload, window).notes + extensionNotes
        if candidateSet.isCutShort {
            notes.append(
                "There are more than \(Format.count(options.candidates.limit)) possible indexes: those of the statements that take least time were left out."
            )
        }
        if let note = Self.note(onStrangers: planner.unusable) { notes.append(note) }
        return AdviceCoverage(
            analysed: statements.count - failed.count, skipped: (skipped + failed).sorted(by: Skipped.byTime),
            candidates: candidates.count - planner.unusable.count, notes: notes, analysedIds: Set(analysed))
    }

    private static func note(onStrangers unusable: [Int: UnusableCandidate]) -> String? {
        let names = Set(unusable.values.compactMap { if case .strangersCode(let name) = $0 { name } else { nil } })
        guard !names.isEmpty else { return nil }
        let some = names.sorted().prefix(5).joined(separator: ", ") + (names.count > 5 ? ", ..." : "")
        return
            "Indexes that would run \(some) were left out: somebody who is neither the table's owner nor a superuser can replace \(names.count == 1 ? "it" : "them"), and whoever writes to the table would run it with their own rights."
    }

    private func point(_ choice: Choices.Choice) -> FrontierPoint {
        let selection = choice.selection
        return FrontierPoint(
            budget: choice.budget, bytes: selection.growth, cost: WorkloadCost(selection, unit: costUnit),
            statements: building(selection.chosen.sorted().filter { $0 < candidates.count }))
    }

    /// Statements that build candidates, after those that install what they take.
    private func building(_ numbers: [Int]) -> [String] {
        let definitions = numbers.map { candidates[$0].definition }
        let first = Set(definitions.flatMap { Prerequisites($0, schema).statements }).sorted()
        return first + definitions.map { $0.createStatement() }
    }
}

extension WorkloadCost {
    init(_ selection: Selection, unit: Unit) {
        self.init(
            unit: unit, before: selection.costBefore, after: selection.costAfter, lowerBound: selection.lowerBound,
            gap: selection.gap, keptShare: selection.keptShare, isCutShort: selection.isCutShort)
    }
}
