import Model
import SQLSyntax

/// A migration as a layout writes it: one unit of its framework.
struct MigrationDraft {
    var name: String
    /// Evidence, one line each, without comment signs.
    var header: [String]
    var up: [String]
    var down: [String]
    /// Some statement is refused inside a transaction block.
    var runsOutsideTransaction: Bool
    /// The change in one transaction, for a framework that knows nothing else: statements without CONCURRENTLY.
    var inTransaction: [String]
    var indexes: [IndexStatement]

    static let keyPrefix = "finding: "
    static let lockTimeout = "SET LOCAL lock_timeout = '5s'"
    /// For a framework that wants a statement where there is nothing to do.
    static let nothing = "SELECT 1"

    init(_ migration: Migration, expanded: Migration, framework: Framework, context: SchemaContext) {
        name = migration.name
        header =
            (Self.evidence(migration, expanded, context) + [
                "Written by advisor migration --format \(framework.rawValue)."
            ]).map { Visible.uncommanded(Visible.line($0)) }
        up = expanded.up.map { SQL.visible($0) }
        down = expanded.down.map { SQL.visible($0) }
        runsOutsideTransaction = expanded.runsOutsideTransaction
        indexes = migration.up.compactMap(IndexStatement.init)
        inTransaction = migration.up.map { statement in
            guard let index = IndexStatement(statement), index.name != nil else { return SQL.visible(statement) }
            return SQL.visible(
                index.kind == .drop
                    ? index.drop(concurrently: false) : index.create(concurrently: false, ifNotExists: true))
        }
    }

    /// One draft a statement, for frameworks that send a file as one message. Going down they undo in reverse.
    var oneStatementEach: [MigrationDraft] {
        let count = max(up.count, down.count)
        guard runsOutsideTransaction, count > 1 else { return [self] }
        return (0..<count).map { step in
            var part = self
            part.name = "\(name)_\(step + 1)_of_\(count)"
            part.up = [step < up.count ? up[step] : Self.nothing]
            let undo = count - 1 - step
            part.down = down.isEmpty ? [] : [undo < down.count ? down[undo] : Self.nothing]
            return part
        }
    }

    /// The statements with a time-out for locks before those that share a transaction: a waiting ALTER would else queue
    /// all traffic behind it. CONCURRENTLY waits for others' transactions by design; a time-out would only break it.
    func guarded(_ statements: [String]) -> [String] {
        runsOutsideTransaction || statements.isEmpty ? statements : [Self.lockTimeout] + statements
    }

    /// The header as comment lines.
    func comment(_ sign: String = "--") -> String { header.map { "\(sign) \($0)\n" }.joined() }

    static func sql(_ statements: [String]) -> String { statements.map { $0 + ";\n" }.joined() }

    var upSQL: String { Self.sql(guarded(up)) }

    /// A comment and nothing else where nothing takes the migration back.
    var downSQL: String {
        down.isEmpty ? "-- Nothing takes \(name) back: it is not reversible by SQL alone.\n" : Self.sql(guarded(down))
    }

    /// As psql has to be given it: with a transaction of its own.
    func script(_ statements: [String]) -> String {
        guard !statements.isEmpty else { return downSQL }
        return runsOutsideTransaction
            ? "-- Runs outside a transaction: PostgreSQL refuses it inside a transaction block.\n\n"
                + Self.sql(statements)
            : "\nBEGIN;\n" + Self.sql(guarded(statements)) + "COMMIT;\n"
    }
}

extension MigrationDraft {
    private static func evidence(_ migration: Migration, _ expanded: Migration, _ context: SchemaContext) -> [String] {
        var lines: [String] = []
        for finding in migration.findings {
            lines.append(oneLine(finding.message))
            if finding.impact.unit != .none { lines.append("impact: \(Format.impact(finding.impact))") }
            let figures = finding.evidence.sorted { $0.key < $1.key }.compactMap { name, value in
                figure(value).map { "\(name) \($0)" }
            }
            if !figures.isEmpty { lines.append("evidence: \(figures.joined(separator: ", "))") }
            lines.append("\(keyPrefix)\(finding.key) (\(finding.rule))")
        }
        for statement in migration.up {
            guard let index = IndexStatement(statement), index.kind != .drop,
                let bytes = context.table(schema: index.schema, name: index.table)?.bytes
            else { continue }
            lines.append("size: \(Format.impact(Impact(value: Double(bytes), unit: .bytes))) of \(index.table)")
        }
        lines.append("lock: \(lock(expanded.up))")
        return lines
    }

    /// Numbers only: texts of the evidence may hold values of the data.
    private static func figure(_ value: Value) -> String? {
        switch value {
        case .integer(let number): String(number)
        case .real(let number): number.formatted(places: 2)
        default: nil
        }
    }

    private static func lock(_ statements: [String]) -> String {
        let indexes = statements.compactMap(IndexStatement.init)
        if statements.contains(where: { $0.contains("ATTACH PARTITION") }) {
            return "Share on the parent for a moment, ShareUpdateExclusive on each partition: reads and writes go on"
        }
        if indexes.contains(where: \.concurrently) || statements.allSatisfy({ $0.contains("VALIDATE CONSTRAINT") }) {
            return "ShareUpdateExclusive: reads and writes go on"
        }
        if indexes.contains(where: { $0.kind != .drop }) { return "Share: writes wait while the index is built" }
        return "up to AccessExclusive, held shortly; gives up after waiting 5 s"
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}

extension Double {
    fileprivate func formatted(places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        return abs(self) < 1e12 ? "\((self * scale).rounded() / scale)" : "\(self)"
    }
}
