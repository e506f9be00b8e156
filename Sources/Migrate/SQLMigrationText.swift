import Model

/// The text of one plain SQL migration file.
enum SQLMigrationText {
    static let keyPrefix = "-- finding: "

    static func up(_ migration: Migration) -> String {
        header(migration) + body(migration.up, migration)
    }

    static func down(_ migration: Migration) -> String {
        guard !migration.down.isEmpty else {
            return "-- Nothing takes \(migration.name) back: it is not reversible by SQL alone.\n"
        }
        return "-- Takes back \(migration.name).\n" + transactionNote(migration) + body(migration.down, migration)
    }

    private static func header(_ migration: Migration) -> String {
        var lines: [String] = []
        for finding in migration.findings {
            lines.append("-- \(oneLine(finding.message))")
            if finding.impact.unit != .none { lines.append("-- impact: \(Format.impact(finding.impact))") }
            lines.append("\(keyPrefix)\(finding.key) (\(finding.rule))")
        }
        return lines.joined(separator: "\n") + "\n" + transactionNote(migration)
    }

    private static func transactionNote(_ migration: Migration) -> String {
        guard migration.runsOutsideTransaction else { return "" }
        return "-- Runs outside a transaction: PostgreSQL refuses it inside a transaction block.\n"
            + interruptionNote(migration)
    }

    private static func interruptionNote(_ migration: Migration) -> String {
        guard migration.up.first?.uppercased().contains("INDEX CONCURRENTLY") == true,
            migration.up.first?.uppercased().hasPrefix("CREATE") == true
        else { return "" }
        return "-- If it is interrupted, it leaves an invalid index: run the down file, then this one again.\n"
    }

    /// A time-out for locks keeps a waiting ALTER from queueing all traffic behind it; CONCURRENTLY waits for others'
    /// transactions by design, and a time-out would only break it.
    private static func body(_ statements: [String], _ migration: Migration) -> String {
        let lines = statements.map { $0 + ";" }
        guard !migration.runsOutsideTransaction else { return "\n" + lines.joined(separator: "\n") + "\n" }
        return "\nBEGIN;\nSET LOCAL lock_timeout = '5s';\n" + lines.joined(separator: "\n") + "\nCOMMIT;\n"
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
