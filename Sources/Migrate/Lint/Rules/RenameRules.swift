import Model

/// Names that the running application still uses.
enum RenameRules {
    static let all = [column, table, schema, enumValue]

    private static let posts = "CREATE TABLE posts (id bigint, title text); CREATE TYPE mood AS ENUM ('ok', 'bad')"

    static let column = LintRule(
        "rename-column", .warning, title: "Column renamed under the running application",
        harm:
            "The application that is running fails on its next statement; between the migration and the release nothing"
            + " works.",
        remedy: "Expand and contract: a new column kept by a trigger, or a view under the old names.",
        fires: [LintExample("ALTER TABLE posts RENAME COLUMN title TO heading", after: posts)],
        silent: [
            "CREATE TABLE tags (a text); ALTER TABLE tags RENAME COLUMN a TO b",
            LintExample("ALTER TABLE posts ADD COLUMN a text; ALTER TABLE posts RENAME COLUMN a TO b", after: posts),
        ],
        .statement { context in
            guard case .rename(let renaming) = context.change, renaming.kind == .column, let old = renaming.old,
                let table = renaming.relation, !context.isNew(table),
                context.model.table(table)?.columns[old]?.isNew != true
            else { return [] }
            let names = (Quote.identifier(old), Quote.identifier(renaming.new))
            let type = context.model.table(table)?.columns[old]?.type.sql ?? "TYPE"
            var complaint = Complaint(
                "statements that name \(context.shown(table)).\(names.0) fail from here on",
                on: context.model.resolve(table),
                fix: """
                    \(context.alter(table)) ADD COLUMN \(names.1) \(type);
                    -- a trigger that copies one into the other, a backfill in batches; drop \(names.0) in a later release
                    """)
            complaint.effect = context.effect(.renameColumn)
            let users = context.workload?.users(of: context.model.resolve(table), column: old)
            return [context.naming(users, complaint)]
        })

    static let table = LintRule(
        "rename-table", .warning, title: "Table renamed under the running application",
        harm: "The application that is running fails on its next statement.",
        remedy: "Leave a view under the old name until no release uses it.",
        fires: [
            LintExample("ALTER TABLE posts RENAME TO articles", after: posts),
            LintExample("ALTER TABLE posts SET SCHEMA archive", after: posts),
            LintExample(
                "BEGIN; ALTER TABLE posts RENAME TO posts_old; ALTER TABLE posts_new RENAME TO posts; COMMIT",
                after: "\(posts); CREATE TABLE posts_new (id bigint)"),
        ],
        silent: [
            "CREATE TABLE tags (a text); ALTER TABLE tags RENAME TO labels",
            LintExample(
                "ALTER TABLE posts RENAME TO articles; CREATE VIEW posts AS SELECT * FROM articles", after: posts),
        ],
        .statement { context in
            let old: ObjectName
            let new: String
            switch context.change {
            case .rename(let renaming) where [.table, .view, .materializedView].contains(renaming.kind):
                guard let relation = renaming.relation else { return [] }
                old = relation
                new = Quote.qualified(context.model.resolve(relation).schema, renaming.new)
            case .setSchema(.table, let relation, let schema):
                old = relation
                new = Quote.qualified(schema, relation.name)
            default: return []
            }
            if let swap = swap(context, old) { return [swap] }
            guard !context.isNew(old) else { return [] }
            var complaint = Complaint(
                "statements that name \(context.shown(old)) fail from here on", on: context.model.resolve(old),
                fix:
                    "-- in one transaction:\n\(context.text);\nCREATE VIEW \(context.shown(old)) AS SELECT * FROM \(new);\n"
                    + "-- the view can be written to; drop it in a later release")
            complaint.effect = context.effect(.renameTable, .setSchema)
            let name = context.model.resolve(old)
            // Of a swap the other half tells, and a view under the old name serves it.
            complaint.unless = { $0.table(name) != nil }
            return [context.naming(context.workload?.users(of: context.model.resolve(old)), complaint)]
        })

    /// What takes a name that was just taken from another table.
    private static func swap(_ context: StatementContext, _ old: ObjectName) -> Complaint? {
        guard case .rename(let renaming) = context.change else { return nil }
        let given = ObjectName(schema: context.model.resolve(old).schema, name: renaming.new)
        guard context.model.renamedTables.contains(given) else { return nil }
        var complaint = Complaint(
            "statements that name \(given) meet what was \(context.shown(old)) from here on", on: given)
        complaint.effect = context.effect(.renameTable, .setSchema)
        return complaint
    }

    static let schema = LintRule(
        "rename-schema", .warning, title: "Schema renamed under the running application",
        harm: "Every statement and every search_path that names the schema fails.",
        remedy: "Put the new schema into search_path first, move the objects release by release.",
        fires: ["ALTER SCHEMA shop RENAME TO store"],
        silent: ["CREATE SCHEMA shop; ALTER SCHEMA shop RENAME TO store"],
        .statement { context in
            guard case .rename(let renaming) = context.change, renaming.kind == .schema else { return [] }
            guard let old = renaming.old, !context.model.isNewSchema(old) else { return [] }
            return [Complaint("statements that name the schema \(Quote.identifier(old)) fail from here on")]
        })

    static let enumValue = LintRule(
        "rename-enum-value", .warning, title: "Enum label renamed under the running application",
        harm: "The running application writes and compares with the old label, which fails.",
        remedy: "Add the new label in a release, change the rows in batches, stop using the old one.",
        fires: [LintExample("ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'", after: posts)],
        silent: ["CREATE TYPE size AS ENUM ('s'); ALTER TYPE size RENAME VALUE 's' TO 'small'"],
        .statement { context in
            guard case .rename(let renaming) = context.change, renaming.kind == .type, let old = renaming.old,
                let type = renaming.relation, !context.model.isNewType(type)
            else { return [] }
            return [
                Complaint(
                    "statements with the label \(Quote.literal(old)) fail from here on",
                    fix: "ALTER TYPE \(type) ADD VALUE \(Quote.literal(renaming.new));\n"
                        + "-- change the rows in batches; a label that nobody uses may stay")
            ]
        })
}
