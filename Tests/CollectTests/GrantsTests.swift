import Foundation
import Model
import Postgres
import Testing

@testable import Collect

/// What Advisor tells people to grant gives its role the right to read, and no more.
@Suite struct GrantsTests {
    /// The only GRANTs that a text of Advisor's may hold, by what stands behind the word.
    private static let harmless = [
        "pg_monitor TO ", "pg_monitor, pg_read_all_data TO ", "pg_read_all_data TO ", "pg_read_all_stats TO ",
        "pg_read_all_settings TO ",
        "USAGE ON SCHEMA ",
        "SELECT ON ", "EXECUTE ON FUNCTION pg_catalog.pg_control_system() TO ", "CONNECT ON DATABASE ",
    ]

    private static var root: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    private func problems(in text: String) -> [String] {
        text.split(separator: "GRANT ", omittingEmptySubsequences: false).dropFirst().map { String($0.prefix(60)) }
            .filter { rest in
                !Self.harmless.contains { rest.hasPrefix($0) }
            }
    }

    /// Every remedy that a collection can give, for roles and servers of all kinds.
    @Test(arguments: [130_000, 150_000, 180_000], ["postgres", "advisor", "rds_superuser"])
    func remediesNeverGrantAnOwnerOrASuperuser(version: Int, role: String) {
        var server = ServerProfile(version: version, features: [])
        server.role = role
        server.database = "shop"
        server.statementsSchema = "public"
        let remedy = Remedy(server: server)
        var outcome = PlanningOutcome()
        let denied = SQLState.insufficientPrivilege
        for message in [
            "permission denied for table a", "permission denied to set role \"postgres\"", "must be superuser",
        ] {
            outcome.take(.failed(PostgresError(.statementFailed, message, sqlState: denied), .plain))
        }
        let refusal = PostgresError(.statementFailed, "must be superuser", sqlState: denied)
        var items =
            outcome.unreadable(server, CollectOptions()) + remedy.missingMonitor
            + [
                remedy.missingStatements, remedy.missingSystemIdentifier, remedy.hiddenStatements(1),
                remedy.hiddenStatistics(tables: 2),
                remedy.hidden(.expressions, of: ["i"]), remedy.hidden(.combinations, of: ["i"]),
                remedy.hidden(.values, of: ["i"]),
                remedy.hiddenSequences(1),
            ].compactMap { $0 }
        items += SectionShape.all.map { remedy.unreadable($0, refusal, after: .seconds(1)) }
        #expect(items.contains { $0.remedy?.contains("GRANT pg_monitor TO") == true })
        for item in items {
            for text in [item.remedy ?? "", item.reason] {
                #expect(problems(in: text).isEmpty, "\(text)")
                #expect(!text.contains("SUPERUSER") && !text.contains("GRANT \(role) "), "\(text)")
            }
        }
    }

    /// No other module, rule or page suggests more either: what its source says after the word GRANT is harmless.
    @Test func noSourceRuleOrPageSuggestsMore() throws {
        let manager = FileManager.default
        for folder in ["Sources", "rules", "README.md", "SECURITY.md", "docs", "reports"] {
            let path = Self.root.appending(path: folder)
            var files = [path]
            if let found = manager.enumerator(at: path, includingPropertiesForKeys: nil) {
                files += found.compactMap { $0 as? URL }
            }
            for file in files where ["swift", "yaml", "md", "txt", "json"].contains(file.pathExtension) {
                // The twin gives roles of its own server what the target gave them; sample workloads are databases.
                let others = ["/Sources/Twin/", "/Collect/Schema/", "EmbeddedFiles"]
                if others.contains(where: { file.path.contains($0) }) { continue }
                guard let text = try? String(contentsOf: file, encoding: .utf8) else { continue }
                let grants = problems(in: text).filter { rest in
                    // Prose and key words: "A GRANT or another statement", forms of the lint's lock table.
                    let first = rest.prefix { $0.isLetter || $0 == "_" }
                    return rest.hasPrefix("\\(") || first.contains("_")
                        || first.lowercased() == first && rest.contains(" TO ")
                }
                #expect(grants.isEmpty, "\(file.lastPathComponent): \(grants)")
                for power in [
                    "rds_superuser", "pg_write_all_data", "pg_write_server_files", "pg_execute_server_program",
                ] {
                    #expect(!text.contains("GRANT \(power)"), "\(file.lastPathComponent)")
                }
            }
        }
    }
}
