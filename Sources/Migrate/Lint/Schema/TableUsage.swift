/// How big a table is and how busy: what decides whether a lock on it is felt.
struct TableUsage: Sendable, Equatable {
    /// As pg_class estimates them; nil where the table was never analysed.
    var rows: Double?
    /// Bytes of the heap.
    var bytes: Int64
    /// Rows inserted, updated and deleted a day.
    var writesPerDay: Double
    /// Scans begun a day, sequential and by index.
    var scansPerDay: Double

    static func + (one: TableUsage, other: TableUsage) -> TableUsage {
        TableUsage(
            rows: one.rows.flatMap { rows in other.rows.map { rows + $0 } }, bytes: one.bytes + other.bytes,
            writesPerDay: one.writesPerDay + other.writesPerDay, scansPerDay: one.scansPerDay + other.scansPerDay)
    }
}
