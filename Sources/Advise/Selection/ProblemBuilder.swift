import Model
import SQLSyntax

extension IndexAdvisor {
    /// The choice to be made, with reads and writes in one unit.
    ///
    /// - Parameter today: cost of each unit.
    func problem(today: [Double]) -> SelectionProblem {
        let updates = ColumnUpdates(statements, schema).rates
        let wider = widerCandidates
        var indexes = candidates.enumerated().map { number, candidate in
            SelectionProblem.Index(
                table: candidate.definition.relation, bytes: Double(candidate.pages) * 8192,
                writeCost: writeCost(
                    candidate.definition, share: candidateSet.proposals[number].share, updates),
                wider: wider[number])
        }
        indexes += droppable.map { item in
            SelectionProblem.Index(
                table: item.table, bytes: item.index.bytes,
                writeCost: writeCost(item.index.definition, share: 1, updates, exists: true), exists: true,
                replacements: item.replacements)
        }
        return SelectionProblem(
            indexes: indexes, weights: weights(today), classes: units.map(\.relevance.classes))
    }

    /// Milliseconds a day, or 0 where the reads are in planner units, which no write is measured in.
    func writeCost(
        _ definition: IndexDefinition, share: Double, _ updates: [Int64: [String: Double]], exists: Bool = false
    ) -> Double {
        guard workload.isMeasured, let table = schema.tables[definition.relation] else { return 0 }
        return WriteCost(table: table, updatesOfColumn: updates[table.oid] ?? [:])
            .perDay(definition, share: share, exists: exists)
    }

    /// Of each candidate those that serve whatever it does, and hold more.
    private var widerCandidates: [[Int]] {
        var wider = [[Int]](repeating: [], count: candidates.count)
        let meanings = IndexMeaning.all(candidates.map(\.definition))
        for numbers in Dictionary(grouping: candidates.indices, by: { candidates[$0].definition.relation }).values {
            for narrow in numbers {
                wider[narrow] = numbers.filter { $0 != narrow && meanings[$0].serves(meanings[narrow]) }
            }
        }
        return wider
    }

    /// What a planner unit of each planning unit weighs: measured time spread over the cost of today; without measurements
    /// the number of executions.
    private func weights(_ today: [Double]) -> [Double] {
        var variants = [Int](repeating: 0, count: statements.count)
        var lookups = [Double](repeating: 0, count: statements.count)
        for (unit, cost) in zip(units, today) where cost > 0 {
            if unit.variant == .foreignKey {
                lookups[unit.statement] += unit.repeats * cost
            } else {
                variants[unit.statement] += 1
            }
        }
        // Of each variant the weight; the look-ups belong to all of them.
        var ofLookups = [Double](repeating: 0, count: statements.count)
        var weights = zip(units, today).map { unit, cost -> Double in
            guard cost > 0, unit.variant != .foreignKey else { return 0 }
            let statement = statements[unit.statement].statement
            let share = 1 / Double(variants[unit.statement])
            let weight =
                statement.millisecondsPerDay.map { $0 / (cost + lookups[unit.statement]) } ?? statement.callsPerDay
            ofLookups[unit.statement] += weight * share
            return weight * share
        }
        for (number, unit) in units.enumerated() where unit.variant == .foreignKey {
            weights[number] = ofLookups[unit.statement] * unit.repeats
        }
        return weights
    }
}
