import Model

/// One change of the schema as a migration carries it: what repairs, what takes it back, and why.
public struct Migration: Sendable, Equatable {
    /// Without number and ending: `index_duplicate_posts_author_id_idx`.
    public var name: String
    public var up: [String]
    /// Empty where nothing takes it back.
    public var down: [String]
    /// PostgreSQL refuses it inside a transaction block; such a migration holds one statement.
    public var runsOutsideTransaction: Bool
    /// The findings it repairs, most costly first.
    public var findings: [Finding]
}

/// A fix that is no schema change: the operator runs it, no migration carries it.
public struct Operation: Sendable, Equatable {
    public var sql: String
    public var finding: Finding
}

/// The fixes of an analysis, put into the order in which they are safe to run.
public struct MigrationSet: Sendable, Equatable {
    public var migrations: [Migration]
    public var operations: [Operation]

    /// Takes the fixes of `findings`. Creations come before alterations, removals last, so that what replaces an index
    /// is there before the old one goes. The same fix of several findings is written once.
    ///
    /// A fix that PostgreSQL refuses inside a transaction block becomes one migration a statement.
    public init(findings: [Finding]) {
        var byStatements: [String: Int] = [:]
        var ordered: [(change: Change, migration: Migration)] = []
        operations = []
        for finding in findings {
            guard let fix = finding.fix else { continue }
            let statements = Statement.split(fix)
            guard let change = statements.map(\.change).max() else { continue }
            guard change != .operation else {
                operations.append(
                    Operation(sql: statements.map { $0.sql + ";" }.joined(separator: "\n"), finding: finding))
                continue
            }
            for migration in Migration.parts(of: finding, statements: statements) {
                let identity = migration.up.joined(separator: ";")
                if let earlier = byStatements[identity] {
                    ordered[earlier].migration.findings.append(finding)
                } else {
                    byStatements[identity] = ordered.count
                    ordered.append((change, migration))
                }
            }
        }
        let sorted = ordered.enumerated().sorted { ($0.element.change, $0.offset) < ($1.element.change, $1.offset) }
        migrations = sorted.map(\.element.migration)
        mergeNarrowerIndexes()
        disambiguateNames()
    }

    /// Of two new indexes on plain columns of which one begins with the other's, the wider serves both.
    private mutating func mergeNarrowerIndexes() {
        let keys = migrations.map { $0.up.count == 1 ? NewIndex($0.up[0]) : nil }
        var absorbed: Set<Int> = []
        for (narrow, key) in keys.enumerated() {
            guard let key, let wide = keys.firstIndex(where: { $0.map { $0.covers(key) } ?? false }) else { continue }
            migrations[wide].findings += migrations[narrow].findings
            absorbed.insert(narrow)
        }
        migrations = migrations.indices.filter { !absorbed.contains($0) }.map { migrations[$0] }
    }

    private mutating func disambiguateNames() {
        var used: [String: Int] = [:]
        for position in migrations.indices {
            let name = migrations[position].name
            used[name, default: 0] += 1
            if let count = used[name], count > 1 { migrations[position].name = "\(name)_\(count)" }
        }
    }
}

extension Migration {
    /// One migration for a fix that a transaction may hold; else one for each statement, undone in reverse order.
    fileprivate static func parts(of finding: Finding, statements: [Statement]) -> [Migration] {
        let reverse = finding.reverse.map(Statement.split) ?? []
        guard (statements + reverse).contains(where: { $0.execution == .autocommit }) else {
            return [
                Migration(
                    name: fileName(statements), up: statements.map(\.sql), down: reverse.map(\.sql),
                    runsOutsideTransaction: false,
                    findings: [finding])
            ]
        }
        return statements.indices.map { position in
            // The last statement is undone first: the reverse begins with it.
            let undo = statements.count - 1 - position
            return Migration(
                name: fileName([statements[position]]), up: [statements[position].sql],
                down: reverse.indices.contains(undo) ? [reverse[undo].sql] : [], runsOutsideTransaction: true,
                findings: [finding])
        }
    }

    /// What the first statement does, in snake_case: `create_index_posts_author_id_idx`. At most 80 characters, ASCII
    /// only: safe on every file system.
    private static func fileName(_ statements: [Statement]) -> String {
        let noise: Set<Substring> = ["CONCURRENTLY", "IF", "NOT", "EXISTS", "ONLY"]
        let ends: Set<Substring> = ["ON", "USING", "TYPE", "WHERE"]
        let words = (statements.first?.sql ?? "").split { $0.isWhitespace || $0 == "(" }
            .prefix { !ends.contains($0.uppercased()[...]) }
            .filter { !noise.contains($0.uppercased()[...]) }
            .map { $0.hasPrefix("public.") ? $0.dropFirst("public.".count) : $0 }
        return plainName(words.joined(separator: "_"))
    }

    static func plainName(_ text: String) -> String {
        let plain = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return String(plain.joined(separator: "_").prefix(80))
    }
}
