import Foundation
import Model

/// How rows spread over the combinations of values of some columns: common values take many rows each, rare ones few.
enum KeySpread {
    struct Part {
        /// Of the rows, 0 to 1.
        var share: Double
        /// Combinations that these rows fall into.
        var cells: Double
    }

    /// - Parameter cells: combinations of all columns; fewer than their values multiplied where they depend on each other.
    static func parts(of columns: [TargetColumn], in table: TargetTable, cells: Double) -> [Part] {
        let all = columns.reduce([Part(share: 1, cells: 1)]) { parts, column in
            let own = self.parts(of: column, table.rows)
            return merged(
                parts.flatMap { part in own.map { Part(share: part.share * $0.share, cells: part.cells * $0.cells) } })
        }
        let factor = cells / max(1, all.reduce(0) { $0 + $1.cells })
        return all.map { Part(share: $0.share, cells: max(1, $0.cells * factor)) }
    }

    private static func parts(of column: TargetColumn, _ rows: Double) -> [Part] {
        guard let statistics = column.statistics else { return [Part(share: 1, cells: column.distinct(rows: rows))] }
        var parts = statistics.commonShares.map { Part(share: $0, cells: 1) }
        if statistics.nullFraction > 0 { parts.append(Part(share: statistics.nullFraction, cells: 1)) }
        let rest = 1 - parts.reduce(0) { $0 + $1.share }
        if rest > 0.001 {
            let others = column.distinct(rows: rows) - Double(statistics.commonShares.count)
            parts.append(Part(share: rest, cells: max(1, others)))
        }
        return merged(parts)
    }

    /// Parts that hold about as many rows a cell are one, within a factor of four.
    private static func merged(_ parts: [Part]) -> [Part] {
        var byDensity: [Int: Part] = [:]
        for part in parts where part.share > 0 {
            let density = Int(saturating: (log2(part.share / part.cells) / 2).rounded(.down))
            let before = byDensity[density] ?? Part(share: 0, cells: 0)
            byDensity[density] = Part(share: before.share + part.share, cells: before.cells + part.cells)
        }
        return byDensity.sorted { $0.key < $1.key }.map(\.value)
    }
}
