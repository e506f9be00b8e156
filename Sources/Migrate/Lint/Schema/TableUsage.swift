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
}
