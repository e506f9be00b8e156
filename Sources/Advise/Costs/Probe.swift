import Model

/// The first round of plans: what each unit costs today, and which of them cannot be planned. Those are left out from here on.
struct Probe {
    /// Cost of each unit today; 0 where it cannot be planned.
    private(set) var today: [Double]
    private var failures: [Int: PlanFailure] = [:]
    private let units: [PlanningUnit]

    /// - Parameter present: numbers of the existing indexes.
    init(units: [PlanningUnit], costs: CostTable, present: Set<Int>) async throws {
        self.units = units
        today = []
        let answers = try await costs.answers(to: units.indices.map { CostTable.Question(unit: $0, present: present) })
        for (unit, answer) in answers.enumerated() {
            switch answer {
            case .success(let plan): today.append(plan.cost)
            case .failure(let failure):
                today.append(0)
                failures[unit] = failure
            }
        }
        await costs.leaveOut(Set(failures.keys))
    }

    /// Statements of which no text could be planned, with the reason.
    func failures(of statements: Range<Int>) -> [(statement: Int, reason: String)] {
        let planned = Set(
            units.indices.filter { failures[$0] == nil && units[$0].variant != .foreignKey }.map { units[$0].statement }
        )
        return statements.filter { !planned.contains($0) }.map { statement in
            let unit = units.indices.first { units[$0].statement == statement && failures[$0] != nil }
            let failure = unit.flatMap { failures[$0] }
            return (statement, failure.map { "it cannot be planned: \($0.reason)" } ?? "it cannot be planned")
        }
    }
}
