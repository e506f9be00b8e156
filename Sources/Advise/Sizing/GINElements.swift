import Foundation
import Model
import Postgres

/// The elements of arrays and the lexemes of text search vectors: ANALYZE keeps those that it met most often, with the share of
/// the rows that hold each (array_typanalyze.c, ts_typanalyze.c). How many others there are follows from how many a row holds and
/// from how the shares fall.
struct GINElements {
    private(set) var groups: [GINContent.Group]
    /// Bytes of a key on average.
    let keyWidth: Double

    private let rows: Double
    /// Rows that ANALYZE read: 300 for each unit of the statistics target, which is 100 where nobody set it.
    private let sample: Double
    /// Of the rows for each known element, the greatest first.
    private let shares: [Double]

    /// nil where the column has no such statistics.
    init?(_ column: TargetColumn, rows: Double) {
        guard let statistics = column.statistics, let kind = Kind(column) else { return nil }
        self.rows = rows
        shares = statistics.elementShares.sorted(by: >)
        sample = min(rows, 30 * (Self.isCut(shares) ? Double(shares.count) : 1000))
        groups = shares.map { GINContent.Group(keys: 1, rows: $0 * rows) }
        keyWidth = kind.keyWidth(statistics)
        let others = kind.perRow(statistics) - shares.reduce(0, +)
        // Of what is measured by widths a tenth means nothing.
        guard others > kind.doubt * shares.reduce(0, +) else { return }
        let most = kind.possibleKeys(statistics)
        for group in rest(others) {
            let keys = max(1, min(group.keys, most - Double(shares.count)))
            groups.append(GINContent.Group(keys: keys, rows: group.keys * group.rows / keys))
        }
    }

    /// Ten times the statistics target are kept; the target is a round number.
    private static func isCut(_ shares: [Double]) -> Bool { shares.count >= 100 && shares.count % 100 == 0 }

    /// Elements that are not among the known ones.
    ///
    /// - Parameter perRow: how many of them a row holds.
    private func rest(_ perRow: Double) -> [GINContent.Group] {
        guard Self.isCut(shares), let last = shares.last else { return [rare(perRow)] }
        if log2(shares[shares.count / 4] / last) > 0.8 { return falling(perRow) }
        return level(perRow)
    }

    /// Words of a language: the share of a rank falls as a power of it, and goes on so.
    private func falling(_ perRow: Double) -> [GINContent.Group] {
        let last = shares[shares.count - 1]
        return RankedKeys.behind(
            Double(shares.count), last: last * rows, power: log2(shares[shares.count / 4] / last) / 2,
            postings: perRow * rows)
    }

    /// Many elements that are about equally frequent: which of them are known is chance. Others, if some are left, are rarer
    /// than these by far.
    private func level(_ perRow: Double) -> [GINContent.Group] {
        guard let level = CutPoisson(counts: shares.map { $0 * sample }, drawn: sample / rows) else {
            return [rare(perRow)]
        }
        let each = max(1, level.mean * rows / sample)
        let keys = max(1, min(level.unseen, perRow * rows / each))
        let group = GINContent.Group(keys: keys, rows: each)
        let left = perRow - keys * each / rows
        return left > 0.1 * perRow ? [group, rare(left)] : [group]
    }

    /// Elements that the sample held less often than what is kept at least: between that and once in all the table.
    private func rare(_ perRow: Double) -> GINContent.Group {
        // lossy counting with an error of a seventh of 1 / (10 * (target + 1)) forgets what is found nine times rarer than this.
        let least = max(1, 6.24e-5 * (perRow + shares.reduce(0, +)) * sample)
        let most = CutPoisson.mean(reaching: least, inOneOf: perRow * sample) * rows / sample
        let each = max(1, most).squareRoot()
        return GINContent.Group(keys: max(1, perRow * rows / each), rows: each)
    }
}

extension GINElements {
    private enum Kind {
        /// Bytes of an element as it is stored.
        case array(Double?)
        case vector

        init?(_ column: TargetColumn) {
            if column.category == "A" {
                self = .array(TypeStorage.of(String(column.typeName.dropFirst())).length.map(Double.init))
            } else if column.typeName == "tsvector" {
                self = .vector
            } else {
                return nil
            }
        }

        /// What is not known of `perRow`, as a share.
        var doubt: Double {
            switch self {
            case .array: 0.01
            case .vector: 0.1
            }
        }

        func keyWidth(_ statistics: TargetColumn.Statistics) -> Double {
            if case .array(let width?) = self { return width }
            let bytes = statistics.elements.reduce(0) { $0 + $1.utf8.count }
            return statistics.elements.isEmpty ? 9 : 1 + Double(bytes) / Double(statistics.elements.count)
        }

        /// Different elements of a row.
        func perRow(_ statistics: TargetColumn.Statistics) -> Double {
            let key = keyWidth(statistics)
            switch self {
            case .array: return statistics.elementsPerRow ?? max(1, (statistics.width + statistics.outside - 24) / key)
            // Each has an entry of four bytes, its text, and as a rule one place: a number of places and the place.
            case .vector: return max(1, (statistics.width + statistics.outside - 8) / (7 + key))
            }
        }

        /// Numbers can be no more than there are between the least and the greatest that was seen.
        func possibleKeys(_ statistics: TargetColumn.Statistics) -> Double {
            guard case .array = self else { return .infinity }
            let values = statistics.histogram.flatMap { ArrayLiteral.elements(of: $0) ?? [] }.compactMap { $0 }
            return ValueForm(values + statistics.elements).possible
        }
    }
}
