import Model

/// What statements take with other indexes than those of today, from what they took in the window: the one place that turns
/// costs into times.
struct StatementTimes {
    private let advisor: IndexAdvisor
    private let table: CostTable
    /// Cost of each unit with the indexes of today, by the target's own costs; 0 where it cannot be planned.
    private let today: [Double]
    /// Cost of an execution of each statement today, in memory; 0 where that is not known yet.
    private var inMemory: [Double]
    private let model: TimeModel
    /// Of the blocks that short statements ask for, those not in shared buffers.
    private let missShareOfShort: Double
    private let present: Set<Int>

    /// Executions from which on the time of a statement says something.
    private static let fewestCalls = 20.0
    /// Statements that the time model is read off: those that run most often.
    private static let observed = 40

    /// - Parameter present: numbers of the indexes of today.
    init(_ advisor: IndexAdvisor, _ table: CostTable, today: [Double], present: Set<Int>) async throws {
        self.advisor = advisor
        self.table = table
        self.today = today
        self.present = present
        inMemory = [Double](repeating: 0, count: advisor.statements.count)
        guard advisor.workload.isMeasured else {
            (model, missShareOfShort) = (.standard, 0)
            return
        }
        let observed = Self.observed(advisor)
        let costs = try await Self.memoryCosts(advisor, table, today: today, of: Set(observed), present: present)
        for position in observed { inMemory[position] = costs[position] }
        missShareOfShort =
            observed.filter { costs[$0] > 0 && costs[$0] < TimeModel.shortCost }
            .map { advisor.statements[$0].statement }
            .reduce(into: BlockReading()) { $0 += ($1.reading ?? BlockReading()) * $1.callsPerDay }.missShare
        model = TimeModel(
            observed.compactMap { position in
                advisor.statements[position].observation(cost: costs[position])
            })
    }

    /// Positions of the statements that ran often, most often first.
    private static func observed(_ advisor: IndexAdvisor) -> [Int] {
        let days = advisor.window.seconds(of: .statementEntries) / 86_400
        let often = advisor.statements.indices.filter {
            advisor.statements[$0].statement.callsPerDay * days >= fewestCalls
        }
        func calls(_ position: Int) -> Double { advisor.statements[position].statement.callsPerDay }
        return Array(often.sorted { (-calls($0), $0) < (-calls($1), $1) }.prefix(observed))
    }

    /// Milliseconds a day of some statements when just these indexes exist, by position; only of those that were measured and
    /// can be planned.
    mutating func perDay(_ positions: some Sequence<Int>, with indexes: Set<Int>) async throws -> [Int: Double] {
        let wanted = Set(positions.filter { advisor.statements[$0].statement.millisecondsPerDay != nil })
        let unknown = wanted.filter { inMemory[$0] == 0 }
        let before = try await Self.memoryCosts(advisor, table, today: today, of: unknown, present: present)
        for position in unknown { inMemory[position] = before[position] }
        let after = try await Self.memoryCosts(advisor, table, today: today, of: wanted, present: indexes)
        let reading = wanted.filter { !advisor.statements[$0].isInMemory }
        let (own, other) = (
            advisor.perExecution(today, like: today), try await targetCosts(of: reading, with: indexes)
        )
        return wanted.reduce(into: [:]) { times, position in
            let statement = advisor.statements[position].statement
            guard inMemory[position] > 0, let spent = statement.millisecondsPerDay else { return }
            let (measured, writes) = (spent / statement.callsPerDay, advisor.statements[position].writes)
            let time =
                reading.contains(position)
                ? model.milliseconds(
                    measured: measured, before: inMemory[position], after: after[position], writes: writes,
                    reading: self.reading(
                        of: statement, before: own[position] - inMemory[position],
                        after: other[position] - after[position]))
                : model.milliseconds(
                    measured: measured, before: inMemory[position], after: after[position], writes: writes)
            times[position] = time * statement.callsPerDay
        }
    }

