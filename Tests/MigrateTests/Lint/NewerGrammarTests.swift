import Migrate
import Model
import Testing

/// What PostgreSQL 16, 17 and 18 read and the parser of 15 does not is no error.
@Suite struct NewerGrammarTests {
    private static let schema = "CREATE TABLE t (id bigint PRIMARY KEY, a int, c text); CREATE TABLE s (id bigint)"
    private static let settings = "SET lock_timeout = '2s'; "

    private func lint(_ sql: String) -> LintReport {
        Linter(LintOptions(schema: Self.schema)).lint(Self.settings + sql, path: "a.sql")
    }

    /// Read, and nothing is wrong with it.
    @Test(arguments: [
        "SELECT * FROM (SELECT 1)", "SELECT * FROM (SELECT 1) WHERE true", "SELECT 1 FROM s JOIN (VALUES (1)) ON true",
        "INSERT INTO t (id) SELECT * FROM (SELECT 1 UNION SELECT 2)",
        "MERGE INTO t USING (VALUES (1)) AS v (id) ON t.id = v.id WHEN MATCHED THEN UPDATE SET a = 1 RETURNING merge_action(), t.*",
        "WITH m AS (MERGE INTO t USING (VALUES (1)) AS v (id) ON t.id = v.id WHEN MATCHED THEN DO NOTHING RETURNING t.id) SELECT 1",
        "MERGE INTO t USING (VALUES (1)) AS v (id) ON t.id = v.id WHEN NOT MATCHED BY SOURCE AND t.id = 7 THEN DELETE",
        "MERGE INTO t USING (VALUES (1)) AS v (id) ON t.id = v.id WHEN NOT MATCHED BY TARGET THEN INSERT (id) VALUES (v.id)",
        "UPDATE t SET a = 1 WHERE id = 1 RETURNING old.a, new.a",
        "UPDATE t SET a = 1 WHERE id = 1 RETURNING WITH (OLD AS o, NEW AS n) o.a, n.a",
        "ALTER TABLE t ADD CONSTRAINT t_c_not_null NOT NULL c NOT VALID",
        "ALTER TABLE t ADD NOT NULL \"c\" NOT VALID",
        "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT ENFORCED",
        "ALTER TABLE t ADD COLUMN d int GENERATED ALWAYS AS (a * 2) VIRTUAL",
        "ALTER TABLE t ADD COLUMN d int GENERATED ALWAYS AS (a * 2)",
        "CREATE TABLE n (a bigint, b int GENERATED ALWAYS AS (a + 1) VIRTUAL, CONSTRAINT x NOT NULL a)",
        "CREATE TABLE n (a bigint NOT NULL NO INHERIT, c text STORAGE external, CHECK (a > 0) NOT ENFORCED)",
        "CREATE TABLE n (id bigint, at tstzrange, PRIMARY KEY (id, at WITHOUT OVERLAPS))",
        "SELECT * FROM t, JSON_TABLE(c::jsonb, '$[*]' COLUMNS (x int PATH '$.x')) AS j",
        "SELECT JSON_VALUE(c::jsonb, '$.x' RETURNING int DEFAULT 1 ON ERROR) FROM t",
        "SELECT id FROM t WHERE c IS NOT JSON OBJECT WITH UNIQUE KEYS",
        "CREATE TABLE n (c text CHECK (c IS JSON ARRAY))",
        "ALTER TABLE t ALTER COLUMN a SET DEFAULT 1_000", "ALTER TABLE t ALTER COLUMN a SET DEFAULT 0xFF",
        "GRANT pg_monitor TO app WITH INHERIT FALSE, SET TRUE", "ANALYZE ONLY t",
    ])
    func isRead(sql: String) {
        let report = lint(sql)
        // Of few rows a source is not known to be; of older statements neither.
        #expect(report.findings.allSatisfy { $0.rule == "unbatched-backfill" }, "\(report.findings)")
        #expect(report.problems.isEmpty && report.notes.isEmpty, "\(report.problems) \(report.notes)")
        #expect(report.notAnalysed == 0)
    }

    /// Read, and what is wrong with it is found at its place.
    @Test(arguments: [
        ("ALTER TABLE t ADD CONSTRAINT t_c_not_null NOT NULL c", "check-valid", 1),
        ("CREATE TABLE n (\n  b int GENERATED ALWAYS AS (1) VIRTUAL,\n  at timestamp)", "timestamp-type", 3),
        ("DELETE FROM t USING (SELECT 1) RETURNING WITH (OLD AS o) o.id", "unbatched-backfill", 1),
        ("CREATE TABLE n (\n  CONSTRAINT x CHECK (true) NOT ENFORCED,\n  j json)", "json-type", 3),
    ])
    func findingsKeepTheirPlaces(sql: String, rule: String, line: Int) {
        let found = lint(sql).findings.filter { $0.rule == rule }
        #expect(found.map(\.line) == [line], "\(lint(sql).findings)")
    }

    /// Cannot be said in the grammar of 15: a note, and no more.
    @Test(arguments: [
        "ALTER TABLE t ALTER COLUMN a SET EXPRESSION AS (id + 1)",
        "ALTER TABLE t ADD PRIMARY KEY (id, at WITHOUT OVERLAPS)",
        "ALTER TABLE t ALTER CONSTRAINT f NOT ENFORCED", "ALTER TABLE t ALTER CONSTRAINT f NO INHERIT",
        "ALTER TABLE t ALTER CONSTRAINT f ENFORCED",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON LARGE OBJECTS TO app",
        "ALTER TABLE t ALTER COLUMN a SET STATISTICS DEFAULT",
    ])
    func isANote(sql: String) {
        let report = lint(sql + "; DROP TABLE t")
        #expect(report.findings.map(\.rule) == ["drop-table"], "\(report.findings)")
        #expect(report.problems.isEmpty, "\(report.problems)")
        #expect(report.notes.map(\.text) == ["newer than the parser (that of PostgreSQL 15), not analysed"])
        #expect(report.notAnalysed == 1)
    }

    /// A mistake stays one, with newer words beside it too.
    @Test(arguments: [
        "SELEC * FROM (SELECT 1)", "CREATE TABLE n (a int,, b int GENERATED ALWAYS AS (1) VIRTUAL)",
        "ALTER TABL t ADD COLUMN a int DEFAULT 1_000", "SELECT FROM WHERE",
    ])
    func mistakesStayMistakes(sql: String) {
        #expect(lint(sql).findings.map(\.rule) == ["syntax-error"])
    }
}
