import Model
import Testing

@Suite struct PredicateTests {
    @Test(arguments: [
        // Comparands.
        Case("score = 5", "posts.score = 5"), Case("score = -5", "posts.score = -5"),
        Case("score = 0", "posts.score = 0"),
        Case("title = 'it''s'", "posts.title = 'it''s'"), Case("score > 1.5", "posts.score > 1.5"),
        Case("title = NULL", "posts.title = null"), Case("score = $1", "posts.score = parameter"),
        Case("score = $1::int", "posts.score = parameter"),
        Case("created_at > '2026-01-01'::date", "posts.created_at > '2026-01-01'::date"),
        Case("created_at > now() - interval '1 day'", "posts.created_at > expression"),
        Case("score = (SELECT 1)", "posts.score = subquery"), Case("tags = ARRAY['a']", "posts.tags = array"),
        Case("score = author_id", "posts.score = posts.author_id"),
        Case("score = author_id + 1", "posts.score = expression"),
        // The column comes first.
        Case("5 < score", "posts.score > 5"), Case("$1 >= score", "posts.score <= parameter"),
        Case("$1 @> tags", "posts.tags <@ parameter"), Case("$1 = score", "posts.score = parameter"),
        // Wrappers and casts.
        Case("lower(title) = $1", "lower(posts.title) = parameter"),
        Case("date_trunc('day', created_at) = $1", "date_trunc(posts.created_at) = parameter"),
        Case("score + 1 = $1", "+(posts.score) = parameter"),
        Case("coalesce(score, 0) = $1", "coalesce(posts.score) = parameter"),
        Case("created_at::date = $1", "posts.created_at::date = parameter"),
        Case("CAST(score AS text) = $1", "posts.score::text = parameter"),
        Case("lower(score::text) = $1", "lower(posts.score)::text = parameter"),
        Case("(meta->>'a')::int = $1", "->>(posts.meta)::integer = parameter"),
        Case("tags[1] = $1", "[](posts.tags) = parameter"),
        Case("title COLLATE \"C\" = $1", "posts.title = parameter"),
        Case("extract(year FROM created_at) = $1", "extract(posts.created_at) = parameter"),
        Case("lower(upper(title)) = $1", "lower(posts.title) = parameter"),
        // Tests.
        Case("deleted_at IS NULL", "posts.deleted_at IS NULL null"),
        Case("deleted_at IS NOT NULL", "posts.deleted_at IS NOT NULL null"),
        Case("(score > 1) IS TRUE", "posts.score > 1 in select"),
        Case("score IS DISTINCT FROM $1", "posts.score IS DISTINCT FROM parameter"),
        Case("score IS NOT DISTINCT FROM 1", "posts.score IS NOT DISTINCT FROM 1"),
        // Lists, arrays, ranges.
        Case("id IN (1, 2)", "posts.id IN 1, 2 [2]"), Case("id IN ($1, $2, $3)", "posts.id IN list [3]"),
        Case("id NOT IN (1)", "posts.id NOT IN 1 [1]"), Case("id = ANY($1)", "posts.id = array"),
        Case("id = ANY(ARRAY[1, 2])", "posts.id = array [2]"), Case("id <> ALL($1)", "posts.id <> ALL array"),
        Case("$1 = ANY(tags)", "any(posts.tags) = parameter"),
        Case("score BETWEEN 1 AND 5", "posts.score BETWEEN 1 AND 5"),
        Case("score NOT BETWEEN $1 AND $2", "posts.score NOT BETWEEN parameter"),
        Case("score BETWEEN SYMMETRIC 5 AND 1", "posts.score BETWEEN 5 AND 1"),
        Case("(created_at, id) > ($1, $2)", "posts.created_at > parameter row 0", "posts.id > parameter row 1"),
        Case("(id, author_id) IN ((1, 2))", "posts.id IN list [1] row 0", "posts.author_id IN list [1] row 1"),
        // Patterns.
        Case("title LIKE 'a%'", "posts.title ~~ 'a%'"), Case("title NOT LIKE $1", "posts.title !~~ parameter"),
        Case("title ILIKE 'a'", "posts.title ~~* 'a'"), Case("title ~ '^a'", "posts.title ~ '^a'"),
        Case("title SIMILAR TO 'a'", "posts.title SIMILAR TO constant"),
        // Operators of types.
        Case("meta @> $1", "posts.meta @> parameter"), Case("meta ? 'a'", "posts.meta ? 'a'"),
        Case("meta -> 'a' ? 'b'", "->(posts.meta) ? 'b'"), Case("tags && $1", "posts.tags && parameter"),
        Case("search @@ to_tsquery($1)", "posts.search @@ expression"),
        Case("to_tsvector('english', body) @@ $1", "to_tsvector(posts.body) @@ parameter"),
        // Logic.
        Case("score = 1 OR id = 2", "posts.score = 1 or", "posts.id = 2 or"),
        Case("NOT (score = 1 AND id = 2)", "posts.score = 1 not", "posts.id = 2 not"),
        Case("NOT NOT score = 1", "posts.score = 1"),
        Case("score = 1 AND (id = 2 OR id = 3)", "posts.score = 1", "posts.id = 2 or", "posts.id = 3 or"),
        Case("CASE WHEN score = 1 THEN true END", "posts.score = 1 in select"),
        Case("true", ""), Case("$1 = $2", ""),
        // Sub-queries.
        Case("author_id IN (SELECT id FROM users)", "posts.author_id IN subquery users.id"),
        Case("author_id NOT IN (SELECT id FROM users)", "posts.author_id NOT IN subquery users.id"),
        Case("NOT author_id IN (SELECT id FROM users)", "posts.author_id NOT IN subquery users.id"),
        Case("author_id > ANY (SELECT id FROM users)", "posts.author_id > subquery"),
        Case("author_id <> ALL (SELECT id FROM users)", "posts.author_id NOT IN subquery users.id"),
    ])
    func whereClause(_ test: Case) {
        #expect(Described("SELECT id FROM posts WHERE \(test.sql)").predicates == test.expected.filter { !$0.isEmpty })
    }

