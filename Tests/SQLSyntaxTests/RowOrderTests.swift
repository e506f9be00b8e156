import Model
import SQLSyntax
import Testing

/// Orders of rows, query by query.
@Suite struct RowOrderTests {
    @Test(arguments: [
        Case("SELECT id FROM posts ORDER BY score DESC, id", "order by posts.score desc, posts.id"),
        // Each query has its own; the outermost one's comes first.
        Case(
            "SELECT id FROM (SELECT * FROM posts ORDER BY score LIMIT 5) x ORDER BY title", "order by posts.title",
            "order by posts.score"),
        Case(
            "SELECT 1 FROM users u, LATERAL (SELECT 1 FROM posts p WHERE p.author_id = u.id ORDER BY p.score LIMIT 3) x",
            "order by p.score"),
        // Of UNION ALL each operand could give its part in the order of the whole; UNION compares all rows first.
        Case(
            "SELECT id FROM posts UNION ALL SELECT id FROM users UNION ALL SELECT post_id FROM comments ORDER BY id LIMIT 5",
            "order by posts.id", "order by users.id", "order by comments.post_id"),
        Case("SELECT id FROM posts UNION SELECT id FROM users ORDER BY id", "order by posts.id"),
        // DISTINCT goes along with ORDER BY, its other columns behind; constants need no order.
        Case("SELECT DISTINCT author_id FROM posts", "distinct posts.author_id"),
        Case(
            "SELECT DISTINCT author_id, score, 1 FROM posts ORDER BY score DESC", "order by posts.score desc",
            "distinct posts.score desc, posts.author_id"),
        Case("SELECT DISTINCT ON (author_id) id FROM posts", "distinct posts.author_id"),
        Case(
            "SELECT DISTINCT ON (author_id) id FROM posts ORDER BY author_id, score DESC",
            "order by posts.author_id, posts.score desc"),
        // Windows, each once; numbers in them are constants.
        Case(
            "SELECT rank() OVER (PARTITION BY author_id ORDER BY score DESC), sum(id) OVER (PARTITION BY author_id ORDER BY score DESC) FROM posts",
            "window posts.author_id, posts.score desc"),
        Case(
            "SELECT rank() OVER w, rank() OVER (w ORDER BY id) FROM posts WINDOW w AS (PARTITION BY author_id)",
            "window posts.author_id"),
        Case("SELECT count(*) OVER (), rank() OVER (ORDER BY 1) FROM posts", ""),
        Case("SELECT id FROM posts ORDER BY 'a'", ""), Case("SELECT max(score) FROM posts", ""),
    ])
    func orders(_ test: Case) {
        #expect(Described(test.sql).orders == test.expected.filter { !$0.isEmpty })
    }

    @Test(
        arguments: [
            ("SELECT id FROM posts ORDER BY score <-> $1 LIMIT 5", "score"),
            ("SELECT id FROM posts ORDER BY $1 <-> score LIMIT 5", "score"),
            ("SELECT id, score <-> 5 AS distance FROM posts ORDER BY distance LIMIT 5", "score"),
            // From a row of the query around it: one search for each.
            (
                "SELECT 1 FROM users u, LATERAL (SELECT 1 FROM posts p ORDER BY p.score <-> u.id LIMIT 1) x", "score"
            ),
            // No index gives the pairs of a join by their distance, nor that of an expression.
            ("SELECT 1 FROM users u, posts p ORDER BY p.score <-> u.id LIMIT 1", nil),
            ("SELECT 1 FROM posts ORDER BY abs(score) <-> 5 LIMIT 1", nil),
            ("SELECT 1 FROM posts ORDER BY score - 5 LIMIT 1", nil),
        ] as [(String, String?)])
    func distances(sql: String, column: String?) {
        let facts = SQL.facts(of: sql, catalog: Forum.catalog)
        #expect(facts.orders.first?.keys.first?.distanceFrom?.column == column)
    }

    @Test(arguments: [
        ("SELECT min(score), max(created_at), max(score) FROM posts", ["score", "created_at"]),
        ("SELECT id, (SELECT max(c.id) FROM comments c WHERE c.post_id = p.id) FROM posts p", ["id"]),
        ("SELECT max(lower(title)), sum(score) FROM posts", []),
    ])
    func extremes(sql: String, columns: [String]) {
        #expect(SQL.facts(of: sql, catalog: Forum.catalog).extremes.map(\.column) == columns)
    }

    @Test(arguments: [
        ("DELETE FROM posts WHERE id = 1", [0]), ("UPDATE posts SET score = 1", []),
        ("WITH gone AS (DELETE FROM posts RETURNING id) SELECT * FROM gone", [0]),
        ("MERGE INTO posts p USING comments c ON c.post_id = p.id WHEN MATCHED THEN DELETE", [0]),
        ("MERGE INTO posts p USING comments c ON c.post_id = p.id WHEN MATCHED THEN UPDATE SET score = 1", []),
    ])
    func deletions(sql: String, relations: [Int]) {
        #expect(SQL.facts(of: sql, catalog: Forum.catalog).deletedFrom.sorted() == relations)
    }
}
