import Model

/// A table that indexes can be advised for, with its sizes and what is written to it. A partitioned table stands for all its
/// partitions.
struct TargetTable: Sendable {
    var oid: Int64
    var schema: String
    var name: String
    var isPartitioned: Bool
    /// Tables that hold rows: itself, or its partitions.
    var leaves: [Int64]
    /// By the planner's own estimate: the density of the last ANALYZE times the pages of now.
    var rows: Double
    /// By the counters of the server; nil where no VACUUM or ANALYZE has set them since they were last reset.
    var liveRows: Double?
    /// Blocks of 8 kB.
    var pages: Double
    /// Of the pages, 0 to 1: what index-only scans need not visit.
    var allVisible: Double
    var columns: [TargetColumn]
    var indexes: [ExistingIndex]
    var writes: WriteRates
    /// Bytes of long values in TOAST tables; nil where that is not known.
    var outsideBytes: Double?
    /// Characters at most by CHECK constraints, by column.
    var checkedLengths: [String: Int] = [:]
    /// Row-level security is on: policies are part of every statement of ordinary roles.
    var hasRowSecurity: Bool

    var qualifiedName: String { Quote.qualified(schema, name) }

    /// What an index would hold that were built now. The counters know of rows that went since the last ANALYZE; they count
    /// rows twice that came just before a VACUUM in the same session.
    var presentRows: Double { min(liveRows ?? rows, rows) }

    /// Read whole in no time: an index would matter to nobody.
    var isTiny: Bool { rows < 1000 && pages < 16 }

    func column(_ name: String) -> TargetColumn? { columns.first { $0.name == name } }

    mutating func markAsReferences(_ names: [String]) {
        for position in columns.indices where names.contains(columns[position].name) {
            columns[position].isReference = true
        }
    }
}

/// Rows written a day, as measured in the window.
struct WriteRates: Sendable, Equatable {
    var inserts = 0.0
    var updates = 0.0
    /// Of the updates, those that touched no index.
    var hotUpdates = 0.0
    var deletes = 0.0
}
