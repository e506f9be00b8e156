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
        _ uncertainties: [String]
    ) {
        let table = advisor.schema.tables[definition.relation]
        if !uncertainties.isEmpty {
            lower(to: .medium, "The twin may plan differently than the target (see the notes).")
        }
        if !advisor.workload.isMeasured {
            lower(to: .medium, "Weights were given, times not measured: savings are planner costs.")
        }
        let unknown = definition.keys.compactMap(\.column).filter { table?.column($0)?.statistics == nil }
        if !unknown.isEmpty {
            lower(
                to: .low,
                "There are no statistics on \(unknown.map(Quote.identifier).joined(separator: ", ")): run ANALYZE first."
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

/// How long building takes, roughly: two passes over the table, a sort, and writing the index.
enum BuildEstimate {
    /// Seconds at 200 MB/s of reading and writing and, for a btree, 0.5 us a row and doubling of the rows sorted in memory;
    /// measured on PostgreSQL 15 (scripts/bench/advise prints built against estimated).
    static func seconds(_ candidate: CandidateIndex, _ table: TargetTable?) -> Double? {
        guard let table else { return nil }
        let bytesPerSecond = 200e6
        let reading = 2 * table.pages * 8192 / bytesPerSecond
        let writing = Double(candidate.pages) * 8192 / bytesPerSecond
        let perRow = ["gin": 8e-6, "gist": 10e-6, "brin": 0.1e-6][candidate.definition.method] ?? 1e-6
        return reading + writing + table.rows * perRow
    }
}
