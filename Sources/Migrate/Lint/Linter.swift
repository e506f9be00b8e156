import Model
import SQLSyntax

/// Examines migrations before they run: statement by statement, in the order in which their framework runs them, with a
/// model of the schema and of the transaction as both stand at that moment.
///
/// ```swift
/// let report = Linter(LintOptions(schema: "CREATE TABLE posts (id bigint)"))
///     .lint("CREATE INDEX i ON posts (id)", path: "0042_index.sql")
/// ```
public struct Linter: Sendable {
    public var options: LintOptions

    public init(_ options: LintOptions = LintOptions()) {
        self.options = options
    }

    /// One text by itself, each statement sent by itself unless said otherwise.
    public func lint(
        _ sql: String, path: String, execution: MigrationPart.Execution = .statements
    ) -> LintReport {
        lint([.loose([MigrationPart(path: path, sql: sql, execution: execution)])])
    }

    /// The pending migrations of one or more folders, one after the other.
    public func lint(_ sources: [MigrationSource]) -> LintReport {
        let parts = sources.flatMap { $0.files.map(\.up) }
        let scripts = ParsedPart.read(parts)
        var run = LintRun(options: options, workload: workload(for: scripts))
        var position = 0
        for source in sources {
            run.begin(source)
            for file in source.files {
                run.examine(file, scripts[position], of: source)
                position += 1
            }
            run.end()
        }
        return run.finish()
    }

    private func workload(for scripts: [ParsedPart]) -> LintWorkload? {
        guard let snapshot = options.snapshot else { return nil }
        let isAsked = scripts.contains { script in
            script.script.statements.contains { (try? $0.result.get())?.asksForWorkload ?? false }
        }
        return isAsked ? LintWorkload(snapshot) : nil
    }
}

/// What a lint rests on, besides the migrations.
public struct LintOptions: Sendable {
    /// Statements that made the schema as it was before; nil: nothing is known of it.
    public var schema: [MigrationPart]
    /// The schema, its sizes and its traffic as they were collected.
    public var snapshot: Snapshot?
    /// For each folder of migrations, by its path: what the branch compared with has of it.
    public var applied: [String: MigrationSource]
    /// Accepted findings, from advisor.yaml.
    public var suppressions: [LintSuppression]

    public init(
        schema: String? = nil, snapshot: Snapshot? = nil, applied: [String: MigrationSource] = [:],
        suppressions: [LintSuppression] = []
    ) {
        self.schema = schema.map { [MigrationPart(path: "schema", sql: $0, execution: .statements)] } ?? []
        self.snapshot = snapshot
        self.applied = applied
        self.suppressions = suppressions
    }
}

/// Findings that are accepted beforehand.
public struct LintSuppression: Sendable, Equatable {
    public var rule: String
    /// Of the table, or of the file where a finding has no table; `*` stands for anything.
    public var object: String
    public var reason: String

    public init(rule: String, object: String = "*", reason: String) {
        self.rule = rule
        self.object = object
        self.reason = reason
    }
}

extension MigrationSource {
    /// Files that belong to no framework, in the order given.
    public static func loose(_ parts: [MigrationPart]) -> MigrationSource {
        MigrationSource(
            framework: .sql, directory: "",
            files: parts.enumerated().map {
                MigrationFile(version: String($0.offset + 1), name: $0.element.path, up: $0.element)
            })
    }
}
