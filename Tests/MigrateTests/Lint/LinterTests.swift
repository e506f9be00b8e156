import Migrate
import Model
import Testing

@Suite struct LinterTests {
    private func rules(
        _ sql: String, after schema: String = "", _ execution: MigrationPart.Execution = .statements
    ) -> [String] {
        Linter(LintOptions(schema: schema)).lint(sql, path: "a.sql", execution: execution).findings.map(\.rule)
    }

    private let posts = "CREATE TABLE posts (id bigint PRIMARY KEY, lot int, seat int, UNIQUE (lot, seat))"

    @Test func whatIsInANewSchemaIsNew() {
        #expect(rules("CREATE SCHEMA shop; CREATE INDEX i ON shop.orders (id)").isEmpty)
        #expect(rules("CREATE INDEX i ON shop.orders (id)").contains("index-nonconcurrent"))
    }

    /// Two renames that change places are one thing, told where the name is given anew.
    @Test func aSwapOfTablesIsToldOnce() throws {
        let schema = posts + "; CREATE TABLE posts_new (id bigint)"
        let sql =
            "SET lock_timeout = 1000;\nALTER TABLE posts RENAME TO posts_old;\nALTER TABLE posts_new RENAME TO posts;"
        let findings = Linter(LintOptions(schema: schema)).lint(sql, path: "a.sql").findings
        #expect(findings.map(\.rule) == ["rename-table"])
        #expect(findings.first?.line == 3)
        #expect(
            findings.first?.message == "statements that name public.posts meet what was public.posts_new from here on")
    }

    @Test func uniqueKeysOfTheSchemaBoundAnUpdate() {
        #expect(rules("UPDATE posts SET id = 1 WHERE lot = 1 AND seat = 2", after: posts).isEmpty)
        #expect(rules("UPDATE posts SET id = 1 WHERE lot IN (1, 2)", after: posts) == ["unbatched-backfill"])
    }

    @Test func aNewTableMayReferToItself() {
        let report = Linter().lint("CREATE TABLE a (id bigint PRIMARY KEY, up bigint REFERENCES a)", path: "a.sql")
        #expect(report.findings.map(\.rule) == ["fk-unindexed"])
        #expect(report.findings.map(\.severity) == [.info])
        #expect(report.findings.first?.fix == "CREATE INDEX ON public.a (up);")
    }

    @Test func fixesHaveLineFeedsOnly() throws {
        let finding = try #require(
            Linter().lint("CREATE INDEX i\r\n  ON t (a);\r\n", path: "a.sql").findings.first {
                $0.rule == "index-nonconcurrent"
            })
        #expect(finding.fix == "CREATE INDEX CONCURRENTLY i\n  ON t (a);")
        #expect(finding.edits.first?.replacement == "CREATE INDEX CONCURRENTLY i\r\n  ON t (a)")
    }

    /// What a statement makes of findings grows with it, and not with its square.
    @Test(arguments: ["DROP TABLE %", "TRUNCATE %", "DROP INDEX %", "LOCK TABLE %", "DROP VIEW %", "ALTER TABLE t %"])
    func aStatementOfThousandsOfNames(form: String) {
        func bytes(_ count: Int) -> Int {
            let names = (0..<count).map {
                form.hasPrefix("ALTER") ? "ADD CHECK (a > \($0)), ALTER c\($0) TYPE int" : "t\($0)"
            }
            let sql = form.replacing("%", with: names.joined(separator: ", "))
            let report = Linter(LintOptions(schema: "CREATE TABLE t (a int)")).lint(sql, path: "a.sql")
            return report.findings.reduce(0) { $0 + $1.message.utf8.count + ($1.fix?.utf8.count ?? 0) }
        }
        let few = bytes(600)
        #expect(bytes(2_400) < 6 * few + 10_000, "\(few)")
    }

    @Test func rollbackRestoresTheSchema() {
        let create = "CREATE TABLE tags (name text)"
        let index = "CREATE INDEX i ON tags (name)"
        #expect(rules("BEGIN; \(create); COMMIT; \(index)").isEmpty)
        #expect(rules("BEGIN; \(create); ROLLBACK; \(index)").contains("index-nonconcurrent"))
        #expect(rules("BEGIN; SAVEPOINT a; \(create); ROLLBACK TO a; COMMIT; \(index)").contains("index-nonconcurrent"))
        #expect(rules("BEGIN; SAVEPOINT a; \(create); RELEASE a; COMMIT; \(index)").isEmpty)
    }

    @Test func locksAreHeldToTheEndOfTheTransaction() throws {
        let sql = "BEGIN;\nALTER TABLE posts ADD COLUMN a int;\nCOMMIT;\nUPDATE posts SET a = 1;"
        #expect(!rules(sql, after: posts).contains("work-after-lock"))
        let held = sql.replacing("COMMIT;\n", with: "")
        let finding = try #require(
            Linter(LintOptions(schema: posts)).lint(held, path: "a.sql").findings.first { $0.rule == "work-after-lock" }
        )
        #expect(finding.message.contains("line 2"))
        #expect(finding.lock == "AccessExclusiveLock")
    }

    @Test func allFilesOfDrizzleShareOneTransaction() {
        func part(_ name: String, _ sql: String) -> MigrationFile {
            MigrationFile(
                version: name, name: name, up: MigrationPart(path: name, sql: sql, execution: .transaction))
        }
        let files = [
            part("1", "ALTER TABLE posts ADD COLUMN a int"), part("2", "UPDATE posts SET a = 1"),
        ]
        var source = MigrationSource(framework: .drizzle, directory: "d", files: files, sharesOneTransaction: true)
        let linter = Linter(LintOptions(schema: posts))
        #expect(linter.lint([source]).findings.contains { $0.rule == "work-after-lock" })
        source.sharesOneTransaction = false
        #expect(!linter.lint([source]).findings.contains { $0.rule == "work-after-lock" })
    }

    @Test func placesAreLinesAndColumnsOfTheFile() throws {
        let sql = "-- é\r\nALTER TABLE posts\r\n  ADD COLUMN ä int,\r\n  ADD COLUMN b timestamp;\r\n"
        let finding = try #require(
            Linter(LintOptions(schema: posts)).lint(sql, path: "a.sql").findings.first { $0.rule == "timestamp-type" })
        #expect([finding.line, finding.column, finding.endLine, finding.endColumn] == [4, 3, 4, 25])
        let table = "CREATE TABLE t (\n  é int,\n  at timestamp DEFAULT now() );"
        let other = try #require(Linter().lint(table, path: "a.sql").findings.first)
        #expect([other.line, other.column, other.endLine, other.endColumn] == [3, 3, 3, 29])
    }

    @Test func oneStatementThatDoesNotParseLeavesTheOthers() {
        let report = Linter().lint("SELECT 1;\nCREAT TABLE a (b int);\nDROP TABLE c;", path: "a.sql")
        #expect(report.findings.map(\.rule) == ["syntax-error", "drop-table", "missing-timeouts"])
        #expect(report.findings.first?.line == 2)
        #expect(report.problems.map(\.line) == [2])
        #expect((report.statements, report.notAnalysed) == (3, 1))
    }

    @Test func opaqueStatementsLowerTheCoverage() {
        let report = Linter().lint("DO $$ BEGIN END $$; SELECT 1; SELECT 2; CALL f()", path: "a.sql")
        #expect(report.coverage == 0.5)
        #expect(report.findings.map(\.rule) == ["opaque-sql", "opaque-sql"])
    }

    @Test(arguments: [
        ("DROP TABLE a; -- advisor:ignore drop-table,missing-timeouts gone since May", 1),
        ("-- advisor:ignore drop-table,missing-timeouts gone since May\nDROP TABLE a;", 1),
        ("DROP TABLE\n  -- advisor:ignore drop-table,missing-timeouts gone since May\n a;", 1),
        ("-- advisor:ignore-file drop-table,missing-timeouts gone\nSELECT 1;\nDROP TABLE a;", 1),
        ("SELECT 1; -- advisor:ignore drop-table,missing-timeouts of the first only\nDROP TABLE a;", 0),
        ("SELECT '\n-- advisor:ignore-file drop-table,missing-timeouts a literal\n';DROP TABLE a;", 0),
    ])
    func commentsSuppress(sql: String, count: Int) {
        let report = Linter().lint(sql, path: "a.sql")
        #expect(report.suppressed.count == 2 * count)
        #expect(report.findings.contains { $0.rule == "drop-table" } == (count == 0))
    }

    @Test func configuredSuppressionsGoByTableOrFile() {
        for object in ["public.audit_*", "a.sql", "*"] {
            let linter = Linter(
                LintOptions(suppressions: [LintSuppression(rule: "drop-table", object: object, reason: "planned")]))
            let report = linter.lint("DROP TABLE audit_2019", path: "a.sql")
            #expect(report.suppressed.map(\.reason) == ["planned"], "\(object)")
        }
    }
}
