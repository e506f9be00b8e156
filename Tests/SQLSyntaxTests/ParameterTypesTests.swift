import SQLSyntax
import Testing

@Suite struct ParameterTypesTests {
    private func changes(_ types: inout ParameterTypes, after code: String?, _ message: String) -> Bool {
        types.change(after: code, message)
    }

    /// Column `n` of `t` is what a literal was in the first branch.
    @Test func columnsLeadToTheParametersBehindThem() {
        var types = ParameterTypes(
            "WITH RECURSIVE t AS (SELECT $1 AS n UNION ALL SELECT t.n + $2 FROM t WHERE d < now() - interval $3) SELECT n FROM t"
        )
        #expect(changes(&types, after: "42883", "operator does not exist: text + unknown"))
        #expect(
            types.text
                == "WITH RECURSIVE t AS (SELECT $1::integer AS n UNION ALL SELECT t.n + $2::integer FROM t WHERE d < now() - $3::interval) SELECT n FROM t"
        )
        #expect(changes(&types, after: "42883", "operator does not exist: text + integer"))
        #expect(types.text.contains("SELECT $1::numeric AS n") && types.text.contains("t.n + $2::numeric"))
    }

    @Test(arguments: [
        (
            "SELECT 1 FROM t WHERE a = ANY(ARRAY[$1, $2]) AND b = $3", "operator does not exist: bigint = text",
            "SELECT 1 FROM t WHERE a = ANY(ARRAY[$1::bigint, $2::bigint]) AND b = $3"
        ),
        (
            "SELECT 1 FROM t WHERE a @> ARRAY[$1]", "Operator existiert nicht: integer[] @> text[]",
            "SELECT 1 FROM t WHERE a @> ARRAY[$1::integer]"
        ),
        (
            "SELECT sum(CASE WHEN s = $1 THEN $2 ELSE $3 END) FROM t", "function sum(text) does not exist",
            "SELECT sum(CASE WHEN s = $1 THEN $2::integer ELSE $3::integer END) FROM t"
        ),
        (
            "SELECT 1 FROM t JOIN (VALUES ($1, $2), ($3, $4)) v(id, x) ON v.id = t.id",
            "operator does not exist: text = uuid",
            "SELECT 1 FROM t JOIN (VALUES ($1::uuid, $2), ($3::uuid, $4)) v(id, x) ON v.id = t.id"
        ),
        (
            "SELECT d - $1 FROM t", "operator is not unique: date - unknown",
            "SELECT d - $1::integer FROM t"
        ),
        (
            "SELECT 1 FROM t, unnest(ARRAY[$1, $2]) AS u(id) WHERE t.id = u.id",
            "operator does not exist: integer = text",
            "SELECT 1 FROM t, unnest(ARRAY[$1::integer, $2::integer]) AS u(id) WHERE t.id = u.id"
        ),
    ])
    func whatTheComplaintIsAbout(text: String, message: String, changed: String) {
        var types = ParameterTypes(text)
        #expect(changes(&types, after: message.contains("unique") ? "42725" : "42883", message))
        #expect(types.text == changed)
    }

    @Test(arguments: [
        (
            "UPDATE t SET p = CASE WHEN a = $1 THEN $2 ELSE $3 END",
            #"column "p" is of type smallint but expression is of type text"#, "CASE",
            "UPDATE t SET p = CASE WHEN a = $1 THEN $2::smallint ELSE $3::smallint END"
        ),
        (
            "SELECT $1 AS n FROM t UNION ALL SELECT id FROM u", "UNION types text and integer cannot be matched",
            "id FROM u",
            "SELECT $1::integer AS n FROM t UNION ALL SELECT id FROM u"
        ),
        (
            "SELECT CASE WHEN a THEN $1 ELSE total END FROM t", "CASE types numeric and text cannot be matched",
            "total",
            "SELECT CASE WHEN a THEN $1::numeric ELSE total END FROM t"
        ),
    ])
    func typesThatDoNotMatch(text: String, message: String, place: String, changed: String) throws {
        var types = ParameterTypes(text)
        let position = text.distance(from: text.startIndex, to: try #require(text.firstRange(of: place)).lowerBound) + 1
        let isChanged = types.change(after: "42804", message, at: position)
        #expect(isChanged)
        #expect(types.text == changed)
    }

    @Test(arguments: [
        (
            "SELECT date_trunc($1, d), count(*) FROM t GROUP BY date_trunc('day', d)",
            "SELECT date_trunc('day', d), count(*) FROM t GROUP BY date_trunc('day', d)"
        ),
        (
            "SELECT coalesce(p, $1), $2 FROM t GROUP BY coalesce(p, $3)",
            "SELECT coalesce(p, $1), $2 FROM t GROUP BY coalesce(p, $1)"
        ),
        (
            "SELECT x - $1 FROM t GROUP BY x - -5 HAVING x - $2 > $3",
            "SELECT x - (-5) FROM t GROUP BY x - -5 HAVING x - (-5) > $1"
        ),
        (
            "SELECT extract($1 FROM d) FROM t GROUP BY extract(year FROM d)",
            #"SELECT pg_catalog."extract"('year', d) FROM t GROUP BY extract(year FROM d)"#
        ),
        (
            "SELECT DISTINCT lower(left(n, $1)) FROM t ORDER BY lower(left(n, 6))",
            "SELECT DISTINCT lower(left(n, 6)) FROM t ORDER BY lower(left(n, 6))"
        ),
        (
            "INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) WHERE s = $2 DO UPDATE SET b = excluded.b RETURNING id",
            "INSERT INTO t (a) VALUES ($1) RETURNING id"
        ),
    ])
    func expressionsThatMustBeEqual(text: String, unified: String) {
        var types = ParameterTypes(text)
        #expect(changes(&types, after: "42803", #"column "t.d" must appear in the GROUP BY clause"#))
        #expect(types.text == unified)
        let again = types.change(after: "42803", "the same")
        #expect(!again)
    }

    /// Whatever is complained of, the changes come to an end, and each form is another.
    @Test(arguments: ["42883", "42725", "42804", "42P18", "42803", "42P10"])
    func changesComeToAnEnd(code: String) {
        var types = ParameterTypes(
            "SELECT $1 + $2, sum($3), ARRAY[$4] @> ARRAY[$5], t.a FROM t GROUP BY coalesce(a, $6) ORDER BY coalesce(a, $7)"
        )
        var forms: Set<String> = [types.text]
        let messages = [
            "operator does not exist: text + unknown", "function sum(unknown) is not unique", "parameter $3", "",
        ]
        for round in 0..<1_000 {
            guard types.change(after: code, messages[round % messages.count], at: round % 40) else { return }
            forms.insert(types.text)
        }
        Issue.record("never ended after \(forms.count) forms")
    }

    @Test func argumentsOfAFunctionThatIsNotUnique() {
        var types = ParameterTypes("INSERT INTO t SELECT i FROM generate_series($1, $2) AS i WHERE a = $3")
        #expect(changes(&types, after: "42725", "function generate_series(unknown, unknown) is not unique"))
        #expect(types.text == "INSERT INTO t SELECT i FROM generate_series($1::integer, $2::integer) AS i WHERE a = $3")
        #expect(!changes(&types, after: "42725", "the same"))
    }

    @Test func aParameterOfNoTypeIsTextAndIsTriedOnce() {
        var types = ParameterTypes("SELECT $1, $2")
        #expect(changes(&types, after: "42P18", "could not determine data type of parameter $2"))
        #expect(types.text == "SELECT $1, $2::text")
        #expect(!changes(&types, after: "42P18", "could not determine data type of parameter $2"))
    }

    @Test(arguments: ["42P01", "42601", nil])
    func otherErrorsAreNotAboutTypes(code: String?) {
        var types = ParameterTypes("SELECT 1 + $1")
        #expect(!changes(&types, after: code, "relation \"t\" does not exist"))
        #expect(types.text == "SELECT 1 + $1")
    }
}

