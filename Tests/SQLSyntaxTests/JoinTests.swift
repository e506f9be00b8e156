import Model
import Testing

@Suite struct JoinTests {
    @Test(arguments: [
        Case("SELECT 1 FROM posts p JOIN users u ON u.id = p.author_id", "p.author_id = u.id inner"),
        Case("SELECT 1 FROM posts p LEFT JOIN users u ON p.author_id = u.id", "p.author_id = u.id left"),
        Case("SELECT 1 FROM posts p RIGHT JOIN users u ON p.author_id = u.id", "p.author_id = u.id right"),
        Case("SELECT 1 FROM posts p FULL JOIN users u ON p.author_id = u.id", "p.author_id = u.id full"),
        Case("SELECT 1 FROM posts p, users u WHERE u.id = p.author_id", "p.author_id = u.id inner"),
        Case("SELECT 1 FROM posts p JOIN users u ON u.created_at < p.created_at", "p.created_at > u.created_at inner"),
        Case("SELECT 1 FROM posts p JOIN users u USING (id)", "p.id = u.id inner"),
        Case(
            "SELECT 1 FROM posts p JOIN users u USING (id, created_at)", "p.id = u.id inner",
            "p.created_at = u.created_at inner"),
        Case("SELECT 1 FROM nowhere n JOIN users u USING (id)", "n.id = u.id inner"),
        Case("SELECT 1 FROM comments c NATURAL JOIN posts p", "c.id = p.id inner", "c.author_id = p.author_id inner"),
        Case(
            "SELECT 1 FROM comments c JOIN posts p ON c.post_id = p.id LEFT JOIN users u ON u.id = p.author_id",
            "c.post_id = p.id inner", "p.author_id = u.id left"),
        Case("SELECT 1 FROM posts p CROSS JOIN users u", ""),
        Case("SELECT 1 FROM posts p JOIN users u ON lower(p.title) = lower(u.name)", ""),
        Case("SELECT 1 FROM posts p JOIN users u ON p.author_id = u.id OR p.id = u.id", ""),
        Case("SELECT 1 FROM comments c JOIN comments d ON d.parent_id = c.id", "c.id = d.parent_id inner"),
        Case(
            "SELECT 1 FROM users u WHERE EXISTS (SELECT 1 FROM posts WHERE author_id = u.id)",
            "u.id = posts.author_id semi"),
        Case(
            "SELECT 1 FROM users u WHERE NOT EXISTS (SELECT 1 FROM posts WHERE author_id = u.id)",
            "u.id = posts.author_id anti"),
        Case("SELECT 1 FROM users u WHERE id IN (SELECT author_id FROM posts)", "u.id = posts.author_id semi"),
        Case("SELECT 1 FROM users u WHERE id NOT IN (SELECT author_id FROM posts)", "u.id = posts.author_id anti"),
        Case("SELECT 1 FROM users u WHERE id = ANY (SELECT author_id FROM posts)", "u.id = posts.author_id semi"),
        Case(
            "SELECT (SELECT max(score) FROM posts WHERE author_id = u.id) FROM users u", "u.id = posts.author_id left"),
        Case(
            "SELECT 1 FROM users u JOIN LATERAL (SELECT 1 FROM posts WHERE author_id = u.id LIMIT 1) x ON true",
            "u.id = posts.author_id inner"),
        Case(
            "SELECT 1 FROM users u LEFT JOIN LATERAL (SELECT 1 FROM posts WHERE author_id = u.id) x ON true",
            "u.id = posts.author_id left"),
        Case(
            "SELECT 1 FROM users u JOIN (SELECT author_id, count(*) FROM posts GROUP BY 1) x ON x.author_id = u.id",
            "u.id = posts.author_id inner"),
        Case("UPDATE posts SET score = 1 FROM users u WHERE u.id = author_id", "posts.author_id = u.id inner"),
        Case("DELETE FROM comments USING posts p WHERE p.id = post_id", "comments.post_id = p.id inner"),
        Case(
            "WITH RECURSIVE t AS (SELECT id FROM comments WHERE id = 1 UNION ALL SELECT c.id FROM comments c JOIN t ON c.parent_id = t.id) SELECT 1 FROM t",
            "comments.id = c.parent_id inner"),
    ])
    func joins(_ test: Case) {
        #expect(Described(test.sql).joins == test.expected.filter { !$0.isEmpty })
    }
}
