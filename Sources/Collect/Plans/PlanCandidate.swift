import Model

/// A statement that may be worth a plan.
struct PlanCandidate: Sendable {
    let textHash: String
    /// Milliseconds over all its entries.
    var totalTime: Double
    /// The role that spent most time on it.
    var user: Int64
    var userTime: Double

    /// The statements of the entries, most expensive first, each text once.
    static func ranked(_ entries: Section) -> [PlanCandidate] {
        var byHash: [String: PlanCandidate] = [:]
        let hashes = entries.texts("text_hash")
        let users = entries.integers("user_oid")
        for row in 0..<entries.count {
            guard let hash = hashes[row], let user = users[row] else { continue }
            let time = entries[row, "total_exec_time"].real ?? 0
            var candidate = byHash[hash] ?? PlanCandidate(textHash: hash, totalTime: 0, user: user, userTime: -1)
            candidate.totalTime += time
            if time > candidate.userTime {
                candidate.user = user
                candidate.userTime = time
            }
            byHash[hash] = candidate
        }
        return byHash.values.sorted { ($1.totalTime, $0.textHash) < ($0.totalTime, $1.textHash) }
    }
}
