import Model

/// Costs of planning units under sets of indexes. Every planner call is kept; what follows from an earlier call is not
/// asked again.
///
/// Indexes have numbers: the candidates their position in the planner's list, the existing ones those after them.
actor CostTable {
    private let planner: any Planner
    private let units: [PlanningUnit]
    private let existing: [Int64]
    private let candidateCount: Int
    private let numberOfExisting: [Int64: Int]
    /// Of each unit: sets that were planned and what came of it.
    private var known: [[(present: Set<Int>, plan: PlanCost)]]
    /// Units whose planner passed over a plan that it had found with other indexes: of these nothing follows from earlier calls. With
    /// twelve tables and more GEQO tries some join orders only, and which ones depends on all the indexes that are there.
    private var erratic: Set<Int> = []
    /// Units that cannot be planned: they cost nothing and use nothing.
    private var leftOut: Set<Int> = []
    /// Of units that could not be planned with as many candidates at once as they have: how many they are planned with.
    private(set) var mostCandidates: [Int: Int] = [:]
    /// Of each unit what its plans rest on that has not the target's code.
    private(set) var standIns: [Int: Set<String>] = [:]
    /// How often the planner was asked.
    private(set) var plannerCalls = 0

    /// - Parameter existing: oids of the indexes that may be dropped; their numbers follow the candidates'.
    init(planner: any Planner, units: [PlanningUnit], candidateCount: Int, existing: [Int64] = []) {
        self.planner = planner
        self.units = units
        self.existing = existing
        self.candidateCount = candidateCount
        numberOfExisting = Dictionary(existing.enumerated().map { ($0.element, candidateCount + $0.offset) }) {
            first, _ in
            first
        }
        known = Array(repeating: [], count: units.count)
    }

    /// One question: a unit's cost when just these of the numbered indexes exist.
    struct Question: Sendable, Hashable {
        var unit: Int
        var present: Set<Int>

        init(unit: Int, present: Set<Int>) {
            self.unit = unit
            self.present = present
        }
    }

    /// Whether of a unit nothing follows from earlier calls.
    func isErratic(_ unit: Int) -> Bool { erratic.contains(unit) }

    /// From now on these units cost nothing.
    func leaveOut(_ units: Set<Int>) { leftOut.formUnion(units) }

    /// The answers in the order of the questions.
    ///
    /// - Throws: what the planner throws, `CancellationError` among it.
    func answers(to questions: [Question]) async throws -> [Result<PlanCost, PlanFailure>] {
        let questions = questions.map(narrowed)
        var failures: [Question: PlanFailure] = [:]
        var asked: Set<Question> = []
        // An answer can show that nothing follows from earlier calls, so that what was known has to be asked after all.
        while case let unknown = distinct(questions.filter { !asked.contains($0) && inferred($0) == nil }),
            !unknown.isEmpty
        {
            asked.formUnion(unknown)
            failures.merge(try await plan(unknown)) { $1 }
        }
        return questions.map { question in
            if let plan = inferred(question) { return .success(plan) }
            return .failure(failures[question] ?? PlanFailure(code: "XX000", reason: "the planner gave no answer"))
        }
    }

    /// The plan of each unit of a problem with the indexes that `present` names for it.
    nonisolated func plans(of problem: SelectionProblem, _ present: (Int) -> Set<Int>) async throws -> [PlanCost] {
        let questions = problem.weights.indices.map { Question(unit: $0, present: present($0)) }
        return try await answers(to: questions).map { try $0.get() }
    }

    /// Asks the planner. What cannot be planned with all of its candidates is planned with fewer: to the planner each is one path
    /// more for each join, and hundreds of them can take longer than a plan may.
    ///
    /// - Returns: the questions that have no answer even without candidates.
    private func plan(_ questions: [Question]) async throws -> [Question: PlanFailure] {
        var failures: [Question: PlanFailure] = [:]
        var open = questions
        while !open.isEmpty {
            plannerCalls += open.count
            var again: [Question] = []
            for (question, answer) in zip(open, try await planner.plan(open.map { request(affordable($0)) })) {
                switch answer {
                case .success(let planned):
                    add(cost(planned), to: question)
                    if !planned.standIns.isEmpty { standIns[question.unit] = planned.standIns }
                case .failure(let failure):
                    let tried = affordable(question).present.count { $0 < candidateCount }
                    if tried == 0 {
                        failures[question] = failure
                    } else {
                        mostCandidates[question.unit] = min(mostCandidates[question.unit] ?? .max, tried / 4)
                        again.append(question)
                    }
                }
            }
            open = again
        }
        return failures
    }

    /// The question with as many candidates as its unit can be planned with: those that its plans read so far, and of the others
    /// some of all kinds, which stand in the order of the tables and of their width.
    private func affordable(_ question: Question) -> Question {
        let candidates = question.present.filter { $0 < candidateCount }
        guard let most = mostCandidates[question.unit], candidates.count > most else { return question }
        let read = known[question.unit].reduce(into: Set<Int>()) { $0.formUnion($1.plan.used) }
        let first = candidates.intersection(read).sorted().prefix(most)
        let rest = candidates.subtracting(first).sorted()
        let step = Double(rest.count) / Double(max(1, most - first.count))
        let others = (0..<(most - first.count)).map { rest[Int(Double($0) * step)] }
        return Question(
            unit: question.unit, present: question.present.subtracting(candidates).union(first).union(others))
    }

    /// The plans that were made for a unit and read only some indexes, without those that another one beats with fewer of them.
    func plansMade(for unit: Int, with indexes: Set<Int>) -> [PlanCost] {
        if leftOut.contains(unit) { return [PlanCost(cost: 0, used: [])] }
        var kept: [PlanCost] = []
        let made = known[unit].map(\.plan).filter { $0.used.isSubset(of: indexes) }
        for plan in made.sorted(by: { ($0.cost, $0.used.count) < ($1.cost, $1.used.count) })
        where !kept.contains(where: { $0.used.isSubset(of: plan.used) }) { kept.append(plan) }
        return kept
    }

    /// The answer where it follows from what was planned.
    func known(_ question: Question) -> PlanCost? { inferred(narrowed(question)) }

    /// The work of the plans that the target would follow; nil for what cannot be planned. Asked anew each time.
    ///
    /// - Parameter questions: all with the same indexes, and all texts of each statement.
    func work(of questions: [Question]) async throws -> [PlanWork?] {
        let chosen = try await planner.plan(questions.map { with($0) { $0.wantsPlan = true } }).map { try? $0.get() }
        let known = chosen.indices.filter { chosen[$0] != nil }
        let followed = PreparedPlans.followed(questions.map { units[$0.unit] }, costs: chosen.map { $0?.cost })
        func requests(page: Double) -> [PlanRequest] {
            known.map { position in
                with(questions[position]) { request in
                    guard let plan = chosen[followed[position]] else { return }
                    request.candidates.formIntersection(plan.candidatesUsed)
                    let others = units[questions[position].unit].relevance.all.filter { $0 >= candidateCount }
                    request.hidden = Set(others.map { existing[$0 - candidateCount] }).subtracting(plan.existingUsed)
                    request.settings = MemoryCosts.settings(choosing: plan.plan ?? "", page: page)
                    request.wantsPlan = true
                }
            }
        }
        plannerCalls += questions.count + 2 * known.count
        let inMemory = try await planner.plan(requests(page: MemoryCosts.page))
        let dearer = try await planner.plan(requests(page: MemoryCosts.page + 1))
        var work = [PlanWork?](repeating: nil, count: questions.count)
        for (place, position) in known.enumerated() {
            guard let plan = try? inMemory[place].get().plan, let other = try? dearer[place].get() else { continue }
            work[position] = PlanWork(plan: plan, dearer: other.cost)
        }
        return work
    }

    private func with(_ question: Question, _ change: (inout PlanRequest) -> Void) -> PlanRequest {
        var request = request(narrowed(question))
        change(&request)
        return request
    }

    /// The plans themselves, as JSON, which are asked anew each time; nil for what cannot be planned.
    func plans(for questions: [Question]) async throws -> [String?] {
        let requests = questions.map { with($0) { $0.wantsPlan = true } }
        plannerCalls += requests.count
        let answers = try await planner.plan(requests).map { try? $0.get() }
        for (question, answer) in zip(questions.map(narrowed), answers) where inferred(question) == nil {
            if let answer { add(cost(answer), to: question) }
        }
        return answers.map { $0?.plan }
    }

    /// The question without the indexes that the unit's plan could not read anyway.
    private func narrowed(_ question: Question) -> Question {
        Question(unit: question.unit, present: question.present.intersection(units[question.unit].relevance.all))
    }

    private func add(_ plan: PlanCost, to question: Question) {
        let isPassedOver = known[question.unit].contains { earlier in
            earlier.plan.used.isSubset(of: question.present) && earlier.plan.cost < plan.cost * Self.nearly
                || plan.used.isSubset(of: earlier.present) && plan.cost < earlier.plan.cost * Self.nearly
        }
        if isPassedOver { erratic.insert(question.unit) }
        known[question.unit].append((question.present, plan))
    }

    /// Plans that differ by less cost the same: parallel ones are rounded.
    private static let nearly = 0.999

    /// A plan made with more indexes that reads none of those that are missing is the plan without them too.
    private func inferred(_ question: Question) -> PlanCost? {
        if leftOut.contains(question.unit) { return PlanCost(cost: 0, used: []) }
        if erratic.contains(question.unit) {
            return known[question.unit].first { $0.present == question.present }?.plan
        }
        return known[question.unit].first {
            $0.plan.used.isSubset(of: question.present) && question.present.isSubset(of: $0.present)
        }?.plan
    }

    /// Each question once, in the order in which they came.
    private func distinct(_ questions: [Question]) -> [Question] {
        var seen: Set<Question> = []
        return questions.filter { seen.insert($0).inserted }
    }

    private func request(_ question: Question) -> PlanRequest {
        let unit = units[question.unit]
        return PlanRequest(
            statement: unit.text, role: unit.role, searchPath: unit.searchPath,
            candidates: question.present.filter { $0 < candidateCount },
            hidden: Set(
                unit.relevance.all.subtracting(question.present).filter { $0 >= candidateCount }
                    .map { existing[$0 - candidateCount] }))
    }

    private func cost(_ planned: PlannedStatement) -> PlanCost {
        PlanCost(
            cost: Possible.total(planned.cost),
            used: planned.candidatesUsed.union(planned.existingUsed.compactMap { numberOfExisting[$0] }))
    }
}
