import Model

/// The sizes of the target's tables and indexes, by oid.
struct RelationFigures: Sendable {
    /// Blocks of the main fork now; those of the last VACUUM where the size could not be read.
    private(set) var pages: [Int64: Int64] = [:]
    /// relpages, reltuples and relallvisible.
    private(set) var catalog: [Int64: (pages: Int64, rows: Double, visible: Int64)] = [:]

    init(_ snapshot: Snapshot) {
        let tables = snapshot[.relationSizes]
        for row in 0..<tables.count {
            guard let oid = tables[row, "relation_oid"].integer, Self.isTargets(oid) else { continue }
            let known = tables[row, "pages"].integer ?? 0
            pages[oid] = Self.blocks(tables[row, "heap_bytes"].integer.map { $0 / 8192 } ?? known)
            catalog[oid] = (
                Self.blocks(known), Self.rows(tables[row, "row_estimate"].real ?? -1),
                Self.blocks(tables[row, "all_visible_pages"].integer ?? 0)
            )
        }
        let indexes = snapshot[.indexSizes]
        for row in 0..<indexes.count {
            guard let oid = indexes[row, "index_oid"].integer, Self.isTargets(oid) else { continue }
            let known = indexes[row, "pages"].integer ?? 0
            pages[oid] = Self.blocks(indexes[row, "size_bytes"].integer.map { $0 / 8192 } ?? known)
            catalog[oid] = (Self.blocks(known), Self.rows(indexes[row, "entries"].real ?? 0), 0)
        }
    }

    /// Below are the oids of the system's own: what a snapshot says of them is not taken.
    static func isTargets(_ oid: Int64) -> Bool { 16_384...Int64(UInt32.max) ~= oid }

    /// As many as pg_class can hold, a float4, and no more than fit into a table: 16 TB of rows of 28 bytes. -1: nobody has counted.
    private static func rows(_ count: Double) -> Double { count.isNaN ? -1 : max(-1, min(count, 1e12)) }

    /// No relation has more blocks than pg_class can count, 16 TB.
    private static func blocks(_ count: Int64) -> Int64 { max(0, min(count, Int64(Int32.max))) }
}
