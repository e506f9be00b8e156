import SQLSyntax
import Testing

@Suite struct PlannableTests {
    @Test(arguments: [
        ("SELECT now() - interval $1", "SELECT now() - $1::interval"),
        ("SELECT 1 FROM t WHERE d >= DATE $1 AND d < date  $2", "SELECT 1 FROM t WHERE d >= $1::date AND d < $2::date"),
        ("SELECT a.date, $1 FROM a WHERE b = $2", "SELECT a.date, $1 FROM a WHERE b = $2"),
        ("SELECT 'interval $1'", "SELECT 'interval $1'"),
        ("SELECT $1::interval", "SELECT $1::interval"),
        ("", ""),
    ])
    func typedLiterals(text: String, plannable: String) {
        #expect(SQL.plannable(text) == plannable)
    }

    @Test func castsOneParameterOnly() {
        #expect(
            SQL.castingToText(parameter: 1, of: "SELECT $1, $11, '$1', $1") == "SELECT $1::text, $11, '$1', $1::text")
    }
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
