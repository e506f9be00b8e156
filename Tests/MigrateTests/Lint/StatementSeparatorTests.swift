import Migrate
import Model
import Testing

/// Comments and files by which frameworks say where a statement, a section or a transaction ends.
@Suite struct StatementSeparatorTests {
    private func lint(_ files: [String: String]) throws -> LintReport {
        try withFolder(files) { folder in Linter().lint(try LintPaths.read([folder], framework: nil)) }
    }

    private func drizzle(_ sql: String) throws -> LintReport {
        try lint(["meta/_journal.json": #"{"entries":[{"idx":0,"tag":"0000_a"}]}"#, "0000_a.sql": sql])
    }

    @Test(arguments: ["--> statement-breakpoint", " --> statement-breakpoint\r"])
    func breakpointsEndStatements(mark: String) throws {
        let report = try drizzle("CREATE TABLE n (id bigint)\(mark)\nDROP TABLE gone\(mark)\nSELECT 1")
        #expect(report.findings.map(\.rule) == ["drop-table", "missing-timeouts"], "\(report.findings)")
        #expect(report.findings.map(\.line) == [2, 2])
        #expect(report.statements == 3 && report.problems.isEmpty)
    }

    @Test func inALiteralTheyAreNone() throws {
        let report = try drizzle("SELECT 'a\n--> statement-breakpoint\nb';")
        #expect(report.statements == 1 && report.findings.isEmpty, "\(report.findings)")
    }

    @Test(arguments: ["-- +goose", "--+goose", "-- +GOOSE", "--  +Goose "])
    func gooseMarksEndStatementsInAnyCase(mark: String) throws {
        let sql = """
            \(mark) up
            \(mark) STATEMENTBEGIN
            CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$
            \(mark) statementEnd
            DROP TABLE gone;
            \(mark) DOWN
            DROP TABLE other;
            """
        let report = try lint(["1_a.sql": sql])
        #expect(report.findings.map(\.rule) == ["drop-table", "missing-timeouts"], "\(report.findings)")
        #expect(report.problems.isEmpty)
    }

    @Test func gooseRunsWithoutTransactionInAnyCase() throws {
        let files = ["1_a.sql": "--+goose no transaction\n--+goose up\nCREATE INDEX CONCURRENTLY i ON t (a);"]
        #expect(try lint(files).findings.isEmpty)
    }

    @Test func dbmateTakesAnySpaceInItsMarks() throws {
        let files = ["1_a.sql": "--  migrate:up\nDROP TABLE gone;\n--migrate:down\nDROP TABLE other;"]
        #expect(try lint(files).findings.map(\.rule) == ["drop-table", "missing-timeouts"])
    }

    @Test func atlasReadsDirectivesWithAnEmptyLineBehindThemOnly() throws {
        let build = "CREATE INDEX CONCURRENTLY i ON t (a);"
        let parted = ["atlas.sum": "h1:x\n", "1_a.sql": "-- atlas:nolint\r\n-- atlas:txmode none\r\n\r\n" + build]
        #expect(try lint(parted).findings.isEmpty)
        let joined = ["atlas.sum": "h1:x\n", "1_a.sql": "-- atlas:txmode none\n" + build]
        #expect(try lint(joined).findings.map(\.rule) == ["concurrently-in-transaction"])
        let late = ["atlas.sum": "h1:x\n", "1_a.sql": "SELECT 1;\n-- atlas:txmode none\n\n" + build]
        #expect(try lint(late).findings.map(\.rule) == ["concurrently-in-transaction"])
    }

    @Test func flywayLeavesItsTransactionForWhatCannotRunInOne() throws {
        #expect(try lint(["V1__a.sql": "CREATE INDEX CONCURRENTLY i ON t (a);"]).findings.isEmpty)
        let mixed = try lint(["V1__a.sql": "SELECT 1; CREATE INDEX CONCURRENTLY i ON t (a);"])
        #expect(mixed.findings.map(\.rule) == ["concurrently-in-transaction"])
    }

    @Test func flywayOrdersByNumbersAndRunsRepeatableFilesLast() throws {
        let files = [
            "V1_10__c.sql": "", "V1_9__b.sql": "", "V1.2__a.sql": "", "R__views.sql": "DROP TABLE gone;",
            "R__a.sql": "",
        ]
        try withFolder(files) { folder in
            let source = try MigrationSource(directory: folder)
            #expect(source.files.map(\.name) == ["a", "b", "c", "a", "views"])
            #expect(source.files.compactMap(\.up.problem).isEmpty)
            #expect(Linter().lint([source]).findings.contains { $0.rule == "drop-table" })
            #expect(
                Linter(LintOptions(applied: [folder: source])).lint([source]).findings.allSatisfy {
                    $0.rule != "out-of-order"
                })
            var edited = source
            edited.files[4].up.sql = "SELECT 1;"
            let report = Linter(LintOptions(applied: [folder: source])).lint([edited])
            #expect(report.findings.isEmpty, "a repeatable file is edited to run again: \(report.findings)")
        }
    }
}
