import Model

/// The relations of the window by oid: names, sizes, and the partitions of each.
struct RelationIndex {
    let section: Section
    let sizes: Section
    let statistics: Section
    /// Row positions by oid.
    let positions: [Int64: Int]
    let sizePositions: [Int64: Int]
    let statisticsPositions: [Int64: Int]
    /// Direct partitions and children of a table.
    private(set) var children: [Int64: [Int64]] = [:]
    private let objects: [String]
    private let counted: [Int64?]
    private let live: LiveRows
    private let pages: [Int64?]
    private let pageSize: Double
    private let estimates: [Double?]
    private let heapBytes: [Int64?]

    init(_ evidence: WindowEvidence) {
        section = evidence.section(.relations)
        sizes = evidence.section(.relationSizes)
        statistics = evidence.section(.tableStatistics)
        positions = section.positions(by: "oid")
        sizePositions = sizes.positions(by: "relation_oid")
        statisticsPositions = statistics.positions(by: "relation_oid")
        objects = zip(section.texts("schema"), section.texts("name")).map { Quote.qualified($0, $1 ?? "") }
        counted = statistics.integers("live_rows")
        live = LiveRows(statistics)
        pages = sizes.integers("pages")
        pageSize = evidence.settings.number("block_size") ?? 8_192
        estimates = sizes.reals("row_estimate")
        heapBytes = sizes.integers("heap_bytes")
        for (oid, parent) in zip(section.integers("oid"), section.integers("parent_oid")) {
            if let oid, let parent { children[parent, default: []].append(oid) }
        }
    }

    /// schema.name, quoted; nil for a relation that is not the user's.
    func object(_ oid: Int64?) -> String? { oid.flatMap { positions[$0] }.map { objects[$0] } }

    func kind(_ oid: Int64?) -> String? { oid.flatMap { positions[$0] }.flatMap { section[$0, "kind"].text } }

    /// The relation and all its partitions, down to the last.
    func tree(_ oid: Int64) -> [Int64] {
        var tree = [oid]
        // A snapshot may say that a table is a partition of itself.
        var seen: Set = [oid]
        var next = 0
        while next < tree.count {
            tree += (children[tree[next]] ?? []).filter { seen.insert($0).inserted }
            next += 1
        }
        return tree
    }

    /// The relation's partitions with storage where it is partitioned, else the relation alone.
    func stored(_ oid: Int64) -> [Int64] {
        guard kind(oid) == "partitioned" else { return [oid] }
        return tree(oid).filter { kind($0) != "partitioned" }
    }

    /// Rows, partitions summed: live rows of the statistics, else what the planner takes them for; nil where both are unknown.
    func rows(_ oid: Int64) -> Double? {
        let known = stored(oid).compactMap { oid in
            liveRows(oid).map(Double.init) ?? plannerRows(oid) ?? countedRows(oid).map(Double.init)
        }
        return known.isEmpty ? nil : known.reduce(0, +)
    }

    func liveRows(_ oid: Int64) -> Int64? { live[oid] }

    /// The density of the last vacuum or analyze over the pages of now, as estimate_rel_size does; nil where there was none.
    private func plannerRows(_ oid: Int64) -> Double? {
        guard let position = sizePositions[oid], let estimate = estimates[position], estimate >= 0 else { return nil }
        guard let bytes = heapBytes[position], let pages = pages[position], pages > 0 else { return estimate }
        return estimate / Double(pages) * (Double(bytes) / pageSize).rounded(.up)
    }

    /// Of a table that nobody has vacuumed or analyzed: what was written to it, or nothing where it has no pages.
    private func countedRows(_ oid: Int64) -> Int64? {
        if let live = statisticsPositions[oid].flatMap({ counted[$0] }), live > 0 { return live }
        return sizePositions[oid].flatMap { heapBytes[$0] } == 0 ? 0 : nil
    }

    /// A size column, partitions summed; nil where no part is known.
    func bytes(_ column: [Int64?], _ oid: Int64) -> Int64? {
        let known = stored(oid).compactMap { sizePositions[$0].flatMap { column[$0] } }
        return known.isEmpty ? nil : known.reduce(0) { $0.saturatingSum($1) }
    }
}