    /// - Parameters:
    ///   - before: what the pages cost today: the target's costs less those in memory.
    ///   - after: what they cost with the other indexes.
    private func reading(of statement: WorkloadStatement, before: Double, after: Double) -> TimeModel.Reading {
        let reading = statement.reading ?? BlockReading()
        return TimeModel.Reading(
            milliseconds: reading.milliseconds > 0 ? reading.milliseconds : nil,
            blocks: before > 0 ? max(0, after) / before : 1, missShare: reading.missShare,
            missShareOfShort: missShareOfShort)
    }

    private func targetCosts(of positions: Set<Int>, with indexes: Set<Int>) async throws -> [Double] {
        let units = advisor.plannable(today, of: positions)
        let answers = try await table.answers(to: units.map { CostTable.Question(unit: $0, present: indexes) })
        var costs = [Double](repeating: 0, count: advisor.units.count)
        for (unit, answer) in zip(units, answers) { costs[unit] = (try? answer.get().cost) ?? 0 }
        return advisor.perExecution(costs, like: today)
    }

    /// By position; 0 for those that are not asked for.
    private static func memoryCosts(
        _ advisor: IndexAdvisor, _ table: CostTable, today: [Double], of positions: Set<Int>, present: Set<Int>
    ) async throws -> [Double] {
        let units = advisor.plannable(today, of: positions)
        let answers = try await table.memoryCosts(of: units.map { CostTable.Question(unit: $0, present: present) })
        var (costs, rows) = (today.map { _ in 0.0 }, today.map { _ in 0.0 })
        for (unit, answer) in zip(units, answers) { (costs[unit], rows[unit]) = answer ?? (0, 0) }
        let (known, expected) = (
            advisor.perExecution(costs, like: today), advisor.perExecution(rows, like: today, lookups: false)
        )
        return advisor.statements.enumerated().map { position, read in
            guard known[position] > 0, read.facts.kind == .select else { return known[position] }
            // Rows that came and that the planner did not expect had to be fetched too.
            let surplus = max(0, (read.statement.rowsPerCall ?? 0) - expected[position])
            return known[position] + surplus * MemoryCosts.fetch
        }
    }
}

extension IndexAdvisor {
    /// Numbers of the units of some statements that can be planned.
    fileprivate func plannable(_ today: [Double], of positions: Set<Int>) -> [Int] {
        units.indices.filter { today[$0] > 0 && positions.contains(units[$0].statement) }
    }

    /// Cost of one execution of each statement: of its texts by the share of executions that each stands for, and what its
    /// foreign keys look up.
    ///
    /// - Parameters:
    ///   - costs: of each unit.
    ///   - today: 0 for the units that cannot be planned.
    ///   - lookups: whether the foreign keys' are among it.
    func perExecution(_ costs: [Double], like today: [Double], lookups: Bool = true) -> [Double] {
        var sums = [Double](repeating: 0, count: statements.count)
        var shares = sums
        for (number, unit) in units.enumerated() where unit.variant != .foreignKey && today[number] > 0 {
            sums[unit.statement] += costs[number] * unit.share
            shares[unit.statement] += unit.share
        }
        var result = zip(sums, shares).map { $1 > 0 ? $0 / $1 : 0 }
        for (number, unit) in units.enumerated() where lookups && unit.variant == .foreignKey {
            result[unit.statement] += costs[number] * unit.repeats
        }
        return result
    }
}

extension ReadStatement {
    /// Share of the executions that change a row, as far as rows tell.
    fileprivate var writes: Double {
        [.insert, .update, .delete, .merge].contains(facts.kind) ? min(1, statement.rowsPerCall ?? 1) : 0
    }

    /// Whether hardly any of its time went into reading: by the time that reads took where the server measures it, else by the
    /// share of blocks found in shared buffers.
    fileprivate var isInMemory: Bool {
        guard let reading = statement.reading, let spent = statement.millisecondsPerDay else { return false }
        guard reading.milliseconds > 0 else { return reading.missShare <= 0.01 }
        return reading.milliseconds < 0.5 * spent / statement.callsPerDay
    }

    fileprivate func observation(cost: Double) -> TimeModel.Observation? {
        guard cost > 0, let spent = statement.millisecondsPerDay, isInMemory else { return nil }
        return TimeModel.Observation(milliseconds: spent / statement.callsPerDay, cost: cost, writes: writes)
    }
}
