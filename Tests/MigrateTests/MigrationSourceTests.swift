import Foundation
import Migrate
import Testing

@Suite struct MigrationSourceTests {
    @Test(arguments: Framework.allCases)
    func eachLayoutIsKnownAndRead(framework: Framework) throws {
        try withFolder(seeds[framework.rawValue] ?? [:]) { folder in
            let found = try Framework.detect(in: folder)
            #expect(found.contains(framework))
            let alike: Set<Framework> = [.sql, .golangMigrate, .sqlx]
            #expect(found == [framework] || Set(found) == alike && alike.contains(framework))
            let source = try MigrationSource(directory: folder, framework: framework)
            #expect(source.files.map(\.name) == ["first"])
            #expect(source.framework == framework)
        }
    }

    @Test func foldersThatLookAlikeAreReadAsPlainSQL() throws {
        try withFolder(["2_b.up.sql": "SELECT 2;", "10_c.up.sql": "", "1_a.up.sql": "", "1_a.down.sql": ""]) { folder in
            let source = try MigrationSource(directory: folder)
            #expect(source.framework == .sql)
            #expect(source.files.map(\.version) == ["1", "2", "10"])
            #expect(source.files.map { $0.down != nil } == [true, false, false])
        }
    }

    @Test func partsSayWhereTheyBeginAndHowTheyRun() throws {
        let text = "\u{FEFF}-- Ä\r\n-- migrate:up transaction:false\r\nSELECT 1;\r\n-- migrate:down\r\nSELECT 2;\r\n"
        try withFolder(["1_x.sql": text]) { folder in
            let file = try #require(try MigrationSource(directory: folder).files.first)
            let down = try #require(file.down)
            #expect(file.up.execution == .oneMessage)
            #expect(file.up.marker == "transaction:false")
            #expect(down.execution == .transaction)
            for part in [file.up, down] {
                let bytes = Array(text.utf8)
                #expect(Array(bytes[part.offset...].prefix(part.sql.utf8.count)) == Array(part.sql.utf8))
            }
            #expect(down.sql == "SELECT 2;\r\n")
        }
    }

    @Test func markersAreFound() throws {
        let cases: [(Framework, [String: String], MigrationPart.Execution)] = [
            (.goose, ["1_x.sql": "-- +goose NO TRANSACTION\n-- +goose Up\nSELECT 1;\n"], .statements),
            (.flyway, ["V1__x.sql": "SELECT 1;", "V1__x.sql.conf": "executeInTransaction = false\n"], .statements),
            (.sqlx, ["1_x.up.sql": "-- no-transaction\nSELECT 1;"], .oneMessage),
            (.diesel, ["1_x/up.sql": "SELECT 1;", "1_x/metadata.toml": "run_in_transaction=false\n"], .oneMessage),
            (.atlas, ["1_x.sql": "-- atlas:txmode none\n\nSELECT 1;", "atlas.sum": ""], .statements),
            (.rails, ["1_x.rb": "  disable_ddl_transaction!\n"], .statements),
        ]
        for (framework, files, execution) in cases {
            try withFolder(files) { folder in
                let up = try MigrationSource(directory: folder, framework: framework).files.first?.up
                #expect(up?.execution == execution, "\(framework)")
                #expect(up?.marker != nil, "\(framework)")
            }
        }
    }

    @Test func drizzleSharesOneTransactionAndHasSnapshots() throws {
        try withFolder(seeds["drizzle"] ?? [:]) { folder in
            let source = try MigrationSource(directory: folder)
            #expect(source.sharesOneTransaction)
            #expect(source.schemaFiles == ["\(folder)/meta/0000_snapshot.json"])
        }
    }

    @Test func alembicFollowsItsChain() throws {
        try withFolder([
            "versions/aa_second.py": "revision: str = \"aa\"\ndown_revision: Union[str, None] = \"zz\"\n",
            "versions/zz_first.py": "revision: str = \"zz\"\ndown_revision: Union[str, None] = None\n",
        ]) { folder in
            let source = try MigrationSource(directory: folder)
            #expect(source.files.map(\.version) == ["zz", "aa"])
        }
    }

