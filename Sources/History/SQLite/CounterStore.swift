import Foundation
import GRDB
import Model

/// A section of counters at a snapshot, and the life that each row is in.
struct CounterState {
    var section: Section
    /// Parallel to the rows: the snapshot at which the counters of the row began, as far as the history saw it. Two
    /// states with the same life of a row have its exact difference; else it began anew in between.
    var lives: [Int64]
    var chain: ChainState
}

/// Counters: what changed, and the last values of every life that ended.
///
/// A difference over many snapshots is then exact piece by piece without reading those between: the last state, plus
/// the last values of the lives that ended within the window, less the first state.
struct CounterStore {
    let frames: FrameStore
    private static let life = "life"

    func state(_ shape: SectionShape, _ chain: Chain, at snapshot: Int64) throws -> CounterState? {
        guard let state = try frames.state(chain, at: snapshot) else { return nil }
        guard let lives = state.rows.integers(Self.life) else { throw DamagedBytes() }
        return CounterState(section: state.rows.section(shape), lives: lives.map { $0 ?? 0 }, chain: state)
    }

    /// Writes a section, telling restarts by what was there before.
    ///
    /// - Parameter all: all rows of the section began anew (`Restarts.sections`).
    func write(_ section: Section, after before: CounterState?, all: Bool, to chain: Chain, at snapshot: Int64) throws {
        guard let before else {
            let lives = Array(repeating: Optional(snapshot), count: section.count)
            let rows = PackedRows(section, and: [(Self.life, lives)])
            try frames.write(rows, after: nil, earlier: [], to: chain, at: snapshot)
            return
        }
        let match = RowMatch(from: before.section, to: section)
        let restarted = Restarts.rows(from: before.section, to: section, match: match, all: all)
        let lives = match.earlier.indices.map { row -> Int64? in
            let earlier = match.earlier[row]
            return earlier < 0 || restarted[row] ? snapshot : before.lives[earlier]
        }
        try frames.write(
            PackedRows(section, and: [(Self.life, lives)]), after: before.chain, earlier: match.earlier, to: chain,
            at: snapshot)
        let ended = match.vanished + match.earlier.indices.filter { restarted[$0] }.map { match.earlier[$0] }
        if section.shape.columns.contains(where: { $0.role == .counter }) {
            try end(ended.sorted(), of: before, chain, at: snapshot)
        }
    }

    private func end(_ rows: [Int], of before: CounterState, _ chain: Chain, at snapshot: Int64) throws {
        guard !rows.isEmpty else { return }
        var section = Section(
            before.section.shape, columns: before.section.columns.map { $0.picking(rows) }, count: rows.count)
        section.clear { $0.role != .key && $0.role != .counter }
        let ended = PackedRows(section, and: [(Self.life, rows.map { before.lives[$0] })])
        try frames.db.cachedStatement(
            sql: "INSERT INTO ended_lives (lineage, section, snapshot, layout, content) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [
            chain.lineage, chain.section, snapshot, try frames.layoutID(ended.layout, of: chain.section),
            Data(Frame.whole(ended)),
        ])
    }

    /// The difference of two states of one lineage.
    func delta(
        from first: CounterState, at start: Int64, to last: CounterState, at end: Int64, _ chain: Chain
    ) throws -> SectionDelta {
        let match = RowMatch(from: first.section, to: last.section)
        let restarted = match.earlier.enumerated().map { row, earlier in
            earlier >= 0 && first.lives[earlier] != last.lives[row]
        }
        var delta = SectionDelta(from: first.section, to: last.section, match: match, restarted: restarted)
        let lives = try Row.fetchCursor(
            frames.db.cachedStatement(
                sql: """
                    SELECT layout, content FROM ended_lives
                    WHERE lineage = ? AND section = ? AND snapshot > ? AND snapshot <= ? ORDER BY snapshot
                    """), arguments: [chain.lineage, chain.section, start, end])
        while let row = try lives.next() {
            let content = try row.decode(Data.self, atIndex: 1)
            let layout = try frames.layout(try row.decode(atIndex: 0))
            let rows = try Frame.rows(whole: [UInt8](content), layout: layout)
            guard let begun = rows.integers(Self.life) else { throw DamagedBytes() }
            delta.add(ended: rows.section(last.section.shape), begun: begun.map { $0 ?? 0 }, since: first)
        }
        return delta
    }
}

extension SectionDelta {
    /// Adds what rows counted in lives that ended within the window: their last values, less what they had at its start.
    fileprivate mutating func add(ended: Section, begun: [Int64], since first: CounterState) {
        let inLast = RowMatch(from: section, to: ended).earlier
        let inFirst = RowMatch(from: first.section, to: ended).earlier.enumerated().map { row, earlier in
            earlier >= 0 && first.lives[earlier] == begun[row] ? earlier : -1
        }
        for row in inLast where row >= 0 { continuity[row] = .restarted }
        section.mapCounters { position, values in
            switch (values, ended.columns[position], first.section.columns[position]) {
            case (.integers(let sums), .integers(let last), .integers(let start)):
                .integers(Self.adding(last, less: start, to: sums, inLast, inFirst, plus: &+, minus: &-))
            case (.reals(let sums), .reals(let last), .reals(let start)):
                .reals(Self.adding(last, less: start, to: sums, inLast, inFirst, plus: +, minus: -))
            default: values
            }
        }
    }

    private static func adding<Number: Numeric>(
        _ last: [Number?], less start: [Number?], to sums: [Number?], _ inLast: [Int], _ inFirst: [Int],
        plus: (Number, Number) -> Number, minus: (Number, Number) -> Number
    ) -> [Number?] {
        var sums = sums
        for (row, target) in inLast.enumerated() where target >= 0 {
            // A counter that was not read at the start of the window has no difference.
            let before: Number? = inFirst[row] < 0 ? 0 : start[inFirst[row]]
            guard let sum = sums[target], let value = last[row], let before else { continue }
            sums[target] = plus(sum, minus(value, before))
        }
        return sums
    }
}

extension Section {
    /// The section with the columns chosen all null.
    fileprivate mutating func clear(where chosen: (ColumnShape) -> Bool) {
        self = Section(
            shape,
            columns: zip(shape.columns, columns).map { shape, values in chosen(shape) ? values.nulls(count) : values },
            count: count)
    }

    /// Replaces the counters that add up by lives; sums over other objects do not.
    fileprivate mutating func mapCounters(_ transform: (Int, ColumnValues) -> ColumnValues) {
        self = Section(
            shape,
            columns: shape.columns.enumerated().map { position, column in
                column.role == .counter && !shape.isSum(column)
                    ? transform(position, columns[position]) : columns[position]
            }, count: count)
    }
}
