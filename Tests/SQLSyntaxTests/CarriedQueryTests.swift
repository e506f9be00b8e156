import SQLSyntax
import Testing

@Suite struct CarriedQueryTests {
    @Test(arguments: [
        ("PREPARE p AS SELECT a FROM t WHERE b = $1", "SELECT a FROM t WHERE b = $1"),
        ("PREPARE p (int, numeric(10, 2)) AS SELECT $1, $2, $3;", "SELECT $1::int, $2::numeric(10, 2), $3"),
        ("DECLARE c NO SCROLL CURSOR WITH HOLD FOR SELECT a FROM t FOR UPDATE", "SELECT a FROM t FOR UPDATE"),
        ("COPY (SELECT a FROM t WHERE (b = 1)) TO STDOUT WITH (FORMAT csv)", "SELECT a FROM t WHERE (b = 1)"),
        ("create temp table x (a) on commit drop as select a from t with no data", "select a from t"),
        ("CREATE MATERIALIZED VIEW v AS WITH w AS (SELECT 1) SELECT * FROM w", "WITH w AS (SELECT 1) SELECT * FROM w"),
        ("EXPLAIN SELECT a FROM t", "SELECT a FROM t"), ("explain analyze verbose delete from t", "delete from t"),
        ("EXPLAIN (ANALYZE, FORMAT json) (SELECT a FROM t)", "(SELECT a FROM t)"),
        ("EXPLAIN (SELECT a FROM t) UNION SELECT 1", "(SELECT a FROM t) UNION SELECT 1"),
        ("/* app */ EXPLAIN CREATE TABLE x AS SELECT a FROM t", "SELECT a FROM t"),
    ])
    func theQueryInside(command: String, query: String) { #expect(SQL.carriedQuery(of: command) == query) }

    @Test(arguments: [
        "SELECT a FROM t", "PREPARE p", "PREPARE p AS", "COPY t TO STDOUT", "COPY (SELECT 1) FROM x",
        "CREATE TABLE x (a int)",
        "CREATE TABLE x AS EXECUTE p", "CREATE VIEW v AS SELECT 1",
        "CREATE FUNCTION f() RETURNS int AS 'SELECT 1' LANGUAGE sql",
        "EXPLAIN EXECUTE p", "EXPLAIN", "EXPLAIN (ANALYZE", "DECLARE c CURSOR FOR", "",
        "CREATE TABLE x AS SELECT 1; DROP TABLE y",
        "PREPARE p () AS SELECT 1; SELECT 2", "COPY (", "PREPARE p (,) AS",
    ])
    func nothingInside(command: String) { #expect(SQL.carriedQuery(of: command) == nil) }
}
