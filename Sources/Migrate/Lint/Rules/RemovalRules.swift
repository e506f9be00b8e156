import Model

/// What is gone when it is done.
enum RemovalRules {
    static let all = [table, view, column, primaryKey, schema, database, truncate]

    private static let posts = "CREATE TABLE posts (id bigint, title text)"

    static let table = LintRule(
        "drop-table", .warning, title: "Table dropped",
        harm: "Its rows are gone, and the running application fails on it.",
        remedy: "A release that no longer uses it first; a backup; then the drop, in a release of its own.",
        fires: [LintExample("DROP TABLE posts", after: posts), "DROP TABLE IF EXISTS unknown_table"],
        silent: ["CREATE TABLE tags (a text); DROP TABLE tags"],
        .statement { context in
            guard case .drop(let removal) = context.change, removal.kind == .table else { return [] }
            return removal.names.filter { !context.isNew($0) }.map { name in
                var complaint = Complaint(
                    "the rows of \(context.shown(name)) are lost", on: context.model.resolve(name),
                    fix: "-- in a release after the last that uses it:\n\(context.withTimeout)")
                complaint.effect = context.effect(.dropTable)
                return context.naming(context.workload?.users(of: context.model.resolve(name)), complaint)
            }
        })

    static let view = LintRule(
        "drop-view", .warning, title: "View dropped",
        harm: "The running application fails on it; a materialised view's rows have to be computed anew.",
        remedy: "A release that no longer uses it first, or CREATE OR REPLACE VIEW.",
        fires: ["DROP VIEW recent", "DROP MATERIALIZED VIEW IF EXISTS totals"],
        silent: [
            "DROP VIEW recent; CREATE VIEW recent AS SELECT 1",
            "CREATE VIEW recent AS SELECT 1; DROP VIEW recent",
        ],
        .statement { context in
            guard case .drop(let removal) = context.change,
                removal.kind == .view || removal.kind == .materializedView
            else { return [] }
            return removal.names.filter { !context.isNew($0) }.map { name in
                let resolved = context.model.resolve(name)
                var complaint = Complaint(
                    "statements that name \(context.shown(name)) fail from here on", on: resolved,
                    fix: "-- in a release after the last that uses it:\n\(context.withTimeout)")
                complaint.unless = { $0.table(resolved) != nil }
                return complaint
            }
        })

    static let primaryKey = LintRule(
        "drop-primary-key", .warning, title: "Primary key dropped",
        harm: "Rows may come twice; upserts on the key fail, and logical replication of updates and deletes with them.",
        remedy: "Put another key in its place in the same transaction: ADD PRIMARY KEY USING INDEX.",
        fires: [
            LintExample(
                "ALTER TABLE posts DROP CONSTRAINT k", after: "CREATE TABLE posts (id int CONSTRAINT k PRIMARY KEY)"),
            "ALTER TABLE unknown_table DROP CONSTRAINT unknown_table_pkey",
        ],
        silent: [
            LintExample(
                "CREATE UNIQUE INDEX CONCURRENTLY n ON posts (id); ALTER TABLE posts DROP CONSTRAINT k,"
                    + " ADD CONSTRAINT k2 PRIMARY KEY USING INDEX n",
                after: "CREATE TABLE posts (id int CONSTRAINT k PRIMARY KEY)"),
            LintExample(
                "ALTER TABLE posts DROP CONSTRAINT c",
                after: "\(posts); ALTER TABLE posts ADD CONSTRAINT c CHECK (id > 0)"),
        ],
        .statement { context in
            context.commands.compactMap { command in
                guard case .dropConstraint(let name, _) = command.command else { return nil }
                let known = context.model.table(command.table)?.constraints[name]
                guard known?.kind == .primary || known == nil && name.hasSuffix("_pkey") else { return nil }
                let table = command.table
                var complaint = Complaint("\(table) is left without its primary key", on: table, place: command.place)
                complaint.unless = { $0.table(table)?.constraints.values.contains { $0.kind == .primary } ?? true }
                return complaint
            }
        })

