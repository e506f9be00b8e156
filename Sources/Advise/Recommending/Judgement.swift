import Model

/// How sure a recommendation is, and why no surer.
struct Judgement {
    private(set) var confidence = Recommendation.Confidence.high
    private(set) var reasons: [String] = []

    /// - Parameters:
    ///   - units: numbers of those whose plans read the index.
    ///   - after: cost of each unit with all that is recommended.
    init(
        _ advisor: IndexAdvisor, _ definition: IndexDefinition, units: [Int], today: [Double], after: [Double],
        _ uncertainties: [String], _ standIns: [Int: Set<String>] = [:]
    ) {
        let table = advisor.schema.tables[definition.relation]
        if !uncertainties.isEmpty {
            lower(to: .medium, "The twin may plan differently than the target (see the notes).")
        }
        let unseen = Set(units.compactMap { standIns[$0] }.joined()).sorted()
        if !unseen.isEmpty {
            lower(
                to: .medium,
                "Plans that read it reach code that does not run on the twin (\(unseen.prefix(5).joined(separator: ", ")))."
            )
        }
        if !advisor.workload.isMeasured {
            lower(to: .medium, "Weights were given, times not measured: savings are planner costs.")
        }
        let unknown = definition.keys.compactMap(\.column).filter { table?.column($0)?.statistics == nil }
        if !unknown.isEmpty {
            let names = unknown.map(Quote.identifier).joined(separator: ", ")
            lower(
                to: .low,
                advisor.isKeptFromStatistics
                    ? "No statistics on \(names) were seen: the role that collected may not read them (see the notes), or there are none."
                    : "There are no statistics on \(names): run ANALYZE first."
            )
        }
        if definition.keys.contains(where: { $0.expression != nil }) {
            lower(
                to: .medium,
                "The planner knows what its expression gives only after ANALYZE "
                    + "\(Quote.qualified(definition.schema, definition.table)): run that once the index is there."
            )
        }
        if definition.method != "btree", definition.method != "brin" {
            lower(to: .medium, "Sizes of \(definition.method) indexes are estimated within a factor of two.")
        }
        let statements = Set(units.map { advisor.units[$0].statement })
        let all = advisor.units.indices.filter { statements.contains(advisor.units[$0].statement) && today[$0] > 0 }
        let idle = all.filter { after[$0] >= today[$0] * 0.999 && advisor.units[$0].variant != .foreignKey }
        if !idle.isEmpty {
            let kinds = Set(idle.map { advisor.units[$0].variant.rawValue }).sorted().joined(separator: ", ")
            lower(to: .medium, "It does not help with every value: no gain for \(kinds) values of some statement.")
        }
    }

    private mutating func lower(to level: Recommendation.Confidence, _ reason: String) {
        if level == .low || confidence == .high { confidence = level }
        reasons.append(reason)
    }
}
