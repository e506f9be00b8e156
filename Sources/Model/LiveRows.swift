/// Live rows of each table as its statistics count them, where a vacuum or analyze has set them since they were last reset: until
/// then they count only what was written since.
public struct LiveRows: Sendable {
    private var rows: [Int64: Int64] = [:]

    /// - Parameter statistics: the section `table_statistics`.
    public init(_ statistics: Section) {
        let live = statistics.integers("live_rows")
        let visits = ["last_vacuum", "last_autovacuum", "last_analyze", "last_autoanalyze"].map(statistics.reals)
        for (row, oid) in statistics.integers("relation_oid").enumerated() {
            guard let oid, let live = live[row], visits.contains(where: { $0[row] != nil }) else { continue }
            rows[oid] = live
        }
    }

    /// Of the table with that oid; nil where nobody has counted them since the reset.
    public subscript(oid: Int64) -> Int64? { rows[oid] }
}
