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
        let analyses = SQL.analyze(workload.statements.map(\.text), catalog: catalog)
        let constants = ConstantUse(zip(analyses, workload.statements).map { ($0.facts, $1.callsPerDay) })
        for (statement, analysis) in zip(workload.statements, analyses) {
            if let reason = Self.obstacle(analysis.facts, schema) {
                skipped.append(Skipped(statement: statement.text, reason: reason))
                continue
            }
            let policies = security.conditions(of: analysis.facts, role: statement.role)
            let needs = NeedReader(
                schema: schema, facts: analysis.facts, policies: policies, constants: constants
            ).needs
            statements.append(ReadStatement(statement: statement, facts: analysis.facts, needs: needs))
        }
    }

    /// Why a statement is not planned; nil where it is.
    private static func obstacle(_ facts: StatementFacts, _ schema: TargetSchema) -> String? {
        switch facts.kind {
        case .unparsed: return "it does not parse: \(facts.parseError ?? "syntax error")"
        case .utility: return "\(facts.command ?? "it") is a utility statement, which has no plan"
        default: break
        }
        for use in facts.relations {
            guard let reason = use.oid.flatMap({ schema.missing[$0] }) else { continue }
            return "the twin has no \(Quote.qualified(use.schema, use.name)): \(reason)"
        }
        let known = facts.relations.compactMap(\.oid)
        if known.contains(where: { schema.table($0) != nil }) { return nil }
        if let reason = known.compactMap({ schema.excluded[$0] }).first {
            return "no index is advised for what it reads: \(reason)"
        }
        guard let unknown = facts.relations.first(where: { $0.oid == nil }) else { return "it reads no table" }
        if unknown.schema == "pg_catalog" || unknown.schema == "information_schema" || unknown.name.hasPrefix("pg_") {
            return "it reads system catalogs"
        }
        return "the table \(Quote.qualified(unknown.schema, unknown.name)) is not there"
    }
}
