import Migrate
import Model
import Testing

/// Files of a folder against those that a branch has.
@Suite struct LintFileTests {
    /// The rules tested here: an example of theirs is no text.
    static let rules: Set<String> = [
        "out-of-order", "edited-migration", "conflicting-migrations", "shared-number", "migration-missing",
        "migration-skipped",
    ]

    private func source(_ files: (version: String, name: String, sql: String)...) -> MigrationSource {
        MigrationSource(
            framework: .sql, directory: "db",
            files: files.map {
                MigrationFile(
                    version: $0.version, name: $0.name,
                    up: MigrationPart(path: "db/\($0.version)_\($0.name).sql", sql: $0.sql, execution: .statements))
            })
    }

    private func rules(_ pending: MigrationSource, branch: MigrationSource) -> [String] {
        Linter(LintOptions(applied: ["db": branch])).lint([pending]).findings.map(\.rule)
    }

    @Test func aFileBeforeTheNewestAppliedOneIsOutOfOrder() {
        let branch = source(("1", "a", "SELECT 1"), ("10", "b", "SELECT 1"))
        #expect(rules(source(("2", "c", "SELECT 1")), branch: branch) == ["out-of-order"])
        #expect(rules(source(("11", "c", "SELECT 1")), branch: branch).isEmpty)
    }

    @Test func orderIsTheFrameworksOwn() {
        func flyway(_ versions: String...) -> MigrationSource {
            var source = source()
            source.framework = .flyway
            source.files = versions.map {
                MigrationFile(
                    version: $0, name: "x", up: MigrationPart(path: $0, sql: "SELECT 1", execution: .transaction))
            }
            return source
        }
        #expect(rules(flyway("1_10"), branch: flyway("1_9")).isEmpty)
        #expect(rules(flyway("1_9"), branch: flyway("1_10")) == ["out-of-order"])
    }

    @Test func anAppliedFileMustNotChange() {
        let branch = source(("1", "a", "SELECT 1"))
        #expect(rules(source(("1", "a", "SELECT 2")), branch: branch) == ["edited-migration"])
        #expect(rules(source(("1", "a", "SELECT 1")), branch: branch).isEmpty)
    }

    @Test func anEditedProgramIsSeenToo() {
        func source(_ program: String) -> MigrationSource {
            let part = MigrationPart(
                path: "db/1.rb", sql: "", execution: .transaction, isOpaque: true, program: program)
            return MigrationSource(
                framework: .rails, directory: "db", files: [MigrationFile(version: "1", name: "a", up: part)])
        }
        #expect(rules(source("a"), branch: source("b")).contains("edited-migration"))
        #expect(!rules(source("a"), branch: source("a")).contains("edited-migration"))
    }

    @Test func twoFilesOfOneVersionConflict() {
        let branch = source(("1", "a", "SELECT 1"))
        #expect(rules(source(("1", "b", "SELECT 1")), branch: branch) == ["conflicting-migrations"])
    }
}
