import Model
import Testing

/// SQL in, expected facts out.
struct Case: Sendable, CustomTestStringConvertible {
    var sql: String
    var expected: [String]

    init(_ sql: String, _ expected: String...) {
        self.sql = sql
        self.expected = expected
    }

    var testDescription: String { sql }
}

@Suite struct ResolutionTests {
    @Test(arguments: [
        Case("SELECT 1 FROM posts WHERE id = $1", "posts read"),
        Case("SELECT 1 FROM public.posts p", "posts p read"),
        Case("SELECT 1 FROM shop.orders", "orders read"),
        // A bare name that only one schema outside of the path has.
        Case("SELECT 1 FROM orders", "orders read"),
        Case("SELECT 1 FROM other.posts", "?posts read"),
        Case("SELECT 1 FROM nowhere", "?nowhere read"),
        Case("SELECT 1 FROM posts a, posts b", "posts a read", "posts b read"),
        Case("SELECT 1 FROM ONLY posts TABLESAMPLE system (1)", "posts read"),
        Case("SELECT 1 FROM (SELECT * FROM posts) s", "posts read"),
        Case("WITH posts AS (SELECT * FROM users) SELECT 1 FROM posts", "users read"),
        Case("WITH x AS (SELECT * FROM posts) SELECT 1 FROM x a, x b", "posts read"),
        Case("WITH posts AS (SELECT 1) SELECT 1 FROM public.posts", "posts read"),
        Case("SELECT 1 FROM generate_series(1, 2) g", ""),
        Case("INSERT INTO posts SELECT * FROM users", "posts insert", "users read"),
        Case("UPDATE posts p SET score = 1 FROM users", "posts p update", "users read"),
        Case("DELETE FROM posts USING users", "posts delete", "users read"),
        Case("MERGE INTO posts USING users ON true WHEN MATCHED THEN DELETE", "posts merge", "users read"),
        Case("SELECT 1 FROM posts FOR UPDATE", "posts lock"),
        Case("SELECT 1 FROM posts p, users u FOR UPDATE OF p", "posts p lock", "users u read"),
        Case("WITH gone AS (DELETE FROM posts RETURNING id) SELECT * FROM gone", "posts delete"),
        Case("EXPLAIN SELECT 1 FROM posts", "posts read"),
        Case("COPY posts FROM STDIN", "posts insert"), Case("COPY posts TO STDOUT", "posts read"),
        Case("TRUNCATE posts, users", "posts delete", "users delete"), Case("LOCK TABLE posts", "posts lock"),
        Case("ALTER TABLE posts ADD COLUMN x int", "posts lock"),
    ])
    func relations(_ test: Case) {
        #expect(Described(test.sql).relations == test.expected.filter { !$0.isEmpty })
    }

    @Test(arguments: [
        Case("SELECT 1 FROM posts WHERE score = $1", "posts.score = parameter"),
        Case("SELECT 1 FROM posts p WHERE p.score = $1", "p.score = parameter"),
        Case("SELECT 1 FROM public.posts WHERE public.posts.score = $1", "posts.score = parameter"),
        Case(
            "SELECT 1 FROM posts AS p(a, b) WHERE b = $1 AND title = $2", "p.author_id = parameter",
            "p.title = parameter"),
        Case(
            "SELECT 1 FROM posts, users WHERE email = $1 AND score = $2", "users.email = parameter",
            "posts.score = parameter"),
        Case("SELECT 1 FROM nowhere n WHERE a = $1", "n.a = parameter"),
        Case(
            "SELECT 1 FROM nowhere n, posts WHERE a = $1 AND score = $2", "n.a = parameter", "posts.score = parameter"),
        Case("SELECT 1 FROM nowhere n, elsewhere e WHERE a = $1 AND e.b = $2", "?.a = parameter", "e.b = parameter"),
        Case("SELECT 1 FROM posts WHERE ctid = $1", "posts.ctid = parameter"),
        Case("SELECT 1 FROM posts WHERE missing = $1", "?.missing = parameter"),
        Case("SELECT 1 FROM (SELECT score AS s FROM posts) x WHERE x.s = $1", "posts.score = parameter"),
        Case("SELECT 1 FROM (SELECT * FROM posts) x WHERE score = $1", "posts.score = parameter"),
        Case("SELECT 1 FROM (SELECT p.* FROM posts p) x(a, b) WHERE b = $1", "p.author_id = parameter"),
        Case("SELECT 1 FROM (SELECT lower(title) AS t FROM posts) x WHERE t = $1", "lower(posts.title) = parameter"),
        Case("SELECT 1 FROM (SELECT max(score) AS m FROM posts) x WHERE m = $1", "?.m = parameter"),
        Case("SELECT 1 FROM (SELECT rank() OVER (ORDER BY score) AS r FROM posts) x WHERE r = $1", "?.r = parameter"),
        Case(
            "SELECT 1 FROM (SELECT id FROM posts UNION ALL SELECT id FROM users) x WHERE id = $1",
            "posts.id = parameter"),
        Case("WITH x AS (SELECT score FROM posts) SELECT 1 FROM x WHERE score = $1", "posts.score = parameter"),
        Case("WITH x(s) AS (SELECT score FROM posts) SELECT 1 FROM x WHERE s = $1", "posts.score = parameter"),
        Case(
            "WITH x AS (SELECT id FROM posts), y AS (SELECT id AS i FROM x) SELECT 1 FROM y WHERE i = $1",
            "posts.id = parameter"),
        Case(
            "WITH x AS (INSERT INTO posts (score) VALUES (1) RETURNING id) SELECT 1 FROM x WHERE id = $1",
            "posts.id = parameter"),
        Case(
            "SELECT 1 FROM users u, LATERAL (SELECT 1 FROM posts WHERE author_id = u.id) x", "posts.author_id = u.id",
            "u.id = posts.author_id"),
        Case(
            "SELECT 1 FROM users u, (SELECT 1 FROM posts WHERE score = $1 AND author_id = id) x",
            "posts.score = parameter", "posts.author_id = posts.id"),
        Case(
            "SELECT 1 FROM (users JOIN posts USING (id)) AS j WHERE j.email = $1", "users.id = posts.id in on",
            "posts.id = users.id in on", "users.email = parameter"),
        Case("SELECT 1 FROM generate_series(1, 9) n WHERE n > 5", "?.n > 5"),
        Case("SELECT 1 FROM json_to_record($1) AS r(a int) WHERE a = 2", "?.a = 2"),
        Case("UPDATE posts SET score = 1 WHERE id = $1", "posts.id = parameter"),
        Case("UPDATE posts AS p SET score = 1 FROM users WHERE email = $1", "users.email = parameter"),
        Case(
            "DELETE FROM posts WHERE id IN (SELECT id FROM users WHERE email = $1)", "users.email = parameter",
            "posts.id IN subquery users.id"),
        Case("INSERT INTO posts (id) SELECT id FROM users WHERE active", "users.active IS TRUE constant"),
        Case(
            "INSERT INTO posts (id) VALUES (1) ON CONFLICT (id) WHERE score > 1 DO UPDATE SET score = 2 WHERE excluded.score > posts.score",
            "posts.score > 1 in conflict", "?.score > posts.score in conflict", "posts.score < ?.score in conflict"),
        Case(
            "MERGE INTO posts p USING users u ON p.author_id = u.id WHEN MATCHED AND u.active THEN DELETE",
            "p.author_id = u.id in on", "u.id = p.author_id in on", "u.active IS TRUE constant in select"),
        Case("DECLARE c CURSOR FOR SELECT 1 FROM posts WHERE score = 1", "posts.score = 1"),
    ])
    func columns(_ test: Case) {
        #expect(Described(test.sql).predicates == test.expected)
    }

