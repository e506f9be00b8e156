import Model
import SQLSyntax
import Testing

@Suite struct IdentityTests {
    @Test(arguments: [
        ("SELECT a FROM t WHERE b = $1", "select  a\nfrom t -- x\nwhere b=$2"),
        ("SELECT a FROM t WHERE b = $1", "SELECT a FROM t WHERE b = 'x';"),
        ("SELECT a FROM t WHERE b IN ($1)", "SELECT a FROM t WHERE b IN ($1, $2, $3)"),
        ("SELECT a FROM t WHERE b IN ($1 /*, ... */)", "SELECT a FROM t WHERE b IN (1, 2)"),
        ("SELECT a FROM t WHERE b = ANY(ARRAY[$1])", "SELECT a FROM t WHERE b = ANY(ARRAY[$1, $2])"),
        ("INSERT INTO t VALUES ($1, now())", "INSERT INTO t VALUES ($1, now()), ($2, now()), ($3, now())"),
        ("SELECT a FROM t WHERE (b, c) IN (($1, $2))", "SELECT a FROM t WHERE (b, c) IN (($1, $2), ($3, $4))"),
        ("SELECT 1 FROM (VALUES (1)) v", "SELECT 1 FROM (VALUES (1), (2)) v"),
    ])
    func spellingsOfOneStatement(one: String, other: String) {
        #expect(SQL.identity(of: one) == SQL.identity(of: other))
    }

    @Test(arguments: [
        ("SELECT a FROM t", "SELECT b FROM t"), ("SELECT a, b FROM t", "SELECT b, a FROM t"),
        ("SELECT f($1)", "SELECT f($1, $2)"),
        ("SELECT \"A\" FROM t", "SELECT a FROM t"), ("INSERT INTO t VALUES ($1)", "INSERT INTO t VALUES ($1, $2)"),
        ("SELECT a FROM t WHERE b IN ($1, c)", "SELECT a FROM t WHERE b IN ($1)"), ("selec 1", "selec 1 1"),
        ("SELECT a FROM t WHERE b NOT IN ($1)", "SELECT a FROM t WHERE b IN ($1)"),
    ])
    func differentStatements(one: String, other: String) {
        #expect(SQL.identity(of: one).id != SQL.identity(of: other).id)
    }

    @Test func deepNestingKeepsStatementsApart() {
        func nested(_ column: String) -> String {
            String(repeating: "SELECT * FROM (", count: 60) + "SELECT \(column) FROM t"
                + String(repeating: ") x", count: 60)
        }
        #expect(SQL.identity(of: nested("a")).id != SQL.identity(of: nested("b")).id)
    }

    @Test func idIsTheSameForever() {
        #expect(SQL.identity(of: "SELECT a FROM t WHERE b IN ($1, $2)").id == "f5ccd2dc9a65d441-f52c56d430a0a7d0")
        #expect(SQL.identity(of: "not sql").fingerprint == nil)
        #expect(SQL.identity(of: "not sql").id.hasPrefix("text-"))
    }

    @Test func hashIsFNV1a() {
        // Vectors of the authors' test suite.
        #expect(FNV1a.hash("".utf8) == 0xcbf2_9ce4_8422_2325)
        #expect(FNV1a.hash("a".utf8) == 0xaf63_dc4c_8601_ec8c)
        #expect(FNV1a.digits("foobar".utf8) == "85944171f73967e8")
    }

    @Test(arguments: [
        ("SELECT a FROM t WHERE b = 'x' AND c > 5", "SELECT a FROM t WHERE b = $1 AND c > $2"),
        ("SELECT a FROM t WHERE b = $1 AND c = 'x'", "SELECT a FROM t WHERE b = $1 AND c = $2"),
        ("SELECT a::varchar(40) FROM t ORDER BY 1 LIMIT 5", "SELECT a::varchar(40) FROM t ORDER BY 1 LIMIT $1"),
        ("SELECT 1 /* user=bob */ -- 'x'", "SELECT $1"),
        ("CREATE ROLE x PASSWORD 'secret'", "CREATE ROLE x PASSWORD $1"),
        (
            "ALTER ROLE x WITH ENCRYPTED PASSWORD 'secret' VALID UNTIL '2030-01-01'",
            "ALTER ROLE x WITH ENCRYPTED PASSWORD $1 VALID UNTIL $2"
        ),
        (
            "CREATE SUBSCRIPTION s CONNECTION 'password=secret' PUBLICATION p",
            "CREATE SUBSCRIPTION s CONNECTION $1 PUBLICATION p"
        ),
        ("ALTER SYSTEM SET x = 'secret'", "ALTER SYSTEM SET x = $1"),
        ("COPY t FROM PROGRAM 'curl secret'", "COPY t FROM PROGRAM $1"),
        (
            "CREATE TABLE t (a varchar(10) DEFAULT 'secret' CHECK (b > 42))",
            "CREATE TABLE t (a varchar(10) DEFAULT $1 CHECK (b > $2))"
        ),
        ("DO $$ BEGIN secret; END $$", "DO $1"), ("this is not 'secret' 42 sql", "this is not $1 $2 sql"),
        ("SELECT 'secret", "SELECT $1"),
        ("SELECT E'a\\'secret' FROM", "SELECT $1 FROM"),
        ("SELECT U&'secret', x'ff', 1e5 FROM", "SELECT $1, $2, $3 FROM"), ("", ""),
    ])
    func normalizeLeavesNoLiteral(sql: String, normalized: String) {
        let result = SQL.normalize(sql)
        #expect(result == normalized)
        #expect(!result.contains("secret"))
        #expect(SQL.normalize(result) == result)
    }

    @Test(arguments: [
        "SELECT a FROM t WHERE b = 'x' AND c IN (1, 2)", "INSERT INTO t VALUES (1, 'x')", "CREATE ROLE x PASSWORD 'y'",
        "broken 'x'",
    ])
    func normalizingKeepsTheIdentity(sql: String) {
        #expect(SQL.identity(of: SQL.normalize(sql)).id == SQL.identity(of: sql).id)
    }
}
