import Foundation
import Migrate
import Model
import SQLSyntax
import TestSupport
import Testing

/// What the linter writes instead is SQL that runs.
@Suite struct LintFixTests {
    private static let examples = LintRule.all.flatMap { rule in rule.fires.map { (rule: rule.id, example: $0) } }

    @Test func everyFixParses() {
        for (rule, example) in Self.examples {
            let report = Linter(LintOptions(schema: example.before))
                .lint(example.sql, path: "a.sql", execution: example.execution)
            for finding in report.findings where finding.rule == rule && finding.rule != "syntax-error" {
                guard let fix = finding.fix, !SQL.split(fix).isEmpty else { continue }
                do { _ = try SQL.parse(fix) } catch { Issue.record("\(rule): \(error): \(fix)") }
            }
        }
    }

    /// Runs what `--fix` makes of each example on a server; what it was before is there first.
    @Test func mechanicalFixesRunAndAreFinal() async throws {
        var mended = 0
        for (rule, example) in Self.examples where example.execution == .statements {
            let linter = Linter(LintOptions(schema: example.before))
            let fixed: String? = try withFolder(["a.sql": example.sql]) { folder in
                let path = "\(folder)/a.sql"
                let fixer = try LintFixer(linter, try LintPaths.read([path], framework: nil))
                guard !fixer.mended.isEmpty else { return nil }
                try fixer.write()
                let text = try String(contentsOfFile: path, encoding: .utf8)
                let left = linter.lint(text, path: path).findings.filter { !$0.edits.isEmpty }
                #expect(left.isEmpty, "\(text)")
                return text
            }
            guard let fixed, rule != "concurrently-in-transaction" else { continue }
            mended += 1
            try await TestServer.withDatabase { database in
                try await database.execute(Self.users + example.before)
                do { try await database.execute(Self.missing(rule) + fixed) } catch {
                    Issue.record("\(rule): \(fixed)\n\(error)")
                }
            }
        }
        #expect(mended >= 10)
    }

    private static let users = "SET client_min_messages = warning;\n"

    /// What an example takes for granted.
    private static func missing(_ rule: String) -> String {
        rule == "reindex-nonconcurrent" ? "CREATE TABLE x (a int); CREATE INDEX some_index ON x (a);\n" : ""
    }

    @Test func sectionsOfAFileAreMendedInPlace() throws {
        let text =
            "-- ü\n-- +goose NO TRANSACTION\n-- +goose Up\nCREATE INDEX i ON t (a);\n-- +goose Down\nDROP INDEX i;\n"
        try withFolder(["1_a.sql": text]) { folder in
            let fixer = try LintFixer(Linter(), try LintPaths.read([folder], framework: nil))
            try fixer.write()
            let now = try String(contentsOfFile: "\(folder)/1_a.sql", encoding: .utf8)
            #expect(now == text.replacing("CREATE INDEX i", with: "CREATE INDEX CONCURRENTLY i"))
        }
    }

    /// golang-migrate sends a file as one message, SQLx in a transaction: what is right for psql would break there.
    @Test func whereFrameworksLookAlikeNothingIsWritten() throws {
        let text = "CREATE INDEX i ON t (a);\n"
        try withFolder(["1_a.up.sql": text]) { folder in
            for path in [folder, "\(folder)/1_a.up.sql"] {
                let guessed = try LintFixer(Linter(), try LintPaths.read([path], framework: nil))
                #expect(guessed.mended.isEmpty, "\(path)")
                #expect(guessed.report.findings.contains { $0.rule == "index-nonconcurrent" })
                let named = try LintFixer(Linter(), try LintPaths.read([path], framework: .golangMigrate))
                #expect(named.mended == [path == folder ? "\(folder)/1_a.up.sql" : path: 1])
                let wrapped = try LintFixer(Linter(), try LintPaths.read([path], framework: .sqlx))
                #expect(wrapped.report.findings.allSatisfy { $0.rule != "concurrently-in-transaction" })
            }
        }
    }

    @Test func aTransactionGetsATimeoutAndNothingConcurrent() throws {
        let text = "-- +goose Up\nALTER TABLE t ADD COLUMN a int;\nCREATE INDEX i ON t (a);\n"
        try withFolder(["1_a.sql": text]) { folder in
            let fixer = try LintFixer(Linter(), try LintPaths.read([folder], framework: nil))
            try fixer.write()
            let now = try String(contentsOfFile: "\(folder)/1_a.sql", encoding: .utf8)
            #expect(now == text.replacing("ALTER", with: "SET LOCAL lock_timeout = '2s';\nALTER"))
        }
    }

    @Test func aFileThatChangedSinceIsLeftAlone() throws {
        let text = "CREATE INDEX i ON t (a);\n"
        try withFolder(["a.sql": text, "b.sql": text]) { folder in
            let paths = ["\(folder)/a.sql", "\(folder)/b.sql"]
            let fixer = try LintFixer(Linter(), try LintPaths.read(paths, framework: nil))
            try Data("-- mine\n\(text)".utf8).write(to: URL(fileURLWithPath: paths[1]))
            do {
                try fixer.write()
                Issue.record("it was written")
            } catch {
                #expect("\(error)".contains("b.sql has changed since it was read"))
            }
            #expect(try String(contentsOfFile: paths[0], encoding: .utf8) == text)
            #expect(throws: MigrationError.self) {
                let stale = try LintPaths.read([paths[0]], framework: nil)
                try Data("DROP TABLE t;".utf8).write(to: URL(fileURLWithPath: paths[0]))
                _ = try LintFixer(Linter(), stale)
            }
        }
    }

    @Test func rightsStay() throws {
        try withFolder(["a.sql": "CREATE INDEX i ON t (a);\n"]) { folder in
            let path = "\(folder)/a.sql"
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
            try LintFixer(Linter(), try LintPaths.read([path], framework: nil)).write()
            let rights = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(rights == 0o640)
        }
    }
}
