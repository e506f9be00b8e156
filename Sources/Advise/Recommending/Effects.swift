import Model

/// What everything that is recommended does to each statement.
struct Effects {
    private let advisor: IndexAdvisor
    private let table: CostTable
    private let before: Set<Int>
    private let after: Set<Int>

    /// From this share of blocks in shared buffers on, a statement's time is one of memory.
    private static let cachedShare = 0.99

    /// - Parameters:
    ///   - before: numbers of the indexes of today.
    ///   - after: numbers of those chosen.
    init(_ advisor: IndexAdvisor, _ table: CostTable, before: Set<Int>, after: Set<Int>) {
        self.advisor = advisor
        self.table = table
        self.before = before
        self.after = after
    }

    /// By position of the statement; nil where it costs the same.
    ///
    /// - Parameters:
    ///   - today: cost of each unit with the indexes of today.
    ///   - costs: cost of each unit with those chosen.
    func all(today: [Double], costs: [Double]) async throws -> [StatementEffect?] {
        let (old, new) = (perExecution(today, like: today), perExecution(costs, like: today))
        let ratios = try await timeRatios(old, new, today: today)
        return advisor.statements.enumerated().map { position, read in
            guard isChanged(old[position], new[position]) else { return nil }
            return StatementEffect(
                id: read.statement.id, text: read.statement.text, calls: read.statement.callsPerDay,
                millisecondsPerDay: read.statement.millisecondsPerDay, costBefore: old[position],
                costAfter: new[position], timeRatio: ratios[position])
        }
    }

    private func isChanged(_ old: Double, _ new: Double) -> Bool { old > 0 && abs(old - new) > 1e-6 * old }

    /// Cost of one execution of each statement: the mean of its texts, and what its foreign keys look up.
    ///
    /// - Parameter today: 0 for the units that cannot be planned.
    private func perExecution(_ costs: [Double], like today: [Double]) -> [Double] {
        var sums = [Double](repeating: 0, count: advisor.statements.count)
        var counts = sums
        for (number, unit) in advisor.units.enumerated() where unit.variant != .foreignKey && today[number] > 0 {
            sums[unit.statement] += costs[number]
            counts[unit.statement] += 1
        }
        var result = zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
        for (number, unit) in advisor.units.enumerated() where unit.variant == .foreignKey {
            result[unit.statement] += costs[number] * unit.repeats
        }
        return result
    }

    /// What the time of statements that find all in memory is multiplied by; nil for all others.
    private func timeRatios(_ old: [Double], _ new: [Double], today: [Double]) async throws -> [Double?] {
        let inMemory = advisor.statements.indices.filter { position in
            isChanged(old[position], new[position])
                && (advisor.statements[position].statement.cachedShare ?? 0) >= Self.cachedShare
        }
        let wanted = Set(inMemory)
        let units = advisor.units.indices.filter { wanted.contains(advisor.units[$0].statement) && today[$0] > 0 }
        let first = try await cachedCosts(units, before)
        let second = try await cachedCosts(units, after)
        let (was, becomes) = (perExecution(first, like: today), perExecution(second, like: today))
        return advisor.statements.indices.map { position in
            wanted.contains(position) && was[position] > 0 ? becomes[position] / was[position] : nil
        }
    }

    /// Of each unit; 0 for those that are not asked for.
    private func cachedCosts(_ units: [Int], _ present: Set<Int>) async throws -> [Double] {
        let answers = try await table.cachedCosts(of: units.map { CostTable.Question(unit: $0, present: present) })
        var costs = [Double](repeating: 0, count: advisor.units.count)
        for (unit, cost) in zip(units, answers) { costs[unit] = cost ?? 0 }
        return costs
    }
}
