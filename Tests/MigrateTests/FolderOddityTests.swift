import Foundation
import Migrate
import Model
import Testing

/// One oddity of a folder is a finding; everything else in it is linted.
@Suite struct FolderOddityTests {
    private static let drop = "DROP TABLE gone;"

    private static let folders: [(files: [String: String], rule: String, says: String)] = [
        (
            [
                "migration_lock.toml": "", "20240101000000_a/migration.sql": "SELECT 1;",
                "20240101000000_b/migration.sql": drop,
            ], "shared-number", "begin with the same 20240101000000"
        ),
        (
            [
                "meta/_journal.json": #"{"entries":[{"idx":0,"tag":"0003_a"},{"idx":1,"tag":"0003_b"}]}"#,
                "0003_a.sql": "SELECT 1;", "0003_b.sql": drop,
            ], "shared-number", "begin with the same 0003"
        ),
        (
            [
                "meta/_journal.json": #"{"entries":[{"idx":0,"tag":"0000_gone"},{"idx":1,"tag":"0001_b"}]}"#,
                "0001_b.sql": drop,
            ], "migration-missing", "0000_gone.sql is not there"
        ),
        (
            [
                "meta/_journal.json":
                    #"{"entries":[{"idx":0,"when":1700000000000,"tag":"0000_a"},{"idx":1,"when":1700000000000,"tag":"0001_b"},{"idx":2,"when":1700000000001,"tag":"0002_c"}]}"#,
                "0000_a.sql": "SELECT 1;", "0001_b.sql": drop, "0002_c.sql": "SELECT 1;",
            ], "migration-skipped", "dates 0001_b no later than 0000_a"
        ),
        (
            ["migration_lock.toml": "", "20240101000000_a/readme": "", "20240102000000_b/migration.sql": drop],
            "migration-missing", "has no migration.sql"
        ),
        (["1_a/readme": "", "2_b/up.sql": drop], "migration-missing", "has no up.sql"),
        (
            [
                "sqitch.plan": "%project=x\n\na 2026-01-01T00:00:00Z A <a@b>\nb 2026-01-01T00:00:00Z A <a@b>\n",
                "deploy/b.sql": drop,
            ], "migration-missing", "deploy/a.sql is not there"
        ),
        (
            ["1_a.sql": "SELECT 1;", "2_b.sql": "-- migrate:up\n" + drop], "migration-missing",
            "has no line -- migrate:up"
        ),
        (
            ["1_a.sql": "SELECT 1;", "2_b.sql": "-- +goose Up\n" + drop], "migration-missing",
            "has no line -- +goose Up"
        ),
        (
            ["1_a.sql": "-- +goose Up\nSELECT 1;", "01_b.sql": "-- +goose Up\n" + drop], "conflicting-migrations",
            "have the same version"
        ),
        (["1_a.up.sql": "SELECT 1;", "1_b.up.sql": drop], "conflicting-migrations", "have the same version"),
        (
            ["atlas.sum": "h1:x\n", "1_a.sql": "SELECT 1;", "1_b.sql": drop], "conflicting-migrations",
            "have the same version 1"
        ),
        (["V1__a.sql": "SELECT 1;", "V1.0__b.sql": drop], "conflicting-migrations", "have the same version"),
    ]

    @Test(arguments: folders.indices)
    func isAFinding(position: Int) throws {
        let (files, rule, words) = Self.folders[position]
        try withFolder(files) { folder in
            let report = Linter().lint(try LintPaths.read([folder], framework: nil))
            let found = report.findings.filter { $0.rule == rule }
            #expect(found.count == 1 && found.allSatisfy { $0.message.contains(words) }, "\(report.findings)")
            #expect(report.findings.contains { $0.rule == "drop-table" }, "\(report.findings)")
            #expect(report.problems.isEmpty, "\(report.problems)")
        }
    }

    /// What looks odd and is not.
    @Test(arguments: [
        ["migration_lock.toml": "", "20240101_notes.md": "", "20240101000000_b/migration.sql": drop],
        ["migration_lock.toml": "", "init/migration.sql": "SELECT 1;", "20240101000000_b/migration.sql": drop],
        ["atlas.sum": "h1:x\n", "1_a.up.sql": drop, "1_a.down.sql": "DROP TABLE other;"],
        ["atlas.sum": "h1:x\n", "1_a.sql": "-- +goose Up\n" + drop],
        ["atlas.sum": "h1:x\n", "1_a.sql": "-- migrate:up\n" + drop],
        ["atlas.sum": "h1:x\n", "V1__a.sql": drop],
    ])
    func isNone(files: [String: String]) throws {
        try withFolder(files) { folder in
            let report = Linter().lint(try LintPaths.read([folder], framework: nil))
            #expect(report.findings.map(\.rule) == ["drop-table", "missing-timeouts"], "\(report.findings)")
            #expect(report.problems.isEmpty, "\(report.problems)")
        }
    }

    @Test func prismaGoesByWholeNames() throws {
        let files = [
            "10_b/migration.sql": "", "9_a/migration.sql": "", "init/migration.sql": "", "migration_lock.toml": "",
        ]
        try withFolder(files) { folder in
            let source = try MigrationSource(directory: folder)
            #expect(source.files.map(\.key) == ["10_b", "9_a", "init"])
        }
    }
}
