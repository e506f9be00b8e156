/// How counters are found to have begun anew between two snapshots of one server.
///
/// Three signs count. The row's own: a counter that fell, or a `stats_since` or `stats_reset` that moved. The
/// section's: `pg_stat_statements_reset()` moves the one time in `statements_info`. The database's: a crash or
/// `pg_stat_reset()` takes the counters of the database and of its tables and indexes together, and the row of the
/// database tells, since some of its counters always fall. A moved `database.stats_reset` alone is no sign: resetting
/// a single table moves it too, and then counting all values of all others as new would be far from the truth.
public enum Restarts {
    /// Sections whose counters all began anew between the snapshots, for certain.
    public static func sections(from first: Snapshot, to last: Snapshot) -> Set<String> {
        var result: Set<String> = []
        if moved(.statementsInfo, "stats_reset", first, last) { result.insert(SectionShape.statementEntries.name) }
        if databaseRestarted(from: first, to: last) {
            result.formUnion([
                SectionShape.database.name, SectionShape.tableStatistics.name, SectionShape.indexStatistics.name,
            ])
        }
        return result
    }

    /// Which rows of the later state began anew, parallel to them; rows that appeared are not among them.
    ///
    /// - Parameter all: the whole section began anew, see `sections(from:to:)`.
    public static func rows(from first: Section, to last: Section, match: RowMatch, all: Bool = false) -> [Bool] {
        var result = match.earlier.map { all && $0 >= 0 }
        if all { return result }
        for (position, column) in last.shape.columns.enumerated() {
            let falls = last.shape.restarts(by: column)
            switch (first.columns[position], last.columns[position]) {
            case (.integers(let old), .integers(let new)) where falls: mark(&result, match, old, new, where: >)
            case (.reals(let old), .reals(let new)) where falls: mark(&result, match, old, new, where: >)
            case (.reals(let old), .reals(let new)) where last.shape.tellsBeginning(column):
                mark(&result, match, old, new, where: !=)
            default: break
            }
        }
        return result
    }

    private static func mark<Number>(
        _ result: inout [Bool], _ match: RowMatch, _ old: [Number?], _ new: [Number?],
        where restarted: (Number, Number) -> Bool
    ) {
        for (row, earlier) in match.earlier.enumerated() where earlier >= 0 && !result[row] {
            if let before = old[earlier], let after = new[row] { result[row] = restarted(before, after) }
        }
    }

    private static func moved(_ shape: SectionShape, _ column: String, _ first: Snapshot, _ last: Snapshot) -> Bool {
        guard let old = first.value(shape, column)?.real, let new = last.value(shape, column)?.real else {
            return false
        }
        return old != new
    }

    private static func databaseRestarted(from first: Snapshot, to last: Snapshot) -> Bool {
        let match = RowMatch(from: first[.database], to: last[.database])
        return rows(from: first[.database], to: last[.database], match: match).contains(true)
    }
}

extension SectionShape {
    /// Whether a fact says when the counters of its row began. That of the database does not: see `Restarts`.
    func tellsBeginning(_ column: ColumnShape) -> Bool {
        column.role == .fact && ["stats_since", "stats_reset"].contains(column.name)
            && name != SectionShape.database.name
    }

    /// Whether the fall of this counter means that its row began anew.
    func restarts(by column: ColumnShape) -> Bool { column.role == .counter && !isSum(column) }

    /// Whether a counter of this section adds up other objects' counters. It falls when one of those is dropped while
    /// the row goes on, so neither its fall nor its value after one says anything certain.
    public func isSum(_ column: ColumnShape) -> Bool {
        name == SectionShape.tableStatistics.name && Self.sumsOfTableStatistics.contains(column.name)
    }

    private static let sumsOfTableStatistics: Set<String> = [
        "index_blocks_read", "index_blocks_hit", "toast_blocks_read", "toast_blocks_hit",
    ]
}

extension Snapshot {
    /// The value in the first row of a section; nil where the section was not read or is empty.
    func value(_ shape: SectionShape, _ column: String) -> Value? {
        guard let section = sections[shape.name], section.count > 0 else { return nil }
        return section[0, column]
    }
}
