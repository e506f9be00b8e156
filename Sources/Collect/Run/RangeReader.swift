import Postgres

/// Reads what a query says of one range of relations after another.
struct RangeReader: Sendable {
    let session: Session
    let sql: String
    let locked: Parameter
    /// Oids that cut the relations into ranges, from 0 to beyond the last.
    let bounds: [Int64]

    /// nil behind the last range.
    func rows(ofRange position: Int, limit: Duration) async throws -> Rows? {
        guard position + 1 < bounds.count else { return nil }
        return try await session.query(
            sql, [locked, .int(Int(bounds[position])), .int(Int(bounds[position + 1]))], limit: limit,
            settings: Session.serial)
    }
}
