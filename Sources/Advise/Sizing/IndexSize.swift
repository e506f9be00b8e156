import Model

/// How large an index will be when it is built, and what else a planner reads from its file.
struct IndexSize: Sendable, Equatable {
    /// Blocks of 8 kB of all its parts.
    var pages: Double
    var entries: Double
    /// Btree: levels above the leaves, of the largest part.
    var height = 0

    var bytes: Double { pages * 8192 }

    /// Bytes of a page that hold something: without its header; a btree's and hash's special space is taken off there.
    static let pageBytes = 8192.0 - 24

    /// The size of an index on `table` right after CREATE INDEX.
    ///
    /// - Parameters:
    ///   - share: of the rows that a partial index holds.
    ///   - evidence: of columns that depend on each other.
    static func of(
        _ definition: IndexDefinition, on table: TargetTable, share: Double = 1,
        evidence: Combinations.Evidence = Combinations.Evidence()
    ) -> IndexSize {
        let rows = table.presentRows * share
        let parts = Double(max(1, table.leaves.count))
        return switch definition.method {
        case "gin": GINSize(definition, table, rows: rows).size
        case "gist", "spgist": GiSTSize(definition, table, rows: rows).size
        case "brin": BRINSize.size(definition, table)
        case "hash": HashSize.size(rows: rows, parts: parts)
        default: BtreeSize(definition, table, rows: rows, evidence: evidence).size
        }
    }
}
