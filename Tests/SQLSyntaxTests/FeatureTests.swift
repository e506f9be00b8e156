import Model
import SQLSyntax
import Testing

/// Each feature with texts that show it and texts, as close as can be, that do not.
struct FeatureCase: Sendable, CustomTestStringConvertible {
    var feature: Feature
    var firing: [String]
    var silent: [String]

    init(_ feature: Feature, firing: [String], silent: [String]) {
        self.feature = feature
        self.firing = firing
        self.silent = silent
    }

    var testDescription: String { feature.rawValue }
}

@Suite struct FeatureTests {
    @Test(arguments: Self.cases)
    func feature(_ test: FeatureCase) {
        for sql in test.firing {
            let facts = Described(sql).facts
            #expect(facts.features[test.feature] != nil, "\(sql) \(facts.parseError ?? "")")
        }
        for sql in test.silent {
            let facts = Described(sql).facts
            #expect(facts.features[test.feature] == nil, "\(sql)")
            #expect(facts.kind != .unparsed, "\(sql) \(facts.parseError ?? "")")
        }
    }

    @Test func everyFeatureHasCasesOfBothKinds() {
        #expect(Set(Self.cases.map(\.feature)) == Set(Feature.allCases))
        for test in Self.cases {
            #expect(!test.firing.isEmpty && !test.silent.isEmpty, "\(test.feature)")
        }
    }

    @Test func occurrencesAreCounted() {
        let facts = Described("SELECT count(*) FROM posts UNION SELECT count(*) FROM users UNION SELECT 1").facts
        #expect(facts.features[.union] == 2)
        #expect(facts.features[.countStar] == 2)
    }

    static let cases: [FeatureCase] = selectCases + conditionCases + queryCases + writeCases