    @Test(arguments: [
        Case("SELECT u.id FROM users u WHERE active", "u.active IS TRUE constant"),
        Case("SELECT u.id FROM users u WHERE NOT active", "u.active IS TRUE constant not"),
        Case("SELECT u.id FROM users u WHERE active IS NOT TRUE", "u.active IS NOT TRUE constant"),
        // varchar and text are stored alike: the cast that every view definition shows is none.
        Case("SELECT u.id FROM users u WHERE email::text = $1", "u.email = parameter"),
        Case("SELECT u.id FROM users u WHERE lower(email::text) = $1", "lower(u.email)::text = parameter"),
        Case(
            "SELECT 1 FROM posts p JOIN users u ON u.id = p.author_id AND u.active", "u.id = p.author_id in on",
            "p.author_id = u.id in on", "u.active IS TRUE constant in on"),
        Case("SELECT author_id FROM posts GROUP BY author_id HAVING max(score) > 5", "max(posts.score) > 5 in having"),
        Case("SELECT score > 5 FROM posts", "posts.score > 5 in select"),
        Case("DELETE FROM posts RETURNING score > 5", "posts.score > 5 in returning"),
    ])
    func clauses(_ test: Case) {
        #expect(Described(test.sql).predicates == test.expected)
    }

    @Test(arguments: [
        ("id = 1", "integer"), ("id = 1.5", "numeric"), ("id = 3000000000", "bigint"), ("id = $1::numeric", "numeric"),
        ("id = $1::int8", "bigint"), ("title = 'a'::varchar(5)", "character varying"),
        ("created_at > $1::timestamptz", "timestamp with time zone"), ("tags = $1::text[]", "text[]"),
        ("id IN (1, 2)", "integer"), ("title = 'a'", nil), ("id = $1", nil),
    ])
    func comparandType(condition: String, type: String?) {
        #expect(Described("SELECT id FROM posts WHERE \(condition)").facts.predicates.first?.comparandType == type)
    }

    @Test(arguments: [
        ("title LIKE '%a'", true), ("title LIKE '_a'", true), ("title ILIKE '%a%'", true), ("title LIKE 'a%'", false),
        ("title LIKE '%' || $1", true), ("title LIKE concat('%', $1)", true), ("title LIKE 'a' || $1", false),
        ("title NOT LIKE '%a'", true), ("title SIMILAR TO '%a'", true), ("title LIKE $1", nil),
        ("title LIKE $1 || '%'", nil), ("title = '%a'", nil),
    ])
    func leadingWildcard(condition: String, leads: Bool?) {
        #expect(Described("SELECT id FROM posts WHERE \(condition)").facts.predicates.first?.leadingWildcard == leads)
    }
}
