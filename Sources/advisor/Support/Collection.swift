import Collect
import History
import Model

/// Collects a target into the history.
struct Collection {
    var target: Target
    var history: any SnapshotStore
    var progress: Progress
    var options = CollectOptions()
    /// Leaves no literal and no value in what is kept.
    var redacts = false

    @discardableResult
    func run() async throws -> SnapshotInfo {
        var snapshot = try await snapshot()
        if redacts { snapshot = Redaction.redact(snapshot) }
        return try await history.append(snapshot)
    }

    /// Reads only the texts of statements that the latest snapshot in the history lacks: reading any makes the server read
    /// the whole file of them.
    private func snapshot() async throws -> Snapshot {
        let earlier = try await latest()
        var options = options
        if let earlier { options.knownTexts = KnownTexts(earlier) }
        var snapshot = try await target.snapshot(options, progress: progress)
        if let earlier { snapshot.adoptTexts(from: earlier) }
        return snapshot
    }

    private func latest() async throws -> Snapshot? {
        guard try await history.targets().contains(where: { $0.name == target.name }),
            let last = try await history.snapshots(target: target.name).last
        else { return nil }
        return try await history.snapshot(last.id)
    }
}

extension Snapshot {
    /// Adds the statement texts that this snapshot only refers to and `earlier` holds.
    mutating func adoptTexts(from earlier: Snapshot) {
        var texts = self[.statementTexts]
        let present = Set(texts.texts("text_hash").compactMap { $0 })
        let wanted = Set(self[.statementEntries].texts("text_hash").compactMap { $0 }).subtracting(present)
        guard !wanted.isEmpty else { return }
        let known = earlier[.statementTexts]
        for (row, hash) in known.texts("text_hash").enumerated() {
            if let hash, wanted.contains(hash) {
                texts.append(["text_hash": .text(hash), "text": known[row, "text"]])
            }
        }
        self[.statementTexts] = texts
    }
}
