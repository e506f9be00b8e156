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
        disambiguateNames()
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
        let name = fileName(rule: finding.rule, object: finding.object)
        guard (statements + reverse).contains(where: { $0.execution == .autocommit }) else {
            return [
                Migration(
                    name: name, up: statements.map(\.sql), down: reverse.map(\.sql), runsOutsideTransaction: false,
                    findings: [finding])
            ]
        }
        return (0..<max(statements.count, reverse.count)).map { position in
            let undo = reverse.count - 1 - position
            return Migration(
                name: name, up: position < statements.count ? [statements[position].sql] : [],
                down: reverse.indices.contains(undo) ? [reverse[undo].sql] : [], runsOutsideTransaction: true,
                findings: [finding])
        }
    }

    /// snake_case of the rule and the object, at most 80 characters: safe on every file system.
    private static func fileName(rule: String, object: String) -> String {
        let object = object.hasPrefix("public.") ? object.dropFirst("public.".count) : Substring(object)
        let words = "\(rule)_\(object)".lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return String(words.joined(separator: "_").prefix(80))
    }
}