    static let column = LintRule(
        "drop-column", .warning, title: "Column dropped",
        harm: "Its values are gone, and the running application fails where it names the column; SELECT * of prepared"
            + " statements too.",
        remedy: "A release that no longer uses it first, then the drop, in a release of its own.",
        fires: [
            LintExample("ALTER TABLE posts DROP COLUMN title", after: posts),
            LintExample("DROP TYPE mood CASCADE", after: "CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE t (m mood)"),
        ],
        silent: [
            LintExample("ALTER TABLE posts ADD COLUMN a int; ALTER TABLE posts DROP COLUMN a", after: posts),
            "CREATE TABLE tags (a text); ALTER TABLE tags DROP COLUMN a",
        ],
        .statement { context in
            if case .drop(let removal) = context.change { return columnsOfTypes(removal, context) }
            return context.commands.compactMap { command in
                guard case .dropColumn(let column, _) = command.command,
                    context.model.table(command.table)?.columns[column]?.isNew != true
                else { return nil }
                var complaint = Complaint(
                    "the values of \(command.table).\(Quote.identifier(column)) are lost", on: command.table,
                    place: command.place, fix: "-- in a release after the last that uses it:\n\(context.withTimeout)")
                complaint.effect = context.effect(.dropColumn)
                return context.naming(context.workload?.users(of: command.table, column: column), complaint)
            }
        })

    /// DROP TYPE ... CASCADE drops the columns of the type.
    private static func columnsOfTypes(_ removal: Removal, _ context: StatementContext) -> [Complaint] {
        guard removal.kind == .type || removal.kind == .domain, removal.cascades else { return [] }
        return removal.names.filter { !context.model.isNewType($0) }.map { type in
            var complaint = Complaint(
                "the columns of type \(type) are lost with it, in whatever table",
                fix: "-- without CASCADE, in a release after the last that uses it")
            complaint.effect = context.effect(.dropColumn)
            complaint.table = complaint.effect?.table
            return complaint
        }
    }

    static let schema = LintRule(
        "drop-schema", .warning, title: "Schema dropped with all that is in it",
        harm: "All its tables and their rows are gone.",
        remedy: "A release that no longer uses it first; a backup; then the drop, in a release of its own.",
        fires: ["DROP SCHEMA shop CASCADE"],
        silent: ["CREATE SCHEMA shop; DROP SCHEMA shop CASCADE", "DROP SCHEMA shop"],
        .statement { context in
            // Without CASCADE only an empty schema can be dropped.
            guard case .drop(let removal) = context.change, removal.kind == .schema, removal.cascades else { return [] }
            return removal.names.filter { !context.model.isNewSchema($0.name) }.map {
                Complaint("all tables of the schema \(Quote.identifier($0.name)) are lost")
            }
        })

    static let database = LintRule(
        "drop-database", .critical, title: "Database dropped",
        harm: "All that is in it is gone, and nothing takes that back.",
        remedy: "By hand, after a backup; never in a migration.",
        fires: ["DROP DATABASE shop", "DROP DATABASE IF EXISTS shop WITH (FORCE)"], silent: ["DROP SCHEMA shop"],
        .statement { context in
            guard case .other("DropdbStmt", _) = context.change else { return [] }
            return [Complaint("the whole database is lost")]
        })

    static let truncate = LintRule(
        "truncate", .warning, title: "Table emptied",
        harm: "Its rows are gone; AccessExclusive makes reads and writes wait.",
        remedy: "DELETE in batches where rows are to go; a separate release where all are.",
        fires: [LintExample("TRUNCATE posts", after: posts)],
        silent: ["CREATE TABLE tags (a text); TRUNCATE tags"],
        .statement { context in
            guard case .truncate(let tables, _) = context.change else { return [] }
            return tables.filter { !context.isNew($0) }.map { name in
                var complaint = Complaint(
                    "the rows of \(context.shown(name)) are lost", on: context.model.resolve(name),
                    fix: context.withTimeout)
                complaint.effect = context.effect(.truncate)
                return complaint
            }
        })
}
