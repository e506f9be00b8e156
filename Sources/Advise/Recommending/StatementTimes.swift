import Model

/// What statements take with other indexes than those of today, from what they took in the window: the one place that turns
/// plans into times.
struct StatementTimes {
    private let advisor: IndexAdvisor
    private let table: CostTable
    /// Cost of each unit with the indexes of today, by the target's own costs; 0 where it cannot be planned.
    private let today: [Double]
    /// Work of an execution of each statement today; nil where that is not known yet.
    private var workToday: [PlanWork?]
    private let model: TimeModel
    /// Of the blocks that short statements ask for, those not in shared buffers.
    private let missShareOfShort: Double
    private let present: Set<Int>

    /// Executions from which on the time of a statement says something.
    private static let fewestCalls = 20.0
    /// Statements that the time model is read off: those that run most often.
    private static let observed = 40

    /// - Parameter present: numbers of the indexes of today.
    init(_ advisor: IndexAdvisor, _ table: CostTable, today: [Double], present: Set<Int>) {
        self.advisor = advisor
        self.table = table
        self.today = today
        self.present = present
        workToday = Array(repeating: nil, count: advisor.statements.count)
        guard advisor.workload.isMeasured else {
            (model, missShareOfShort) = (.standard, 0)
            return
        }
        let observed = Self.observed(advisor)
        missShareOfShort =
            observed.map(\.statement).filter { ($0.reading?.blocks ?? .infinity) < TimeModel.shortBlocks }
            .reduce(into: BlockReading()) { $0 += ($1.reading ?? BlockReading()) * $1.callsPerDay }.missShare
        model = TimeModel(observed.filter(\.isInMemory).compactMap(\.measured))
    }

    /// Those that ran often, most often first.
    private static func observed(_ advisor: IndexAdvisor) -> [ReadStatement] {
        let days = advisor.window.days(of: .statementEntries)
        let often = advisor.statements.indices.filter {
            advisor.statements[$0].statement.callsPerDay * days >= fewestCalls
        }
        func calls(_ position: Int) -> Double { advisor.statements[position].statement.callsPerDay }
        return often.sorted { (-calls($0), $0) < (-calls($1), $1) }.prefix(observed).map { advisor.statements[$0] }
    }

    /// Milliseconds a day of some statements when just these indexes exist, by position; only of those that were measured and
    /// can be planned.
    mutating func perDay(_ positions: some Sequence<Int>, with indexes: Set<Int>) async throws -> [Int: Double] {
        let wanted = Set(positions.filter { advisor.statements[$0].statement.millisecondsPerDay != nil })
        let unknown = wanted.filter { workToday[$0] == nil }
        let before = try await work(of: unknown, with: present)
        for position in unknown { workToday[position] = before[position] }
        let after = try await work(of: wanted, with: indexes)
        return wanted.reduce(into: [:]) { times, position in
            let read = advisor.statements[position]
            guard let before = workToday[position], before.cost > 0, let measured = read.measured else { return }
            let time =
                read.isInMemory
                ? model.milliseconds(measured, before: before, after: after[position])
                : model.milliseconds(measured, before: before, after: after[position], reading: reading(read.statement))
            times[position] = time * read.statement.callsPerDay
        }
    }

    private func reading(_ statement: WorkloadStatement) -> TimeModel.Reading {
        let reading = statement.reading ?? BlockReading()
        return TimeModel.Reading(
            milliseconds: reading.milliseconds > 0 ? reading.milliseconds : nil, missShare: reading.missShare,
            missShareOfShort: missShareOfShort)
    }

    /// By position; nothing for those that are not asked for.
    private func work(of positions: Set<Int>, with indexes: Set<Int>) async throws -> [PlanWork] {
        let units = advisor.units.indices.filter { today[$0] > 0 && positions.contains(advisor.units[$0].statement) }
        let answers = try await table.work(of: units.map { CostTable.Question(unit: $0, present: indexes) })
        var work = today.map { _ in PlanWork.zero }
        for (unit, answer) in zip(units, answers) {
            work[unit] = answer ?? .zero
            if advisor.units[unit].variant == .foreignKey { work[unit].rows = 0 }
        }
        return advisor.perExecution(work, like: today)
    }
}

extension IndexAdvisor {
    /// What one execution of each statement costs, or does: of its texts by the share of executions that each stands for, and
    /// what its foreign keys look up.
    ///
    /// - Parameters:
    ///   - values: of each unit.
    ///   - today: 0 for the units that cannot be planned.
    func perExecution<Value: Weighable>(_ values: [Value], like today: [Double]) -> [Value] {
        var sums = [Value](repeating: .zero, count: statements.count)
        var shares = [Double](repeating: 0, count: statements.count)
        for (number, unit) in units.enumerated() where unit.variant != .foreignKey && today[number] > 0 {
            sums[unit.statement] = sums[unit.statement] + values[number] * unit.share
            shares[unit.statement] += unit.share
        }
        var result = zip(sums, shares).map { $1 > 0 ? $0 * (1 / $1) : .zero }
        for (number, unit) in units.enumerated() where unit.variant == .foreignKey {
            result[unit.statement] = result[unit.statement] + values[number] * unit.repeats
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

    /// nil where nothing was measured.
    fileprivate var measured: TimeModel.Measured? {
        guard let spent = statement.millisecondsPerDay, statement.callsPerDay > 0 else { return nil }
        let isSelect = facts.kind == .select
        let mayHide: [Feature] = [.limit, .aggregate, .grouping, .distinct]
        return TimeModel.Measured(
            milliseconds: spent / statement.callsPerDay, blocks: statement.reading?.blocks ?? 0,
            perSecond: statement.callsPerDay / 86_400, writes: writes, rows: isSelect ? statement.rowsPerCall : nil,
            rowsAreAll: isSelect && mayHide.allSatisfy { facts.features[$0] == nil })
    }
}
