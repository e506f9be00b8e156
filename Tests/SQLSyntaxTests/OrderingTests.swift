import Model
import Testing

@Suite struct OrderingTests {
    @Test(arguments: [
        Case("SELECT id FROM posts ORDER BY score", "posts.score"),
        Case("SELECT id FROM posts ORDER BY score DESC, id ASC", "posts.score desc", "posts.id"),
        Case(
            "SELECT id FROM posts ORDER BY score NULLS FIRST, id DESC NULLS LAST", "posts.score nulls first",
            "posts.id desc nulls last"),
        Case("SELECT id, score FROM posts ORDER BY 2 DESC", "posts.score desc"),
        Case("SELECT score AS s FROM posts ORDER BY s", "posts.score"),
        // An alias wins over a column.
        Case("SELECT score AS id FROM posts ORDER BY id", "posts.score"),
        Case("SELECT * FROM comments ORDER BY 2", "comments.post_id"),
        Case("SELECT id FROM posts ORDER BY lower(title)", "lower()"),
        Case("SELECT count(*) AS n FROM posts GROUP BY author_id ORDER BY n DESC", "count() desc"),
        Case("SELECT id FROM posts ORDER BY score USING >", "posts.score desc"),
        Case("SELECT id FROM posts UNION SELECT id FROM users ORDER BY id", "posts.id"),
        Case("SELECT id FROM (SELECT * FROM posts ORDER BY score) x ORDER BY title", "posts.title", "posts.score"),
        Case("SELECT id FROM posts ORDER BY 7", ""), Case("SELECT id FROM posts ORDER BY 'a'", ""),
        Case("SELECT id FROM posts", ""),
    ])
    func orderBy(_ test: Case) {
        #expect(Described(test.sql).orderBy == test.expected.filter { !$0.isEmpty })
    }

    @Test(arguments: [
        Case("SELECT count(*) FROM posts GROUP BY author_id", "posts.author_id"),
        Case("SELECT author_id, count(*) FROM posts GROUP BY 1", "posts.author_id"),
        Case("SELECT date_trunc('day', created_at) AS day FROM posts GROUP BY day", "date_trunc()"),
        // A column wins over an alias.
        Case("SELECT lower(title) AS score FROM posts GROUP BY score", "posts.score"),
        Case("SELECT 1 FROM posts GROUP BY ROLLUP (author_id, score)", "posts.author_id", "posts.score"),
        Case(
            "SELECT 1 FROM posts GROUP BY GROUPING SETS ((author_id), (score, id), ())", "posts.author_id",
            "posts.score", "posts.id"),
        Case("SELECT DISTINCT author_id FROM posts", ""),
    ])
    func groupBy(_ test: Case) {
        #expect(Described(test.sql).groupBy == test.expected.filter { !$0.isEmpty })
    }

    @Test(
        arguments: [
            ("SELECT id FROM posts LIMIT 10 OFFSET 20", 10, 20), ("SELECT id FROM posts LIMIT 0", 0, nil),
            ("SELECT id FROM posts FETCH FIRST 5 ROWS ONLY", 5, nil),
            ("SELECT id FROM posts LIMIT $1 OFFSET $2", nil, nil),
            ("SELECT id FROM posts LIMIT ALL", nil, nil), ("SELECT id FROM (SELECT id FROM posts LIMIT 3) x", nil, nil),
            ("SELECT id FROM posts UNION ALL SELECT id FROM users LIMIT 4", 4, nil),
        ] as [(String, Int64?, Int64?)])
    func limit(sql: String, limit: Int64?, offset: Int64?) {
        let facts = Described(sql).facts
        #expect(facts.limit == limit)
        #expect(facts.offset == offset)
    }
}