    private static let selectCases = [
        FeatureCase(
            .selectStar,
            firing: [
                "SELECT * FROM posts", "SELECT p.* FROM posts p", "SELECT * FROM nowhere", "SELECT * FROM live_posts",
                "SELECT id FROM (SELECT * FROM posts) x", "INSERT INTO posts SELECT * FROM posts",
            ],
            silent: [
                "SELECT id FROM posts", "SELECT count(*) FROM posts",
                "SELECT 1 FROM users WHERE EXISTS (SELECT * FROM posts)",
                "SELECT * FROM (SELECT id FROM posts) x", "WITH x AS (SELECT id FROM posts) SELECT * FROM x",
                "SELECT * FROM generate_series(1, 2)", "INSERT INTO posts (id) VALUES (1) RETURNING *",
            ]),
        FeatureCase(
            .countStar, firing: ["SELECT count(*) FROM posts", "SELECT 1 FROM posts HAVING count(*) > 5"],
            silent: ["SELECT count(id) FROM posts", "SELECT count(*) OVER () FROM posts"]),
        FeatureCase(
            .countForExistence,
            firing: [
                "SELECT 1 FROM users u WHERE (SELECT count(*) FROM posts WHERE author_id = u.id) > 0",
                "SELECT 1 FROM users u WHERE 0 = (SELECT count(id) FROM posts WHERE author_id = u.id)",
                "SELECT 1 FROM users u WHERE (SELECT count(*) FROM posts) >= 1", "SELECT count(*) > 0 FROM posts",
                "SELECT 1 FROM users u WHERE (SELECT count(*) FROM posts WHERE author_id = u.id) > $1",
            ],
            silent: [
                "SELECT 1 FROM users u WHERE (SELECT count(*) FROM posts WHERE author_id = u.id) > 5",
                "SELECT 1 FROM users u WHERE (SELECT max(score) FROM posts) > 0",
                "SELECT author_id FROM posts GROUP BY author_id HAVING count(*) > 0", "SELECT count(*) FROM posts",
                "SELECT 1 FROM users WHERE id > 0",
            ]),
        FeatureCase(
            .distinct,
            firing: ["SELECT DISTINCT author_id FROM posts", "SELECT DISTINCT ON (author_id) id FROM posts"],
            silent: ["SELECT count(DISTINCT author_id) FROM posts", "SELECT author_id FROM posts GROUP BY 1"]),
        FeatureCase(
            .distinctWithJoin,
            firing: [
                "SELECT DISTINCT u.id FROM users u JOIN posts p ON p.author_id = u.id",
                "SELECT DISTINCT u.id FROM users u, posts p WHERE p.author_id = u.id",
            ],
            silent: [
                "SELECT DISTINCT author_id FROM posts", "SELECT u.id FROM users u JOIN posts p ON p.author_id = u.id",
                "SELECT DISTINCT ON (u.id) u.id FROM users u JOIN posts p ON p.author_id = u.id",
            ]),
        FeatureCase(
            .windowFunction,
            firing: [
                "SELECT rank() OVER (ORDER BY score) FROM posts", "SELECT sum(score) OVER w FROM posts WINDOW w AS ()",
            ],
            silent: ["SELECT sum(score) FROM posts"]),
        FeatureCase(
            .aggregate,
            firing: [
                "SELECT sum(score) FROM posts", "SELECT my_aggregate(score ORDER BY id) FROM posts",
                "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY score) FROM posts",
            ], silent: ["SELECT lower(title) FROM posts", "SELECT sum(score) OVER () FROM posts"]),
        FeatureCase(
            .grouping, firing: ["SELECT 1 FROM posts GROUP BY author_id"],
            silent: ["SELECT sum(score) FROM posts", "SELECT author FROM totals"]),
        FeatureCase(
            .limit, firing: ["SELECT id FROM posts ORDER BY id LIMIT 5", "SELECT id FROM posts LIMIT $1"],
            silent: ["SELECT id FROM posts", "SELECT id FROM posts LIMIT ALL"]),
        FeatureCase(
            .limitWithoutOrder,
            firing: [
                "SELECT id FROM posts LIMIT 5", "SELECT id FROM (SELECT id FROM posts LIMIT 5) x ORDER BY id",
                "SELECT id FROM posts UNION SELECT id FROM users LIMIT 5",
            ],
            silent: [
                "SELECT id FROM posts ORDER BY id LIMIT 5", "SELECT 1 FROM posts WHERE id = $1 LIMIT 1",
                "SELECT count(*) FROM posts LIMIT 1", "SELECT 1 FROM users WHERE EXISTS (SELECT id FROM posts LIMIT 1)",
                "SELECT now() LIMIT 1",
            ]),
        FeatureCase(
            .offset, firing: ["SELECT id FROM posts OFFSET 10", "SELECT id FROM posts LIMIT $1 OFFSET $2"],
            silent: ["SELECT id FROM posts OFFSET 0", "SELECT id FROM posts LIMIT 5"]),
        FeatureCase(
            .orderByRandom,
            firing: ["SELECT id FROM posts ORDER BY random() LIMIT 1", "SELECT random() AS r FROM posts ORDER BY r"],
            silent: ["SELECT id FROM posts ORDER BY id", "SELECT random() FROM posts"]),
    ]

