import Model
import SQLSyntax
import Testing

/// What an index could be declared with, and which parameters stand where.
@Suite struct IndexableTests {
    @Test(arguments: [
        ("lower(p.title) = $1", "lower(title)"),
        ("date_trunc('day', created_at) > $1", "date_trunc('day', created_at)"),
        ("meta ->> 'a' = 'x'", "(meta ->> 'a')"), ("(meta ->> 'a')::int = 5", "((meta ->> 'a'))::integer"),
        ("coalesce(score, 0) > 3", "COALESCE(score, 0)"),
        ("extract(year FROM created_at) = 2026", #""extract"('year', created_at)"#),
        ("$1 = lower(title)", "lower(title)"), ("lower(title) IN ($1, $2)", "lower(title)"),
        // Nothing to declare an index with.
        ("title = $1", nil), ("date_trunc($1, created_at) = $2", nil), ("score + c.id = 1", nil),
    ])
    func expressions(condition: String, expected: String?) {
        let facts = SQL.facts(
            of: "SELECT 1 FROM posts p JOIN comments c ON c.post_id = p.id WHERE \(condition)", catalog: Forum.catalog)
        #expect(facts.predicates.last?.expression == expected)
    }

    @Test(arguments: [
        ("score = $2", [2]), ("score = $1::int", [1]), ("score IN ($1, $3)", [1, 3]),
        ("score BETWEEN $1 AND $2", [1, 2]),
        ("score = ANY ($4)", [4]), ("score = ANY (ARRAY[$1, $2])", [1, 2]), ("score = $1 + 1", []), ("score = 1", []),
    ])
    func parameters(condition: String, expected: [Int]) {
        let facts = SQL.facts(of: "SELECT 1 FROM posts WHERE \(condition)", catalog: Forum.catalog)
        #expect(facts.predicates.first?.parameters == expected)
    }

    @Test func limits() {
        let facts = SQL.facts(
            of: "SELECT id FROM posts ORDER BY lower(title) LIMIT $1 OFFSET $2", catalog: Forum.catalog)
        #expect(facts.limitParameters == [1])
        #expect(facts.offsetParameters == [2])
        #expect(facts.orderBy.first?.sql == "lower(title)")
        #expect(facts.orderBy.first?.relation == 0)
    }
}

@Suite struct CollationTests {
    private func predicate(_ condition: String) throws -> Predicate {
        try #require(SQL.facts(of: "SELECT 1 FROM posts WHERE \(condition)", catalog: Forum.catalog).predicates.first)
    }

    @Test(arguments: [
        (#"title COLLATE "C" > 'a'"#, #""C""#), (#"title > 'a' COLLATE "C""#, #""C""#),
        (#"title COLLATE pg_catalog."de-x-icu" = $1"#, #""de-x-icu""#),
        ("title COLLATE mine.german LIKE 'a%'", "mine.german"),
        ("title = 'a'", nil),
    ])
    func ofAComparison(condition: String, collation: String?) throws {
        #expect(try predicate(condition).collation == collation)
    }

    @Test func ofAnOrder() {
        let facts = SQL.facts(of: #"SELECT id FROM posts ORDER BY title COLLATE "C" DESC, id"#, catalog: Forum.catalog)
        #expect(facts.orderBy.map(\.collation) == [#""C""#, nil])
        #expect(facts.orderBy.map { $0.column?.column } == ["title", "id"])
    }

    @Test(arguments: [
        ("'^abc'", true), ("'^a'", true), ("'^ab*'", true), ("'^a*b'", false), ("'abc'", false), ("'^abc|x'", false),
        ("'^.a'", false),
        ("'^(ab)'", false), ("'^'", false), ("''", false), ("$1", nil),
    ])
    func regularExpressions(pattern: String, isAnchored: Bool?) throws {
        #expect(try predicate("title ~ \(pattern)").isAnchored == isAnchored)
    }
}