/// Whatever a text holds, and whatever a server says of it, nothing ends the process.
@Suite struct ParameterTypesHostileTests {
    private static let texts = [
        "WITH RECURSIVE t AS (SELECT $1 AS n UNION ALL SELECT t.n + $2 FROM t) SELECT sum(CASE WHEN n = $3 THEN $4 END) FROM t GROUP BY coalesce(n, $5)",
        "PREPARE p (int, text[]) AS SELECT extract($1 FROM d), interval $2 day, ARRAY[$3] FROM (VALUES ($4, $5)) v(a, b) JOIN v w ON w.a = v.a",
        "INSERT INTO t SELECT unnest(ARRAY[$1]) ON CONFLICT (a) WHERE b = $2 DO UPDATE SET c = $3 RETURNING $4",
        "COPY (EXPLAIN (ANALYZE) CREATE TABLE x AS SELECT DISTINCT $99999999999999999999, $2 ORDER BY a - $3) TO STDOUT",
    ]
    private static let messages = [
        "operator does not exist: text + unknown", "operator does not exist: + integer", "operator does not exist: :",
        "(", ")", "",
        "function sum(numeric(10,2), \"x\"\";\") does not exist",
        "column \"a\" is of type \"b\"; DROP TABLE c but expression is of type text",
        "parameter $0", "parameter $-1", "parameter $99999999999999999999",
        "CASE types integer and text cannot be matched",
    ]

    /// What recursion, buffers and patience may break on.
    @Test(arguments: HostileInputTests.hostile.indices) func returns(index: Int) {
        let text = HostileInputTests.hostile[index]
        _ = SQL.carriedQuery(of: text)
        for (code, message) in [("42883", "operator does not exist: text + unknown"), ("42803", "")] {
            var types = ParameterTypes(text)
            _ = types.change(after: code, message, at: 20)
        }
    }

    @Test(arguments: texts) func nothingTraps(text: String) {
        let scalars = Array(text.unicodeScalars)
        for cut in stride(from: 0, to: scalars.count, by: 5) {
            var kept = String.UnicodeScalarView()
            kept.append(contentsOf: scalars[..<cut])
            if cut % 3 == 0 { kept.append(contentsOf: scalars.dropFirst(cut + 2)) }
            let part = String(kept)
            _ = SQL.carriedQuery(of: part)
            for code in ["42883", "42725", "42804", "42P18", "42803", "42P10"] {
                var types = ParameterTypes(part)
                for (round, message) in Self.messages.enumerated() {
                    _ = types.change(after: code, message, at: round % 2 == 0 ? nil : cut - 3)
                }
                #expect(!types.text.contains("DROP TABLE"))
            }
        }
    }
}
