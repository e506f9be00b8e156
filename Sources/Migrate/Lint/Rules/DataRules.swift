import Model

/// Statements that write rows.
enum DataRules {
    static let all = [unbatchedBackfill]

    private static let posts = "CREATE TABLE posts (id bigint PRIMARY KEY, slug text, status text)"

    static let unbatchedBackfill = LintRule(
        "unbatched-backfill", .warning, title: "Every row written in one statement",
        harm:
            "All rows stay locked until the end, dead versions of all of them are left behind, and replicas fall behind.",
        remedy: "Batches by key, a transaction each, outside the migration or in a loop that commits.",
        fires: [
            LintExample("UPDATE posts SET status = 'new'", after: posts),
            LintExample("DELETE FROM posts WHERE status = 'old'", after: posts),
            LintExample("INSERT INTO posts SELECT * FROM old_posts", after: posts),
        ],
        silent: [
            LintExample("UPDATE posts SET status = 'new' WHERE id = 7", after: posts),
            LintExample("UPDATE posts SET status = 'new' WHERE id BETWEEN 1 AND 1000", after: posts),
            LintExample("INSERT INTO posts VALUES (1, 'a', 'b')", after: posts),
            "CREATE TABLE tags (a int); UPDATE tags SET a = 1",
        ],
        .statement { context in
            guard case .write(let write) = context.change, !context.isNew(write.table), context.isUnbounded(write)
            else {
                return []
            }
            let table = context.model.resolve(write.table)
            let effect = LockEffect(table: table, mode: .rowExclusive, work: .rewrite, form: .update)
            let verb =
                switch write.kind {
                case .insert, .copy: "are inserted"
                case .delete: "are deleted"
                case .update, .merge: "are written anew"
                }
            return [
                Complaint(
                    "nothing bounds how many rows of \(table) \(verb) at once", effect,
                    fix: write.kind == .insert ? nil : batches(context, table, write))
            ]
        })

    private static func batches(_ context: StatementContext, _ table: ObjectName, _ write: DataChange) -> String {
        let key = context.model.indexes(on: table).first { $0.isUnique && $0.columns.count == 1 }?.columns.first ?? nil
        let column = Quote.identifier(key ?? "id")
        let condition = write.hasCondition ? "AND" : "WHERE"
        return """
            -- again and again, with the next range each time, a transaction each:
            \(context.text)
            \(condition) \(column) IN (SELECT \(column) FROM \(table) WHERE \(column) > LAST ORDER BY \(column) LIMIT 5000);
            """
    }
}

extension StatementContext {
    /// Neither a unique key, nor a range, nor a LIMIT keeps the number of rows small.
    func isUnbounded(_ write: DataChange) -> Bool {
        guard !write.isBounded else { return false }
        if case .other = change { return false }
        let unique = model.indexes(on: write.table).filter { $0.isUnique && !$0.isPartial }
        guard !unique.isEmpty else {
            // Of a table that nobody described, columns that look like keys are taken for keys.
            return !write.fixedColumns.contains { name in
                ["id", "key", "code", "uuid", "slug", "email"].contains { name == $0 || name.hasSuffix("_\($0)") }
            }
        }
        return !unique.contains { index in
            index.columns.allSatisfy { column in column.map(write.fixedColumns.contains) ?? false }
        }
    }
}
