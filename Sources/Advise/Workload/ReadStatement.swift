import Model
import SQLSyntax

/// A statement of the workload with what it asks of the tables.
struct ReadStatement: Sendable {
    var statement: WorkloadStatement
    var facts: StatementFacts
    var needs: [TableNeed]
}

/// Reads the statements of a workload; those that no index could be advised for are left out with the reason.
struct StatementReader {
    private(set) var statements: [ReadStatement] = []
    private(set) var skipped: [Skipped] = []

    init(_ workload: Workload, _ schema: TargetSchema, _ snapshot: Snapshot) {
        let catalog = Catalog(snapshot)
        let security = RowSecurity(snapshot, catalog)
        let facts = Self.facts(of: workload.statements, catalog)
        let constants = ConstantUse(zip(facts, workload.statements).map { ($0, $1.callsPerDay) })
        let spent = workload.millisecondsPerDay
        for (position, (statement, facts)) in zip(workload.statements, facts).enumerated() {
            if let obstacle = Self.obstacle(facts, schema) {
                skipped.append(
                    statement.skipped(
                        obstacle.reason, rank: position + 1, of: spent, isExaminable: obstacle.isExaminable))
                continue
            }
            let policies = security.conditions(of: facts, role: statement.role)
            let needs = NeedReader(schema: schema, facts: facts, policies: policies, constants: constants).needs
            var statement = statement
            statement.rank = spent == nil ? nil : position + 1
            statement.searchPath = Self.searchPath(statement.searchPath, facts, catalog)
            statements.append(ReadStatement(statement: statement, facts: facts, needs: needs))
        }
    }

    /// Of all statements, each read with its own search_path.
    private static func facts(of statements: [WorkloadStatement], _ catalog: Catalog) -> [StatementFacts] {
        var facts = [StatementFacts?](repeating: nil, count: statements.count)
        for (path, positions) in Dictionary(grouping: statements.indices, by: { statements[$0].searchPath }) {
            var catalog = catalog
            if let path { catalog.searchPath = path }
            let analyses = SQL.analyze(positions.map { SQL.plannable(statements[$0].planned) }, catalog: catalog)
            for (position, analysis) in zip(positions, analyses) { facts[position] = analysis.facts }
        }
        return facts.map { $0 ?? StatementFacts(kind: .unparsed) }
    }

    /// With the schemas behind it whose tables were found though they are not on it: sessions set search_path as they go.
    private static func searchPath(_ own: [String]?, _ facts: StatementFacts, _ catalog: Catalog) -> [String]? {
        let path = own ?? catalog.searchPath
        let missing = Set(facts.relations.filter { $0.oid != nil && $0.throughView == nil }.compactMap(\.schema))
            .subtracting(path + ["pg_catalog", "information_schema"])
        return missing.isEmpty ? own : path + missing.sorted()
    }

    private struct Obstacle {
        var reason: String
        var isExaminable = true
    }

    /// Why a statement is not planned; nil where it is.
    private static func obstacle(_ facts: StatementFacts, _ schema: TargetSchema) -> Obstacle? {
        switch facts.kind {
        case .unparsed: return Obstacle(reason: "it does not parse: \(facts.parseError ?? "syntax error")")
        case .utility:
            return Obstacle(
                reason: "\(facts.command ?? "it") is a utility statement, which has no plan", isExaminable: false)
        default: break
        }
        for use in facts.relations {
            guard let reason = use.oid.flatMap({ schema.missing[$0] }) else { continue }
            return Obstacle(reason: "the twin has no \(Quote.qualified(use.schema, use.name)): \(reason)")
        }
        let known = facts.relations.compactMap(\.oid)
        if known.contains(where: { schema.table($0) != nil }) { return nil }
        if let reason = known.compactMap({ schema.excluded[$0] }).first {
            return Obstacle(reason: "no index is advised for what it reads: \(reason)", isExaminable: false)
        }
        guard let unknown = facts.relations.first(where: { $0.oid == nil }) else {
            return Obstacle(reason: "it reads no table", isExaminable: false)
        }
        if unknown.schema == "pg_catalog" || unknown.schema == "information_schema" || unknown.name.hasPrefix("pg_") {
            return Obstacle(reason: "it reads system catalogs", isExaminable: false)
        }
        return Obstacle(reason: "the table \(Quote.qualified(unknown.schema, unknown.name)) is not there")
    }
}
