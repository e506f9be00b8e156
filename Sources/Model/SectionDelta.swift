/// How one row of counters got from the first to the last snapshot of a window.
public enum Continuity: String, Sendable, Codable {
    /// Present at both ends, every counter monotone: the difference is exact.
    case continuous
    /// Absent at the start: the difference is the whole value.
    case appeared
    /// Reset or evicted and re-created in between: the difference is what is known for certain, a lower bound.
    case restarted
}

/// The change of a section's counters over a window.
public struct SectionDelta: Sendable, Equatable {
    /// The rows of the LAST snapshot, same order and shape; counter columns hold the difference, others the last value.
    public var section: Section
    /// Parallel to the rows.
    public var continuity: [Continuity]
    /// Rows that were there at the start and are gone at the end: their work since the start is lost.
    public var vanished: Int

    public init(section: Section, continuity: [Continuity], vanished: Int) {
        self.section = section
        self.continuity = continuity
        self.vanished = vanished
    }

    /// Every row began anew: nothing is known of the time before.
    var isReset: Bool { continuity.contains(.restarted) && !continuity.contains(.continuous) }

    /// Lifetime values: every row with the whole of its counters.
    public init(lifetime section: Section) {
        self.init(section: section, continuity: Array(repeating: .continuous, count: section.count), vanished: 0)
    }

    /// The difference of two states of a section.
    ///
    /// A counter that is null at either end has no difference. The difference of a row that began anew is its last
    /// value; sums over other objects (`SectionShape.isSum`) never fall below zero.
    ///
    /// - Parameters:
    ///   - match: of the rows of `last` with those of `first`.
    ///   - restarted: parallel to the rows of `last`; true where the counters began anew in between.
    public init(from first: Section, to last: Section, match: RowMatch, restarted: [Bool]) {
        var columns = last.columns
        for (position, column) in last.shape.columns.enumerated() where column.role == .counter {
            let isSum = last.shape.isSum(column)
            switch (first.columns[position], last.columns[position]) {
            case (.integers(let old), .integers(let new)):
                columns[position] = .integers(Self.difference(old, new, match, restarted, isSum, zero: 0, subtract: &-))
            case (.reals(let old), .reals(let new)):
                columns[position] = .reals(Self.difference(old, new, match, restarted, isSum, zero: 0, subtract: -))
            default: break
            }
        }
        let continuity = match.earlier.enumerated().map { row, earlier -> Continuity in
            if earlier < 0 { .appeared } else if restarted[row] { .restarted } else { .continuous }
        }
        self.init(
            section: Section(last.shape, columns: columns, count: last.count), continuity: continuity,
            vanished: match.vanished.count)
    }

    private static func difference<Number: Comparable>(
        _ old: [Number?], _ new: [Number?], _ match: RowMatch, _ restarted: [Bool], _ isSum: Bool, zero: Number,
        subtract: (Number, Number) -> Number
    ) -> [Number?] {
        var result = new
        for (row, earlier) in match.earlier.enumerated() where earlier >= 0 {
            if isSum {
                result[row] = if let o = old[earlier], let n = new[row] { max(subtract(n, o), zero) } else { nil }
            } else if !restarted[row] {
                result[row] = if let o = old[earlier], let n = new[row] { subtract(n, o) } else { nil }
            }
        }
        return result
    }
}
