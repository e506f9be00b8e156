import Model
import SQLSyntax
import Testing

@Suite struct ParsingTests {
    @Test(
        arguments: [
            ("SELECT 1", StatementKind.select, nil), ("VALUES (1)", .select, nil), ("TABLE posts", .select, nil),
            ("INSERT INTO posts DEFAULT VALUES", .insert, nil), ("UPDATE posts SET score = 1", .update, nil),
            ("DELETE FROM posts", .delete, nil),
            ("MERGE INTO posts USING users ON true WHEN MATCHED THEN DELETE", .merge, nil),
            ("WITH x AS (SELECT 1) DELETE FROM posts", .delete, nil), ("BEGIN", .utility, "BEGIN"),
            ("VACUUM posts", .utility, "VACUUM"),
            ("create unlogged table x (a int)", .utility, "CREATE TABLE"),
            ("CREATE UNIQUE INDEX i ON posts (id)", .utility, "CREATE INDEX"),
            ("CREATE OR REPLACE VIEW v AS SELECT 1", .utility, "CREATE VIEW"),
            ("/* x */ ALTER TABLE posts ADD x int", .utility, "ALTER TABLE"),
            ("REFRESH MATERIALIZED VIEW v", .utility, "REFRESH VIEW"), ("SELECT 1 INTO x", .utility, "SELECT INTO"),
            ("SET search_path = x", .utility, "SET"), ("DROP INDEX CONCURRENTLY i", .utility, "DROP INDEX"),
        ] as [(String, StatementKind, String?)])
    func kinds(sql: String, kind: StatementKind, command: String?) {
        let facts = Described(sql).facts
        #expect(facts.kind == kind)
        #expect(facts.command == command)
        #expect(facts.parseError == nil)
    }

    /// What pg_stat_statements makes of literals, and what newer servers accept.
    @Test(arguments: [
        "SELECT id FROM posts LIMIT $1 OFFSET $2", "SELECT interval $1", "SELECT interval $1 day",
        "SELECT date $1, timestamp $2",
        "SELECT timestamp with time zone $1", "SELECT $1::date", "SELECT extract($1 FROM created_at) FROM posts",
        "SELECT substring(title FROM $1 FOR $2), position($3 IN title), trim($4 FROM title) FROM posts",
        "SELECT now() AT TIME ZONE $1",
        "SELECT id FROM posts WHERE id IN ($1 /*, ... */)", "SET work_mem = $1", "FETCH $1 FROM c",
        "FETCH FORWARD $1 FROM c",
        "CREATE TABLE x (a char($1), b numeric($2, $3))", "CREATE ROLE x PASSWORD $1", "DO $1",
        "COMMENT ON TABLE posts IS $1",
        "SELECT id FROM posts TABLESAMPLE system ($1)", "SELECT id FROM posts FETCH FIRST $1 ROWS ONLY",
        "SELECT 1 FROM (SELECT id FROM posts) WHERE id = $1", "SELECT 1 FROM (VALUES ($1)), (SELECT 2)",
        "ALTER SYSTEM SET x = $1",
        "LISTEN x", "COPY posts FROM $1", "PREPARE TRANSACTION $1",
    ])
    func oddPlacesParse(sql: String) {
        #expect(Described(sql).facts.parseError == nil)
    }

    @Test func repairedTextKeepsItsFacts() {
        #expect(Described("SELECT 1 FROM (SELECT id FROM posts) WHERE id = $1").predicates == ["posts.id = parameter"])
    }

    @Test(
        arguments: [
            ("SELECT ? FROM x", "uses the placeholder ? of a client library", 7),
            ("SELECT a FROM t WHERE b = ?", "uses the placeholder ?", 26),
            ("SELECT a FROM t WHERE b=? AND c=?", "uses the placeholder ?", 25),
            ("SELECT a FROM t WHERE b = :name", "uses the placeholder :name", 26),
            ("SELECT FROM WHERE", "syntax error at or near \"WHERE\"", 12), ("", "holds no statement", nil),
            ("-- only a comment", "holds no statement", nil), (";;", "holds no statement", nil),
            ("SELECT a FROM b WHERE", "syntax error at end of input", 21), ("SELECT 'ü' x y z", "syntax error", 13),
            ("SELECT \u{0} 1", "holds a zero byte", 7), ("SELECT 'secret", "unterminated quoted string", 7),
        ] as [(String, String, Int?)])
    func errorsSayWhy(sql: String, message: String, offset: Int?) throws {
        let facts = Described(sql).facts
        #expect(facts.kind == .unparsed)
        #expect(facts.parseError?.hasPrefix(message) == true, "\(facts.parseError ?? "")")
        if !sql.isEmpty, offset != nil {
            let error = #expect(throws: SyntaxError.self) { try SQL.parse(sql) }
            #expect(error?.offset != nil)
        }
    }

    @Test(arguments: [
        "SELECT 'secret", "ALTER ROLE x PASSWORD secret", "SELECT 1 secret2 'secret'", "SELECT $$secret",
        "SELECT 1 1secret",
    ])
    func errorsHoldNoLiteral(sql: String) {
        let error = Described(sql).facts.parseError
        #expect(error != nil)
        #expect(error?.contains("secret") == false, "\(error ?? "")")
    }

    @Test func severalStatementsGiveTheirFactsTogether() {
        let described = Described("SELECT 1 FROM posts; DELETE FROM users WHERE id = 1")
        #expect(described.facts.kind == .select)
        #expect(described.relations == ["posts read", "users delete"])
    }

    @Test func parseGivesTheTree() throws {
        let tape = try SQL.parse("SELECT 1; SELECT 2")
        #expect(tape.root["stmts"]?.count == 2)
    }

    @Test(arguments: [
        ("SELECT 1; SELECT 2", ["SELECT 1", "SELECT 2"]), ("SELECT 1", ["SELECT 1"]), (" ; ;; ", []), ("", []),
        ("-- a;\nSELECT ';' /* ; */ ; b", ["SELECT ';'", "b"]), ("SELECT $x$ ; $x$; c", ["SELECT $x$ ; $x$", "c"]),
        (
            "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); d",
            ["CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)", "d"]
        ),
        (
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; e",
            ["CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END", "e"]
        ),
        ("BEGIN; UPDATE t SET a = 1; END; f", ["BEGIN", "UPDATE t SET a = 1", "END", "f"]),
        ("SELECT 'ü'; ß", ["SELECT 'ü'", "ß"]),
        ("broken ( ; still", ["broken ( ; still"]),
    ])
    func split(sql: String, statements: [String]) {
        #expect(SQL.split(sql).map { $0.text(in: sql) } == statements)
    }
}
