import Model

/// Statements of the window before, by id.
struct PreviousStatements {
    struct Figures {
        var calls = 0.0
        /// ms.
        var time = 0.0
        fileprivate var days: Double?

        /// ms a call.
        var mean: Double? { calls > 0 ? time / calls : nil }
        var callsPerDay: Double? { days.flatMap { $0 > 0 ? calls / $0 : nil } }
    }

    private var figures: [String: Figures] = [:]

    /// - Parameter idsByHash: of the texts of this window; what is in the window before only, no rule compares.
    init(_ window: Window, idsByHash: [String: String]) {
        guard let section = window.previousStatements?.section else { return }
        let days = window.previousSeconds.map { $0 / 86_400 }
        let (hashes, calls, times) = (
            section.texts("text_hash"), section.integers("calls"), section.reals("total_exec_time")
        )
        for row in 0..<section.count {
            guard let hash = hashes[row], let id = idsByHash[hash] else { continue }
            figures[id, default: Figures(days: days)].calls += Double(calls[row] ?? 0)
            figures[id, default: Figures(days: days)].time += times[row] ?? 0
        }
    }

    subscript(id: String) -> Figures? { figures[id] }
}
