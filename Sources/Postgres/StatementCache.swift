/// Which statements of a connection are prepared. A statement is prepared on its second use; the one used longest ago makes
/// room. Pure bookkeeping: the connection sends what `plan` says and reports what came of it.
struct StatementCache {
    enum Use: Equatable {
        /// Send as it is.
        case direct
        /// Prepare under this name (deallocating another first), then run.
        case prepare(name: String, evicting: String?)
        case prepared(name: String)
    }

    private struct Entry {
        var name: String?
        var lastUse: UInt64
    }

    private let limit: Int
    private var entries: [String: Entry] = [:]
    private var clock: UInt64 = 0

    init(limit: Int) { self.limit = limit }

    /// How to send `sql` now. O(limit) when room must be made, else O(1).
    mutating func plan(for sql: String) -> Use {
        // Long texts are loads and generated statements, rarely sent twice and costly to keep.
        guard limit > 0, sql.utf8.count <= 16_384 else { return .direct }
        clock += 1
        guard let entry = entries[sql] else {
            forgetOneSeenOnce()
            entries[sql] = Entry(name: nil, lastUse: clock)
            return .direct
        }
        entries[sql]?.lastUse = clock
        if let name = entry.name { return .prepared(name: name) }
        let evicted = preparedCount < limit ? nil : evictOldest()
        return .prepare(name: "advisor_\(clock)", evicting: evicted)
    }

    func isPrepared(_ sql: String) -> Bool { entries[sql]?.name != nil }

    mutating func didPrepare(_ sql: String, as name: String) { entries[sql]?.name = name }

    /// The server does not know the statement any more, or its result has another shape now.
    mutating func forget(_ sql: String) { entries[sql] = nil }

    private var preparedCount: Int { entries.values.count { $0.name != nil } }

    private mutating func evictOldest() -> String? {
        let oldest = entries.filter { $0.value.name != nil }.min { $0.value.lastUse < $1.value.lastUse }
        guard let oldest else { return nil }
        entries[oldest.key] = nil
        return oldest.value.name
    }

    /// Keeps the record of statements seen once as short as that of prepared ones.
    private mutating func forgetOneSeenOnce() {
        guard entries.count >= 2 * limit else { return }
        let oldest = entries.filter { $0.value.name == nil }.min { $0.value.lastUse < $1.value.lastUse }
        if let oldest { entries[oldest.key] = nil }
    }
}