    private static let conditionCases = [
        FeatureCase(
            .leadingWildcard,
            firing: ["SELECT id FROM posts WHERE title LIKE '%a'", "SELECT id FROM posts WHERE title ILIKE '%' || $1"],
            silent: [
                "SELECT id FROM posts WHERE title LIKE 'a%'", "SELECT id FROM posts WHERE title LIKE $1",
                "SELECT id FROM posts WHERE title = '%a'",
            ]),
        FeatureCase(
            .functionOnColumn,
            firing: [
                "SELECT id FROM posts WHERE lower(title) = $1", "SELECT id FROM posts WHERE score + 1 > $1",
                "SELECT id FROM posts WHERE coalesce(score, 0) = 1", "SELECT id FROM posts WHERE date(created_at) = $1",
            ],
            silent: [
                "SELECT id FROM posts WHERE title = lower($1)", "SELECT lower(title) FROM posts WHERE id = 1",
                "SELECT id FROM posts WHERE meta->>'a' = $1", "SELECT id FROM posts WHERE tags[1] = $1",
                "SELECT id FROM posts WHERE to_tsvector('english', body) @@ to_tsquery($1)",
                "SELECT id FROM posts WHERE $1 = ANY(tags)",
                "SELECT author_id FROM posts GROUP BY 1 HAVING max(score) > 1",
                "SELECT id FROM posts WHERE created_at > now() - interval '1 day'",
            ]),
        FeatureCase(
            .castOnColumn,
            firing: [
                "SELECT id FROM posts WHERE created_at::date = $1", "SELECT id FROM posts WHERE CAST(id AS text) = $1",
            ],
            silent: [
                "SELECT id FROM posts WHERE id = $1::bigint", "SELECT id::text FROM posts WHERE id = 1",
                "SELECT id FROM users WHERE email::text = $1", "SELECT id FROM posts WHERE id::bigint = $1",
                "SELECT id FROM posts WHERE (meta->>'a')::int = $1",
            ]),
        FeatureCase(
            .notInSubquery,
            firing: [
                "SELECT id FROM users WHERE id NOT IN (SELECT author_id FROM posts)",
                "SELECT id FROM users WHERE id <> ALL (SELECT author_id FROM posts)",
            ],
            silent: [
                "SELECT id FROM users WHERE id NOT IN (1, 2)",
                "SELECT id FROM users WHERE id IN (SELECT author_id FROM posts)",
                "SELECT id FROM users u WHERE NOT EXISTS (SELECT 1 FROM posts WHERE author_id = u.id)",
            ]),
        FeatureCase(
            .equalsNull,
            firing: ["SELECT id FROM posts WHERE deleted_at = NULL", "SELECT id FROM posts WHERE NULL <> score"],
            silent: ["SELECT id FROM posts WHERE deleted_at IS NULL", "UPDATE posts SET score = NULL WHERE id = 1"]),
        FeatureCase(
            .disjunctionOverColumns,
            firing: [
                "SELECT id FROM posts WHERE id = 1 OR author_id = 2",
                "SELECT id FROM posts WHERE score > 1 AND (id = 1 OR author_id = 2 OR title = 'x')",
            ],
            silent: [
                "SELECT id FROM posts WHERE id = 1 OR id = 2", "SELECT id FROM posts WHERE id = 1 AND author_id = 2",
                "SELECT id FROM posts WHERE score > 1 OR (score = 1 AND id > 5)",
                "SELECT id FROM posts WHERE $1 IS NULL OR author_id = $1",
                "SELECT u.id FROM users u JOIN posts p ON p.author_id = u.id WHERE u.email = $1 OR p.title = $1",
            ]),
        FeatureCase(
            .disjunctionOverRelations,
            firing: [
                "SELECT u.id FROM users u JOIN posts p ON p.author_id = u.id WHERE u.email = $1 OR p.title = $1",
                "SELECT u.id FROM users u JOIN posts p ON p.author_id = u.id OR p.id = u.id",
                "SELECT id FROM users u WHERE email = $1 OR EXISTS (SELECT 1 FROM posts WHERE author_id = u.id)",
            ],
            silent: [
                "SELECT u.id FROM users u JOIN posts p ON p.author_id = u.id WHERE u.email = $1 AND p.title = $1",
                "SELECT id FROM posts WHERE id = 1 OR author_id = 2",
            ]),
        FeatureCase(
            .hugeInList,
            firing: [
                "SELECT id FROM posts WHERE id IN (\(numbers(100)))",
                "SELECT id FROM posts WHERE id = ANY(ARRAY[\(numbers(100))])",
            ], silent: ["SELECT id FROM posts WHERE id IN (\(numbers(99)))", "SELECT id FROM posts WHERE id = ANY($1)"]),
        FeatureCase(
            .fullTextSearch, firing: ["SELECT id FROM posts WHERE search @@ to_tsquery($1)"],
            silent: ["SELECT id FROM posts WHERE meta @@ '$.a == 1'", "SELECT to_tsvector(title) FROM posts"]),
        FeatureCase(
            .jsonOperator,
            firing: [
                "SELECT meta->'a' FROM posts", "SELECT id FROM posts WHERE meta @> $1",
                "SELECT id FROM posts WHERE meta ? 'a'",
                "SELECT id FROM posts WHERE title @> $1::jsonb",
            ], silent: ["SELECT id FROM posts WHERE tags @> $1", "SELECT id FROM posts WHERE search @@ to_tsquery($1)"]),
    ]

