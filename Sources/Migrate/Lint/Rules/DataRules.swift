import Model
import SQLSyntax

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
            LintExample("UPDATE posts SET status = 'old' WHERE slug = 'a' OR slug = 'b' RETURNING id", after: posts),
            LintExample("INSERT INTO posts SELECT * FROM old_posts", after: posts),
            LintExample(
                "WITH old AS (DELETE FROM posts WHERE status = 'old' RETURNING id) SELECT count(*) FROM old",
                after: posts),
        ],
        silent: [
            LintExample("UPDATE posts SET status = 'new' WHERE id = 7", after: posts),
            LintExample("UPDATE posts SET status = 'new' WHERE id BETWEEN 1 AND 1000", after: posts),
            LintExample("INSERT INTO posts VALUES (1, 'a', 'b')", after: posts),
            LintExample(
                "WITH batch AS (SELECT id FROM posts WHERE slug IS NULL LIMIT 500 FOR UPDATE SKIP LOCKED)"
                    + " UPDATE posts SET slug = '' FROM batch WHERE posts.id = batch.id", after: posts),
            LintExample(
                "DELETE FROM posts WHERE ctid = ANY (ARRAY(SELECT ctid FROM posts WHERE slug IS NULL LIMIT 500))",
                after: posts),
            "CREATE TABLE tags (a int); UPDATE tags SET a = 1",
        ],
        .statement { context in
            context.unboundedWrites.map { complaint(about: $0, context) }
        })

    private static func complaint(about write: DataChange, _ context: StatementContext) -> Complaint {
        let table = context.model.resolve(write.table)
        let effect = LockEffect(table: table, mode: .rowExclusive, work: .rewrite, form: .update)
        let verb =
            switch write.kind {
            case .insert, .copy: "are inserted"
            case .delete: "are deleted"
            case .update, .merge: "are written anew"
            }
        return Complaint(
            "nothing bounds how many rows of \(table) \(verb) at once", effect,
            fix: context.takesCondition(write) ? batches(context, table, write) : nil)
    }

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
    /// The writes of the statement, those in its WITH too, to tables that were there, without a bound.
    var unboundedWrites: [DataChange] {
        guard case .write(let write) = change else { return [] }
        return ([write] + write.inner).filter { !isNew($0.table) && isUnbounded($0) }
    }

    /// Whether a condition written behind the statement narrows it: no WITH, RETURNING or OR is in the way.
    fileprivate func takesCondition(_ write: DataChange) -> Bool {
        guard write.kind == .update || write.kind == .delete else { return false }
        let bytes = Array(text.utf8)
        let words = SQL.tokens(text).filter { $0.kind == .word }.map {
            String(decoding: bytes[$0.start..<$0.end], as: UTF8.self).lowercased()
        }
        return words.first == write.kind.rawValue && !words.contains("returning") && !words.contains("or")
    }

    /// Neither a unique key, nor a range, nor a LIMIT keeps the number of rows small.
    func isUnbounded(_ write: DataChange) -> Bool {
        guard !write.isBounded else { return false }
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
