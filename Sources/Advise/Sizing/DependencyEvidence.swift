import JSONTape
import Model

/// What shows that columns of a table depend on each other: extended statistics, foreign keys, and how the workload joins.
struct DependencyEvidence: Sendable {
    private var byTable: [Int64: Combinations.Evidence] = [:]

    init(_ schema: TargetSchema, _ statements: [ReadStatement], _ snapshot: Snapshot) {
        for key in schema.foreignKeys where key.columns.count > 1 {
            guard let parent = schema.tables[key.parent] else { continue }
            bound(key.child, key.columns, parent.rows)
        }
        for statement in statements { read(statement.facts, schema) }
        readStatistics(snapshot)
    }

    func of(_ table: TargetTable) -> Combinations.Evidence { byTable[table.oid] ?? Combinations.Evidence() }

    private mutating func bound(_ table: Int64, _ columns: [String], _ count: Double) {
        let bound = Combinations.Bound(columns: Set(columns), count: max(1, count))
        if byTable[table]?.bounds.contains(bound) != true { byTable[table, default: .init()].bounds.append(bound) }
    }

    // MARK: The workload

    private mutating func read(_ facts: StatementFacts, _ schema: TargetSchema) {
        for predicate in facts.predicates {
            guard let other = predicate.otherColumn, let relation = predicate.column.relation,
                other.relation == relation, let oid = facts.relations[relation].oid, let table = schema.table(oid)
            else { continue }
            byTable[table.oid, default: .init()].compare(predicate.column.column, other.column)
        }
        var joins: [[Int]: [(from: String, to: String)]] = [:]
        for join in facts.joins where join.op == "=" {
            guard let left = join.left.relation, let right = join.right.relation, left != right else { continue }
            joins[[left, right], default: []].append((join.left.column, join.right.column))
            joins[[right, left], default: []].append((join.right.column, join.left.column))
        }
        for (relations, pairs) in joins where pairs.count > 1 { read(pairs, relations, facts, schema) }
    }

    /// A join on several columns with a whole key among them is a foreign key that nobody has declared: each row finds one
    /// row at most, which tells the other columns.
    private mutating func read(
        _ pairs: [(from: String, to: String)], _ relations: [Int], _ facts: StatementFacts, _ schema: TargetSchema
    ) {
        let tables = relations.map { facts.relations[$0].oid.flatMap(schema.table) }
        guard let child = tables[0], let parent = tables[1], child.oid != parent.oid else { return }
        let columns = Set(pairs.map(\.from))
        if columns.count > 1, parent.indexes.contains(where: { $0.isUniqueOver(Set(pairs.map(\.to))) }) {
            bound(child.oid, columns.sorted(), parent.rows)
        }
    }

    // MARK: Extended statistics

    private mutating func readStatistics(_ snapshot: Snapshot) {
        var names: [Int64: [Int64: String]] = [:]
        let columns = snapshot[.columns]
        for row in 0..<columns.count {
            guard let relation = columns[row, "relation_oid"].integer, let number = columns[row, "number"].integer
            else {
                continue
            }
            names[relation, default: [:]][number] = columns[row, "name"].text
        }
        var relations: [Int64: Int64] = [:]
        let objects = snapshot[.extendedStatistics]
        for row in 0..<objects.count {
            if let oid = objects[row, "oid"].integer { relations[oid] = objects[row, "relation_oid"].integer }
        }
        let data = snapshot[.extendedStatisticsData]
        for row in 0..<data.count {
            guard let relation = data[row, "statistics_oid"].integer.flatMap({ relations[$0] }) else { continue }
            for item in DistinctStatistics.items(data[row, "distinct"].text ?? "") {
                let known = item.attributes.compactMap { names[relation]?[$0] }
                if known.count == item.attributes.count { bound(relation, known, item.count) }
            }
        }
    }
}

/// The bytes of pg_ndistinct (src/include/statistics/statistics.h): magic, type and number of items, then of each the count
/// as a double, the number of its columns, and their numbers of 16 bits. In the order of the machine that wrote them.
enum DistinctStatistics {
    /// Empty where the text is no such statistics, or holds expressions, which have numbers below 0.
    static func items(_ hexadecimal: String) -> [(count: Double, attributes: [Int64])] {
        var reader = ByteReader(hexadecimal: hexadecimal)
        guard reader.integer(4) == 0xA352_BFA4, reader.integer(4) != nil, let count = reader.integer(4) else {
            return []
        }
        var items: [(Double, [Int64])] = []
        for _ in 0..<min(count, 1_000) {
            guard let bits = reader.integer(8), let columns = reader.integer(4), columns <= 8 else { return items }
            let attributes = (0..<columns).compactMap { _ in
                reader.integer(2).map { Int64(Int16(truncatingIfNeeded: $0)) }
            }
            items.append((Double(bitPattern: bits), attributes))
        }
        return items
    }

    private struct ByteReader {
        private var bytes: [UInt8]
        private var position = 0

        init(hexadecimal: String) {
            let digits = hexadecimal.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
            bytes = stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
        }

        mutating func integer(_ size: Int) -> UInt64? {
            guard position + size <= bytes.count else { return nil }
            defer { position += size }
            return bytes[position..<position + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
    }
}