    private static func numbers(_ count: Int) -> String { (1...count).map(String.init).joined(separator: ", ") }

    private static let queryCases = [
        FeatureCase(
            .union, firing: ["SELECT id FROM posts UNION SELECT id FROM users"],
            silent: [
                "SELECT id FROM posts UNION ALL SELECT id FROM users",
                "SELECT id FROM posts EXCEPT SELECT id FROM users",
            ]),
        FeatureCase(
            .unionAll, firing: ["SELECT id FROM posts UNION ALL SELECT id FROM users"],
            silent: ["SELECT id FROM posts UNION SELECT id FROM users"]),
        FeatureCase(
            .cartesianJoin,
            firing: [
                "SELECT 1 FROM posts, users", "SELECT 1 FROM posts CROSS JOIN users",
                "SELECT 1 FROM posts p, users u WHERE p.score > 5",
                "SELECT 1 FROM posts p JOIN users u ON true",
                "SELECT 1 FROM posts p, users u, comments c WHERE p.author_id = u.id",
                "SELECT 1 FROM posts, (SELECT id FROM users) x",
            ],
            silent: [
                "SELECT 1 FROM posts", "SELECT 1 FROM posts p, users u WHERE p.author_id = u.id",
                "SELECT 1 FROM posts p JOIN users u USING (id)", "SELECT 1 FROM posts NATURAL JOIN users",
                "SELECT 1 FROM posts, generate_series(1, 2)", "SELECT 1 FROM posts, (VALUES (1)) v",
                "SELECT 1 FROM posts, (SELECT max(id) FROM users) m", "SELECT 1 FROM posts p, users u WHERE u.id = $1",
                "SELECT 1 FROM users u, LATERAL (SELECT 1 FROM posts WHERE author_id = u.id) x",
                "SELECT 1 FROM posts p, users u WHERE p.score + u.id = 5",
                "SELECT 1 FROM posts p JOIN users u ON p.id = u.id OR p.author_id = u.id",
                "SELECT 1 FROM posts p, users u WHERE EXISTS (SELECT 1 FROM comments c WHERE c.post_id = p.id AND c.author_id = u.id)",
                "UPDATE posts SET score = 1 FROM users u WHERE u.id = author_id",
            ]),
        FeatureCase(
            .correlatedSubquery,
            firing: [
                "SELECT (SELECT max(score) FROM posts WHERE author_id = u.id) FROM users u",
                "SELECT id FROM posts p WHERE score = (SELECT max(score) FROM posts WHERE author_id = p.author_id)",
                "SELECT ARRAY(SELECT p.id FROM posts p WHERE p.author_id = u.id) FROM users u",
            ],
            silent: [
                "SELECT (SELECT max(score) FROM posts) FROM users u",
                "SELECT id FROM users u WHERE EXISTS (SELECT 1 FROM posts WHERE author_id = u.id)",
                "SELECT id FROM users WHERE id IN (SELECT author_id FROM posts)",
                "SELECT 1 FROM users u, LATERAL (SELECT 1 FROM posts WHERE author_id = u.id) x",
            ]),
        FeatureCase(
            .subquery,
            firing: ["SELECT (SELECT 1)", "SELECT 1 FROM (SELECT 1) x", "SELECT id FROM posts WHERE id IN (SELECT 1)"],
            silent: [
                "SELECT 1 FROM (VALUES (1)) v", "WITH x AS (SELECT 1) SELECT 1 FROM x", "SELECT 1 FROM live_posts",
            ]),
        FeatureCase(
            .commonTableExpression, firing: ["WITH x AS (SELECT 1) SELECT 1 FROM x"],
            silent: ["SELECT 1 FROM (SELECT 1) x"]),
        FeatureCase(
            .recursive, firing: ["WITH RECURSIVE x AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM x) SELECT 1 FROM x"],
            silent: ["WITH x AS (SELECT 1) SELECT 1 FROM x"]),
        FeatureCase(
            .lateral,
            firing: ["SELECT 1 FROM posts, LATERAL (SELECT 1) x", "SELECT 1 FROM posts, LATERAL unnest(tags) t"],
            silent: ["SELECT 1 FROM posts, (SELECT 1) x"]),
        FeatureCase(
            .forUpdate, firing: ["SELECT id FROM posts FOR UPDATE", "SELECT id FROM posts FOR NO KEY UPDATE"],
            silent: ["SELECT id FROM posts FOR SHARE", "SELECT id FROM posts"]),
        FeatureCase(
            .skipLocked, firing: ["SELECT id FROM posts FOR UPDATE SKIP LOCKED"],
            silent: ["SELECT id FROM posts FOR UPDATE"]),
        FeatureCase(
            .noWait, firing: ["SELECT id FROM posts FOR UPDATE NOWAIT"], silent: ["SELECT id FROM posts FOR UPDATE"]),
        FeatureCase(
            .temporaryTable,
            firing: ["CREATE TEMP TABLE x (a int)", "CREATE TEMP TABLE x AS SELECT 1", "SELECT 1 INTO TEMP x"],
            silent: ["CREATE TABLE x (a int)", "CREATE TABLE x AS SELECT 1", "SELECT 1 INTO x"]),
        FeatureCase(
            .explicitLock,
            firing: ["LOCK TABLE posts", "SELECT pg_advisory_xact_lock($1)", "SELECT pg_try_advisory_lock(1)"],
            silent: ["SELECT pg_advisory_unlock(1)", "SELECT id FROM posts FOR UPDATE"]),
    ]