    @Test(arguments: [
        Case("SELECT title FROM posts WHERE score = 1", "posts.title"),
        Case("SELECT lower(title) || body, title FROM posts", "posts.title", "posts.body"),
        Case(
            "SELECT * FROM comments", "comments.id", "comments.post_id", "comments.parent_id", "comments.author_id",
            "comments.text"),
        Case("SELECT c FROM comments c", "c.id", "c.post_id", "c.parent_id", "c.author_id", "c.text"),
        Case("SELECT row_to_json(c.*) FROM comments c", "c.id", "c.post_id", "c.parent_id", "c.author_id", "c.text"),
        Case("SELECT author FROM live_posts", "posts.author_id"), Case("SELECT count(*) FROM posts", ""),
        Case("SELECT sum(score) FILTER (WHERE title = 'x') FROM posts", "posts.score"),
        Case("SELECT CASE WHEN score > 1 THEN title END FROM posts", "posts.title"),
        Case("UPDATE posts SET title = body", "posts.body"),
        Case("DELETE FROM posts WHERE id = 1 RETURNING title", "posts.title"),
    ])
    func selected(_ test: Case) {
        #expect(Described(test.sql).selected == test.expected.filter { !$0.isEmpty })
    }

    @Test(arguments: [
        Case("UPDATE posts SET title = 'x', score = 1", "posts.title", "posts.score"),
        Case("UPDATE posts SET (title, body) = (SELECT 'a', 'b')", "posts.title", "posts.body"),
        Case("INSERT INTO posts (title) VALUES ('x')", "posts.title"),
        Case(
            "INSERT INTO comments VALUES (1)", "comments.id", "comments.post_id", "comments.parent_id",
            "comments.author_id", "comments.text"),
        Case("INSERT INTO posts (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET score = 2", "posts.id", "posts.score"),
        Case(
            "MERGE INTO posts p USING users u ON true WHEN MATCHED THEN UPDATE SET score = 1 WHEN NOT MATCHED THEN INSERT (title) VALUES ('x')",
            "p.score", "p.title"),
        Case("SELECT title FROM posts", ""),
    ])
    func written(_ test: Case) {
        #expect(Described(test.sql).written == test.expected.filter { !$0.isEmpty })
    }

    @Test(arguments: [
        Case("UPDATE posts SET title = 'x', score = 1", "posts.title", "posts.score"),
        Case("INSERT INTO posts (title) VALUES ('x')", ""),
        Case(
            "INSERT INTO posts (id, title) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET score = 2, body = excluded.body",
            "posts.score", "posts.body"),
        Case("INSERT INTO posts (id) VALUES (1) ON CONFLICT DO NOTHING", ""),
        Case(
            "MERGE INTO posts p USING users u ON true WHEN MATCHED THEN UPDATE SET score = 1 WHEN NOT MATCHED THEN INSERT (title) VALUES ('x')",
            "p.score"),
        Case("WITH done AS (UPDATE posts SET score = 1 RETURNING id) SELECT id FROM done", "posts.score"),
    ])
    func assigned(_ test: Case) {
        #expect(Described(test.sql).assigned == test.expected.filter { !$0.isEmpty })
    }

    @Test(arguments: [
        Case("SELECT Lower(title), pg_catalog.upper(body), my.f(1), lower(body) FROM posts", "lower", "my.f", "upper"),
        Case("SELECT id FROM posts WHERE created_at > now()", "now"), Case("SELECT id FROM posts", ""),
    ])
    func functions(_ test: Case) {
        #expect(Described(test.sql).facts.functions == test.expected.filter { !$0.isEmpty })
    }
}
