import Model

/// Random data that is the same on every run.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }

    mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }

    /// Rows with distinct keys and all else at random, nulls among them.
    mutating func section(_ shape: SectionShape, rows: Int) -> Section {
        var section = Section(shape)
        for row in 0..<rows { section.append(shape.columns.map { value($0, identity: row) }) }
        return section
    }

    /// The same rows some time later: most as they were, some changed, gone, moved or new.
    mutating func successor(of section: Section) -> Section {
        var rows = (0..<section.count).map { row in section.columns.map { $0[row] } }
        rows = rows.filter { _ in !chance(0.1) }
        for row in rows.indices where chance(0.3) {
            for (position, column) in section.shape.columns.enumerated() where column.role != .key && chance(0.5) {
                rows[row][position] = chance(0.8) ? later(rows[row][position]) : value(column, identity: row)
            }
        }
        for _ in 0..<below(4) {
            let fresh = section.shape.columns.map { value($0, identity: below(1_000_000) + section.count) }
            rows.insert(fresh, at: rows.isEmpty ? 0 : below(rows.count))
        }
        if chance(0.2) { rows.shuffle(using: &self) }
        var result = Section(section.shape)
        for row in rows { result.append(row) }
        return result
    }

    private mutating func later(_ value: Value) -> Value {
        switch value {
        case .integer(let number): .integer(number &+ Int64(below(1000)))
        case .real(let number): .real(number + Double.random(in: 0..<100, using: &self))
        default: value
        }
    }

    private mutating func value(_ column: ColumnShape, identity: Int) -> Value {
        if column.role == .key {
            switch column.type {
            case .integer: return .integer(Int64(identity))
            case .text, .json: return .text("key \(identity)")
            case .real, .time: return .real(Double(identity))
            case .boolean: return .boolean(true)
            }
        }
        if chance(0.15) { return .null }
        switch column.type {
        case .integer: return .integer(Int64(below(1_000_000)))
        case .real, .time: return .real(chance(0.3) ? Double(below(100)) : Double.random(in: 0..<1e6, using: &self))
        case .text, .json: return .text(chance(0.5) ? "text \(below(5))" : "a longer text \(below(100_000)) é")
        case .boolean: return .boolean(chance(0.5))
        }
    }
}
