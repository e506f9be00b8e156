import Foundation
import Migrate
import Model
import Testing

func finding(
    key: String = "00000000000000aa", rule: String = "index-duplicate", object: String = "public.posts_author_id_idx",
    message: String = "Index posts_author_id_idx duplicates another", fix: String?, reverse: String? = nil
) -> Finding {
    Finding(
        key: key, rule: rule, category: .index, severity: .warning, object: object, title: "Duplicate index",
        message: message, remedy: "Drop it", impact: Impact(value: 8192, unit: .bytes), evidence: [:], fix: fix,
        reverse: reverse)
}

@Suite struct MigrationSetTests {
    @Test func eachConcurrentStatementStandsAlone() {
        let set = MigrationSet(findings: [
            finding(
                fix: "CREATE INDEX CONCURRENTLY a ON t (x);\nDROP INDEX CONCURRENTLY b;",
                reverse: "CREATE INDEX CONCURRENTLY b ON t (y);\nDROP INDEX CONCURRENTLY a;")
        ])
        #expect(set.migrations.map(\.up) == [["CREATE INDEX CONCURRENTLY a ON t (x)"], ["DROP INDEX CONCURRENTLY b"]])
        #expect(
            set.migrations.map(\.down) == [["DROP INDEX CONCURRENTLY a"], ["CREATE INDEX CONCURRENTLY b ON t (y)"]],
            "each step is undone by its own counterpart, the last one first")
        #expect(set.migrations.map(\.runsOutsideTransaction) == [true, true])
    }

    @Test func transactionalStatementsStayTogether() throws {
        let set = MigrationSet(findings: [
            finding(fix: "ALTER TABLE t ADD CHECK (x > 0) NOT VALID;\nCOMMENT ON TABLE t IS 'a;b';")
        ])
        let migration = try #require(set.migrations.first)
        #expect(set.migrations.count == 1)
        #expect(migration.up == ["ALTER TABLE t ADD CHECK (x > 0) NOT VALID", "COMMENT ON TABLE t IS 'a;b'"])
        #expect(!migration.runsOutsideTransaction)
    }

    /// Whoever may create a table chooses its name; it stays a name, on one line, in every framework's files.
    @Test(arguments: [
        "x;\nDROP TABLE public.precious;--", "x\n-- +goose StatementEnd\nDROP TABLE public.precious;",
        "a\";\nDROP TABLE public.precious;",
        "x\r\nDROP TABLE public.precious; --", "x\n--> statement-breakpoint\nDROP TABLE public.precious",
        "$$;\nDROP TABLE public.precious;",
        "$advisor$;\nDROP TABLE public.precious;",
    ])
    func aNameIsNeverAStatement(name: String) throws {
        let (table, index) = (Quote.identifier(name), Quote.identifier(name + "_idx"))
        let hostile = finding(
            object: table, message: "\(table) is read whole\n\(name)",
            fix:
                "CREATE INDEX CONCURRENTLY \(index) ON public.\(table) (id);\nDROP INDEX CONCURRENTLY public.\(table);",
            reverse: "DROP INDEX CONCURRENTLY public.\(index);")
        let set = MigrationSet(findings: [hostile])
        let statements = set.migrations.flatMap { $0.up + $0.down }
        #expect(statements.count == 3 && statements.allSatisfy { !$0.contains { $0.isNewline } }, "\(statements)")
        for framework in Framework.allCases {
            let folder = FileManager.default.temporaryDirectory.appending(path: "advisor-names-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            let written = try MigrationWriter(directory: folder.path, framework: framework).write(set)
            #expect(!written.up.isEmpty, "\(framework)")
            for path in Set(written.up + written.down.compactMap { $0 }) {
                let text = try String(contentsOfFile: path, encoding: .utf8)
                let own = text.split(whereSeparator: \.isNewline).filter {
                    $0.drop(while: \.isWhitespace).hasPrefix("DROP TABLE")
                }
                #expect(own.isEmpty, "\(framework): \(own)")
            }
        }
    }

    @Test func removalsComeLast() {
        let set = MigrationSet(findings: [
            finding(key: "1", fix: "DROP INDEX CONCURRENTLY old;"),
            finding(key: "2", fix: "ALTER TABLE t ALTER COLUMN x SET STATISTICS 500;"),
            finding(key: "3", fix: "CREATE INDEX CONCURRENTLY new ON t (x);"),
        ])
        #expect(set.migrations.flatMap(\.findings).map(\.key) == ["3", "2", "1"])
    }

    @Test func theSameFixIsWrittenOnce() {
        let set = MigrationSet(findings: [
            finding(key: "1", fix: "DROP INDEX CONCURRENTLY a;"),
            finding(key: "2", rule: "index-unused", fix: "DROP INDEX CONCURRENTLY a"),
        ])
        #expect(set.migrations.map { $0.findings.map(\.key) } == [["1", "2"]])
    }

    @Test(arguments: [
        "ALTER SYSTEM SET work_mem = '64MB';", "VACUUM (ANALYZE) t;", "SELECT pg_drop_replication_slot('s');",
        "REINDEX INDEX CONCURRENTLY a;", "ALTER ROLE app SET statement_timeout = '30s';",
    ])
    func whatChangesNoSchemaIsAnOperation(fix: String) {
        let set = MigrationSet(findings: [finding(fix: fix)])
        #expect(set.migrations.isEmpty)
        #expect(set.operations.map(\.sql) == [fix])
    }

    @Test func namesSayWhatIsDoneAndAreDistinct() {
        let set = MigrationSet(findings: [
            finding(key: "1", fix: "CREATE INDEX CONCURRENTLY posts_a_idx ON public.posts (a);"),
            finding(key: "2", fix: "ALTER TABLE public.posts VALIDATE CONSTRAINT c;"),
            finding(key: "3", fix: "DROP INDEX CONCURRENTLY public.\"Große\";"),
            finding(key: "4", fix: "DROP INDEX CONCURRENTLY other.\"Gro?e\";"),
            finding(key: "5", fix: "DROP INDEX CONCURRENTLY public.\"Gro e\";"),
        ])
        #expect(
            set.migrations.map(\.name) == [
                "create_index_posts_a_idx", "alter_table_posts_validate_constraint_c", "drop_index_gro_e",
                "drop_index_other_gro_e", "drop_index_gro_e_2",
            ])
    }

    @Test func aReverseOfFewerStatementsUndoesTheLastOnes() {
        let set = MigrationSet(findings: [
            finding(
                fix: "CREATE EXTENSION pg_trgm;\nCREATE INDEX CONCURRENTLY a ON t USING gin (x gin_trgm_ops);",
                reverse: "DROP INDEX CONCURRENTLY a;")
        ])
        #expect(set.migrations.map(\.down) == [[], ["DROP INDEX CONCURRENTLY a"]])
    }

    @Test func aNarrowerNewIndexGivesWayToAWiderOne() {
        let set = MigrationSet(findings: [
            finding(key: "1", fix: "CREATE INDEX CONCURRENTLY n_user_id_idx ON public.n (user_id);"),
            finding(
                key: "2", fix: "CREATE INDEX CONCURRENTLY n_user_id_created_at_idx ON public.n (user_id, created_at);"),
            finding(key: "3", fix: "CREATE INDEX CONCURRENTLY n_part_idx ON public.n (user_id) WHERE x IS NULL;"),
        ])
        #expect(set.migrations.map(\.name) == ["create_index_n_user_id_created_at_idx", "create_index_n_part_idx"])
        #expect(set.migrations.first?.findings.map(\.key) == ["2", "1"])
    }

    @Test func findingsWithoutFixAreLeftOut() {
        let set = MigrationSet(findings: [finding(fix: nil), finding(fix: "-- talk to your team first\n")])
        #expect(set.migrations.isEmpty && set.operations.isEmpty)
    }
}
