import Model

/// A server of 5,000 statements, 2,000 tables and 8,000 indexes, of which a tenth work in every ten minutes.
struct Workload {
    static let statements = 5_000
    static let tables = 2_000
    static let indexes = 8_000
    static let step = 600.0
    static let target = TargetIdentity(
        name: "bench", host: "localhost", port: 5432, database: "bench", systemIdentifier: "7000000000000000001")

    private var random = Random()
    private var entries: Section
    private var tableStatistics: Section
    private var indexStatistics: Section
    private var tableSizes: Section
    private var indexSizes: Section
    private let still: [String: Section]

    init() {
        entries = Self.section(.statementEntries, rows: Self.statements, &random)
        tableStatistics = Self.section(.tableStatistics, rows: Self.tables, &random)
        indexStatistics = Self.section(.indexStatistics, rows: Self.indexes, &random)
        tableSizes = Self.section(.relationSizes, rows: Self.tables, &random)
        indexSizes = Self.section(.indexSizes, rows: Self.indexes, &random)
        let catalogs: [(SectionShape, Int)] = [
            (.relations, Self.tables), (.columns, 10 * Self.tables), (.columnStatistics, 10 * Self.tables),
            (.constraints, 2 * Self.tables), (.indexDefinitions, Self.indexes), (.indexKeys, 2 * Self.indexes),
            (.settings, 350), (.statementTexts, Self.statements), (.plans, 500),
        ]
        var still: [String: Section] = [:]
        for (shape, rows) in catalogs { still[shape.name] = Self.section(shape, rows: rows, &random) }
        self.still = still
    }

    /// The snapshot of the next step; `number` counts them.
    mutating func next(_ number: Int, start: Double) -> Snapshot {
        Self.work(&entries, share: 0.1, &random)
        Self.work(&tableStatistics, share: 0.1, &random)
        Self.work(&indexStatistics, share: 0.1, &random)
        Self.work(&tableSizes, share: 0.02, &random)
        Self.work(&indexSizes, share: 0.02, &random)
        var sections = still
        for section in [entries, tableStatistics, indexStatistics, tableSizes, indexSizes] {
            sections[section.shape.name] = section
        }
        sections["server"] = Self.section(.server, rows: 1, &random)
        sections["activity"] = Self.section(.activity, rows: 60, &random)
        return Snapshot(
            target: Self.target, collectedAt: start + Double(number) * Self.step, duration: 2, serverVersion: 150_018,
            sections: sections)
    }

    /// Lets a share of the rows work: about half of their counters grow, their gauges move.
    private static func work(_ section: inout Section, share: Double, _ random: inout Random) {
        let rows = (0..<section.count).filter { _ in random.unit() < share }
        var columns = section.columns
        for (position, shape) in section.shape.columns.enumerated() {
            // A third stays still: blocks of temporary tables, JIT and the like hardly ever count.
            guard shape.role == .counter || shape.role == .gauge, position % 3 != 2 else { continue }
            columns[position] = moved(columns[position], rows, &random)
        }
        section = Section(section.shape, columns: columns, count: section.count)
    }

    private static func moved(_ values: ColumnValues, _ rows: [Int], _ random: inout Random) -> ColumnValues {
        switch values {
        case .integers(var column):
            for row in rows { column[row] = (column[row] ?? 0) + Int64(random.next() % 5_000) }
            return .integers(column)
        case .reals(var column):
            for row in rows { column[row] = (column[row] ?? 0) + random.unit() * 1_000 }
            return .reals(column)
        default: return values
        }
    }

    private static func section(_ shape: SectionShape, rows: Int, _ random: inout Random) -> Section {
        var section = Section(shape)
        for row in 0..<rows { section.append(shape.columns.map { value($0, row, &random) }) }
        return section
    }

    private static func value(_ column: ColumnShape, _ row: Int, _ random: inout Random) -> Value {
        switch (column.type, column.role) {
        case (.integer, .key): .integer(Int64(16_384 + row))
        case (.integer, _): .integer(Int64(random.next() % 1_000_000))
        case (.real, _), (.time, _): .real(random.unit() * 1e6)
        case (.boolean, _): .boolean(row % 7 > 0)
        case (_, .key): .text(hash(row))
        case (_, _): .text(text(column, row, &random))
        }
    }

    private static func hash(_ row: Int) -> String {
        String(Int64(bitPattern: UInt64(row) &* 0x9E37_79B9_7F4A_7C15))
    }

    /// A chain of ten nodes, as EXPLAIN (FORMAT JSON) prints them.
    private static func plan(_ row: Int, _ random: inout Random) -> String {
        var node = ""
        for depth in 0..<10 {
            let type = depth == 0 ? "Index Scan" : "Nested Loop"
            let figures =
                "\"Startup Cost\": 0.42, \"Total Cost\": \((depth + 1) * 1_000), \"Plan Rows\": \(random.next() % 999)"
            let scan = depth == 0 ? ", \"Relation Name\": \"name_\(row)\", \"Index Name\": \"name_\(row)\"" : ""
            node =
                "{\"Node Type\": \"\(type)\", \(figures), \"Plan Width\": 64\(scan)"
                + (node.isEmpty ? "}" : ", \"Plans\": [\(node)]}")
        }
        return "[{\"Plan\": \(node)}]"
    }

    private static func text(_ column: ColumnShape, _ row: Int, _ random: inout Random) -> String {
        switch column.name {
        // As in a catalog, so that the tables made for rules have all their rows.
        case "kind": return "table"
        case "method": return "btree"
        case "name": return "name_\(row)"
        case "text":
            let columns = (0..<20).map { _ in "t.column_\(random.next() % 100)" }.joined(separator: ", ")
            return "SELECT \(columns) FROM schema_\(row % 10).table_\(row) AS t WHERE t.id = $1 AND t.state = $2"
        // Entries and plans refer to texts by it.
        case "text_hash": return hash(row)
        case "plan": return plan(row, &random)
        default: return "\(column.name) \(row % 50)"
        }
    }
}

/// SplitMix64: the same file on every run.
struct Random {
    private var state: UInt64 = 42

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}
