import Foundation
import Model
import TestSupport
import Testing

@testable import Migrate

/// What `advisor migration` writes, `advisor lint` has nothing against.
@Suite struct LintOwnMigrationsTests {
    /// PostgreSQL drops the index of a partitioned table at once only, and that its table waits is true.
    private static func hasNoOtherWay(_ finding: LintFinding) -> Bool {
        finding.rule == "drop-index-nonconcurrent" && finding.message.contains("public.idx_events_id")
    }

    @Test(arguments: Framework.allCases)
    func ownMigrationsAreClean(framework: Framework) async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(MigrationWriterTests.schema)
            let context = try await MigrationWriterTests.context(database)
            try withFolder(seeds[framework.rawValue] ?? [:]) { folder in
                // Of a seed that is no real sum, Atlas would say so.
                if framework == .atlas {
                    try Data(AtlasLayout.sum(["20260101000000_first.sql": "SELECT 1;\n"]).utf8)
                        .write(to: URL(fileURLWithPath: "\(folder)/atlas.sum"))
                }
                _ = try MigrationWriter(directory: folder, framework: framework, context: context, now: noon)
                    .write(MigrationSet(findings: MigrationWriterTests.findings))
                let report = Linter(LintOptions(schema: MigrationWriterTests.schema))
                    .lint(try LintPaths.read([folder], framework: framework))
                let found = report.findings.filter { $0.severity > .info && !Self.hasNoOtherWay($0) }
                let listing = found.map { "\($0.file):\($0.line): \($0.rule): \($0.message)" }
                #expect(found.isEmpty, "\(listing.joined(separator: "\n"))")
                #expect(report.problems.isEmpty, "\(report.problems)")
            }
        }
    }
}
