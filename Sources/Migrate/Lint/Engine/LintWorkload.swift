import JSONTape
import Model
import SQLSyntax

/// What the target's statements do with tables, columns and indexes, as a snapshot counted them.
struct LintWorkload: Sendable {
    struct Column: Sendable, Hashable {
        var table: ObjectName
        var name: String
    }

    struct Statement: Sendable {
        /// On one line, literals replaced.
        var text: String
        var callsPerDay: Double
        var millisecondsPerDay: Double
        var tables: Set<ObjectName> = []
        /// All columns that it names.
        var columns: Set<Column> = []
        /// Those that an index may serve: compared, joined, sorted or grouped by.
        var sought: Set<Column> = []
        /// Names of the indexes in its plan; nil where there is no plan.
        var indexes: Set<String>?
    }

    /// Most costly first.
    private(set) var statements: [Statement] = []
    /// Scans a day, by the index's oid.
    private(set) var scansPerDay: [Int64: Double] = [:]

    init(_ snapshot: Snapshot) {
        let reader = WorkloadReader(snapshot)
        statements = reader.statements().sorted {
            ($1.millisecondsPerDay, $0.text) < ($0.millisecondsPerDay, $1.text)
        }
        scansPerDay = reader.scansPerDay()
    }

    /// The statements that use an index: by their plans, and where there is none by the columns they seek.
    func users(of index: SchemaModel.Index) -> [Statement] {
        statements.filter { statement in
            guard statement.tables.contains(index.table) else { return false }
            if let indexes = statement.indexes { return indexes.contains(index.name.name) }
            guard let first = index.columns.first, let column = first else { return false }
            return statement.sought.contains(Column(table: index.table, name: column))
        }
    }

    func users(of table: ObjectName, column: String? = nil) -> [Statement] {
        statements.filter { statement in
            guard let column else { return statement.tables.contains(table) }
            return statement.columns.contains(Column(table: table, name: column))
        }
    }
}

extension [LintWorkload.Statement] {
    /// `3 statements, 12,000 calls a day: SELECT ...`; nil for none.
    var summary: String? {
        guard let first else { return nil }
        let calls = Format.count(reduce(0) { $0 + $1.callsPerDay }.rounded())
        let text = first.text.count > 60 ? first.text.prefix(59) + "…" : first.text[...]
        return "\(Format.plural(count, "statement")), \(calls) calls a day: \(text)"
    }

    /// Each on a comment line, for fixes.
    var list: String {
        prefix(5).map {
            "-- \(Format.perDay(milliseconds: $0.millisecondsPerDay)): \($0.text.prefix(100))\n"
        }.joined()
    }
}

private struct WorkloadReader {
    let snapshot: Snapshot
    private let catalog: Catalog
    private let names: [Int64: ObjectName]

    init(_ snapshot: Snapshot) {
        self.snapshot = snapshot
        catalog = Catalog(snapshot)
        names = Dictionary(catalog.relations.map { ($0.oid, ObjectName(schema: $0.schema, name: $0.name)) }) { $1 }
    }

    func scansPerDay() -> [Int64: Double] {
        let section = snapshot[.indexStatistics]
        let days = days(since: snapshot.statisticsStart(of: .indexStatistics))
        var result: [Int64: Double] = [:]
        for row in 0..<section.count {
            guard let oid = section[row, "index_oid"].integer, let scans = section[row, "scans"].real else { continue }
            result[oid] = scans / days
        }
        return result
    }

    private func days(since start: Double) -> Double { max(snapshot.collectedAt - start, 3_600) / 86_400 }

    func statements() -> [LintWorkload.Statement] {
        let counters = counters()
        let plans = plans()
        let section = snapshot[.statementTexts]
        var found: [(hash: String, text: String)] = []
        for row in 0..<section.count {
            guard let hash = section[row, "text_hash"].text, let text = section[row, "text"].text,
                counters[hash] != nil
            else { continue }
            found.append((hash, text))
        }
        return zip(found, SQL.analyze(found.map(\.text), catalog: catalog)).map { entry, analysis in
            let counted = counters[entry.hash] ?? (0, 0)
            var statement = LintWorkload.Statement(
                text: entry.text.split(whereSeparator: \.isWhitespace).joined(separator: " "),
                callsPerDay: counted.calls, millisecondsPerDay: counted.milliseconds)
            read(analysis.facts, into: &statement)
            statement.indexes = plans[entry.hash]
            return statement
        }
    }

    private func counters() -> [String: (calls: Double, milliseconds: Double)] {
        let section = snapshot[.statementEntries]
        let days = days(since: snapshot.statisticsStart(of: .statementEntries))
        var result: [String: (calls: Double, milliseconds: Double)] = [:]
        for row in 0..<section.count {
            guard let hash = section[row, "text_hash"].text else { continue }
            let before = result[hash] ?? (0, 0)
            result[hash] = (
                before.calls + (section[row, "calls"].real ?? 0) / days,
                before.milliseconds + (section[row, "total_exec_time"].real ?? 0) / days
            )
        }
        return result
    }

    /// The indexes that each statement's plan names.
    private func plans() -> [String: Set<String>] {
        let section = snapshot[.plans]
        var result: [String: Set<String>] = [:]
        for row in 0..<section.count {
            guard let hash = section[row, "text_hash"].text, let text = section[row, "plan"].text,
                let tape = try? JSONTape(text)
            else { continue }
            var names: Set<String> = []
            var open = [tape.root]
            while let value = open.popLast() {
                open += value.elements
                for (key, member) in value.members {
                    if key.equals("Index Name"), let name = member.string { names.insert(name) }
                    open.append(member)
                }
            }
            result[hash] = names
        }
        return result
    }

    private func read(_ facts: StatementFacts, into statement: inout LintWorkload.Statement) {
        func column(_ reference: ColumnReference?) -> LintWorkload.Column? {
            guard let reference, let relation = reference.relation,
                let table = facts.relations[relation].oid.flatMap({ names[$0] })
            else { return nil }
            return LintWorkload.Column(table: table, name: reference.column)
        }
        statement.tables = Set(facts.relations.compactMap { $0.oid.flatMap { names[$0] } })
        let sorted = (facts.orderBy + facts.groupBy).map { column($0.column) }
        let compared = facts.predicates.flatMap { [column($0.column), column($0.otherColumn)] }
        let joined = facts.joins.flatMap { [column($0.left), column($0.right)] }
        statement.sought = Set((sorted + compared + joined).compactMap { $0 })
        statement.columns = statement.sought.union((facts.written + facts.selected).compactMap(column))
    }
}