    private static let writeCases = [
        FeatureCase(
            .updateWithoutWhere, firing: ["UPDATE posts SET score = 1", "UPDATE posts SET score = 1 FROM users"],
            silent: ["UPDATE posts SET score = 1 WHERE id = 1", "UPDATE posts SET score = 1 WHERE CURRENT OF c"]),
        FeatureCase(
            .deleteWithoutWhere, firing: ["DELETE FROM posts"],
            silent: ["DELETE FROM posts WHERE id = 1", "TRUNCATE posts"]),
        FeatureCase(
            .returning, firing: ["DELETE FROM posts WHERE id = 1 RETURNING id"],
            silent: ["DELETE FROM posts WHERE id = 1"]),
        FeatureCase(
            .onConflict, firing: ["INSERT INTO posts (id) VALUES (1) ON CONFLICT DO NOTHING"],
            silent: ["INSERT INTO posts (id) VALUES (1)"]),
        FeatureCase(
            .multiRowInsert, firing: ["INSERT INTO posts (id) VALUES (1), (2)"],
            silent: ["INSERT INTO posts (id) VALUES (1)", "INSERT INTO posts (id) SELECT 1"]),
        FeatureCase(
            .insertSelect, firing: ["INSERT INTO posts (id) SELECT id FROM users"],
            silent: ["INSERT INTO posts (id) VALUES (1), (2)", "INSERT INTO posts DEFAULT VALUES"]),
    ]
}
