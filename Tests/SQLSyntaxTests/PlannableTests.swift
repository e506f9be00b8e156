import SQLSyntax
import Testing

@Suite struct PlannableTests {
    @Test(arguments: [
        ("SELECT now() - interval $1", "SELECT now() - $1::interval"),
        ("SELECT 1 FROM t WHERE d >= DATE $1 AND d < date  $2", "SELECT 1 FROM t WHERE d >= $1::date AND d < $2::date"),
        ("SELECT a.date, $1 FROM a WHERE b = $2", "SELECT a.date, $1 FROM a WHERE b = $2"),
        ("SELECT 'interval $1'", "SELECT 'interval $1'"),
        ("SELECT $1::interval", "SELECT $1::interval"),
        ("SELECT interval $1 day, INTERVAL $2 DAY TO SECOND", "SELECT $1::interval day, $2::interval day to second"),
        ("SELECT timestamp with time zone $1, time(3) $2", "SELECT $1::timestamp with time zone, $2::time(3)"),
        ("SELECT uuid $1, public.mood $2, \"Mood\" $3", "SELECT $1::uuid, $2::public.mood, $3::\"Mood\""),
        ("SELECT double precision $1, character varying $2", "SELECT $1::double precision, $2::character varying"),
        (
            "SELECT a FROM t WHERE b BETWEEN $1 AND $2 AND c LIKE $3 ESCAPE $4 ORDER BY $5 LIMIT $6",
            "SELECT a FROM t WHERE b BETWEEN $1 AND $2 AND c LIKE $3 ESCAPE $4 ORDER BY $5 LIMIT $6"
        ),
        (
            "SELECT d AT TIME ZONE $1, sum(x) OVER (ROWS $2 PRECEDING) FROM t FETCH FIRST $3 ROWS ONLY",
            "SELECT d AT TIME ZONE $1, sum(x) OVER (ROWS $2 PRECEDING) FROM t FETCH FIRST $3 ROWS ONLY"
        ),
        ("SELECT extract($1 FROM a - b)", "SELECT pg_catalog.\"extract\"($1, a - b)"),
        ("SELECT substring(a FROM $1 FOR $2)", "SELECT substring(a FROM $1 FOR $2)"),
        ("", ""),
    ])
    func typedLiterals(text: String, plannable: String) {
        #expect(SQL.plannable(text) == plannable)
    }

    @Test func castsOneParameterOnly() {
        var types = ParameterTypes("SELECT $1, $2, '$1', $1")
        types.castToText([1])
        #expect(types.text == "SELECT $1::text, $2, '$1', $1::text")
    }

    @Test(arguments: [
        ("SELECT $2, $11, $2", "SELECT $1, $2, $1"), ("SELECT '$7', $7", "SELECT '$7', $1"),
        ("SELECT $2, $1", "SELECT $2, $1"),
        ("SELECT 1", "SELECT 1"),
    ])
    func numbersWithoutGaps(text: String, closed: String) { #expect(SQL.closingGaps(text) == closed) }
}

@Suite struct PlannableKindTests {
    @Test(arguments: [
        ("SELECT $1 + $3", true), ("  /* hint */ (select 1)", true), ("with x as (select 1) delete from t", true),
        ("MERGE INTO t USING s ON true WHEN MATCHED THEN DO NOTHING;", true), ("VACUUM t", false),
        ("SELECT 1; DROP TABLE t", false), ("SELECT ';', $1 -- ;\n", true), ("", false), ("BEGIN", false),
        ("CREATE ROLE r PASSWORD 'x'", false), ("TABLE t", true),
    ])
    func oneStatementWithAPlan(sql: String, isPlannable: Bool) { #expect(SQL.isOnePlannable(sql) == isPlannable) }
}