    @Test(arguments: [
        (["meta/_journal.json": "{"], "not a journal"),
        (["versions/a_x.py": "revision = 'a'\ndown_revision = 'b'\n"], "builds on a revision that is not there"),
    ])
    func aFolderThatContradictsItselfIsRefused(files: [String: String], message: String) throws {
        try withFolder(files) { folder in
            #expect {
                try MigrationSource(directory: folder)
            } throws: {
                ($0 as? MigrationError)?.message.contains(message) == true
            }
        }
    }

    /// What is wrong with one migration is said of it, and the others are read; none is written beside it.
    @Test(arguments: [
        (
            [
                "meta/_journal.json": #"{"entries":[{"idx":0,"tag":"0000_gone"},{"idx":1,"tag":"0001_a"}]}"#,
                "0001_a.sql": "SELECT 1;",
            ], "0000_gone.sql is not there"
        ),
        (["1_a.up.sql": "SELECT 1;", "01_b.up.sql": "", "1_c.up.sql": "SELECT 1;"], "have the same version 1"),
        (
            [
                "sqitch.plan":
                    "%project=x\n\ngone 2026-01-01T00:00:00Z A <a@b> # x\na 2026-01-01T00:00:00Z A <a@b> # x\n",
                "deploy/a.sql": "SELECT 1;",
            ], "gone.sql is not there"
        ),
        (["1_x/readme": "", "2_y/up.sql": "SELECT 1;"], "has no up.sql"),
        (["1_x/up.sql": "", "1_x/metadata.toml": "\u{0}", "2_y/up.sql": "SELECT 1;"], "metadata.toml is not UTF-8"),
        (["1_x.sql": "-- migrate:up\nSELECT 1;", "2_y.sql": "SELECT 1;"], "has no line -- migrate:up"),
        (["V1__x.sql": "", "V1__x.sql.conf": "\u{0}", "V2__y.sql": "SELECT 1;"], "V1__x.sql.conf is not UTF-8"),
    ])
    func oneThatIsWrongLeavesTheOthersAlone(files: [String: String], message: String) throws {
        try withFolder(files) { folder in
            let source = try MigrationSource(directory: folder)
            let problems = source.files.compactMap(\.up.problem?.message)
            #expect(!problems.isEmpty && problems.allSatisfy { $0.contains(message) }, "\(problems)")
            #expect(source.files.contains { $0.up.problem == nil && $0.up.sql.contains("SELECT 1;") })
            let writer = MigrationWriter(directory: folder, framework: source.framework)
            #expect(throws: MigrationError.self) { try writer.write(MigrationSet(findings: [])) }
        }
    }

    /// What an index of the folder names may lie anywhere, as far as names go.
    @Test func namesThatLeadOutOfTheFolderAreNotFollowed() throws {
        try withFolder([
            "../secret.sql": "SELECT 'secret';",
            "sqitch.plan": "%project=x\n\n../../secret 2026-01-01T00:00:00Z A <a@b>\n",
            "deploy/x.sql": "",
        ]) { folder in
            let source = try MigrationSource(directory: folder)
            #expect(source.files.map(\.up.sql) == [""])
            #expect(source.files.first?.up.problem?.message.contains("leads out of") == true)
        }
        try withFolder([
            "../secret.sql": "SELECT 'secret';",
            "meta/_journal.json": #"{"entries":[{"idx":0,"tag":"../secret"}]}"#,
        ]) { folder in
            let source = try MigrationSource(directory: folder)
            #expect(source.files.map(\.up.sql) == [""])
            #expect(source.files.first?.up.problem?.message.contains("leads out of") == true)
        }
    }

    /// One file that cannot be read says so and leaves the others alone.
    @Test func aFileThatIsNoTextIsNamed() throws {
        try withFolder(["1_x.sql": "\u{0}", "2_y.sql": "SELECT 1;"]) { folder in
            let source = try MigrationSource(directory: folder)
            #expect(source.files.map { $0.up.problem?.message.contains("is not UTF-8 text") } == [true, nil])
            #expect(source.files.last?.up.sql == "SELECT 1;")
        }
    }

    @Test func noSignOrTwoAreNamed() throws {
        try withFolder { folder in
            #expect {
                try Framework.theOne(in: folder)
            } throws: { error in
                let text = String(describing: error)
                return text.contains("sqitch.plan") && text.contains("atlas.sum") && text.contains("--format")
            }
        }
        try withFolder(["sqitch.plan": "", "atlas.sum": ""]) { folder in
            #expect {
                try Framework.theOne(in: folder)
            } throws: {
                String(describing: $0).contains("sqitch or atlas")
            }
        }
    }
}
