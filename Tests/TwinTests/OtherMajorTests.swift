import Cluster
import Model
import TestSupport
import Testing

@testable import Twin

extension Snapshot {
    /// - Parameter rewrite: from the kind and the SQL of each object to its SQL.
    func rewritingDump(_ rewrite: (_ kind: String, _ sql: String) -> String) -> Snapshot {
        var result = self
        let original = self[.schemaDump]
        result[.schemaDump] = (0..<original.count).reduce(into: Section(.schemaDump)) { dump, row in
            dump.append(
                SectionShape.schemaDump.columns.map { column in
                    let value = original[row, column.name]
                    guard column.name == "sql", let sql = value.text else { return value }
                    return .text(rewrite(original[row, "kind"].text ?? "", sql))
                })
        }
        return result
    }
}

/// A target of one major version, its twin of another.
@Suite struct OtherMajorTests {
    private static let majors = Set(Installation.all().map(\.major)).sorted()

    /// With one version at hand: a snapshot as the next one would write it. All that it holds besides is what this one knows, so that
    /// plans must stay the same.
    @Test func aSnapshotOfALaterVersion() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(try await nastySchema())
            let later = try await TestServer.shared.installation.major + 1
            var snapshot = try await database.twinSnapshot().rewritingDump { kind, sql in
                // Numbers for columns are written by some versions only; sessions are set up by settings of that version.
                let lines = sql.split(separator: "\n", omittingEmptySubsequences: false).filter {
                    !$0.contains("set_next_attribute_versions")
                }.joined(separator: "\n")
                return switch kind {
                case "SETTINGS": "SET spaceship_timeout = 0;\n" + lines
                case "TABLE": "SELECT pg_catalog.binary_upgrade_set_next_spaceship('1'::pg_catalog.oid);\n" + lines
                default: lines
                }
            }
            snapshot.serverVersion = later * 10_000 + 1
            for (name, value, builtIn) in [("enable_spaceships", "on", "on"), ("enable_rockets", "off", "on")] {
                snapshot[.plannerSettings].append(["name": .text(name), "setting": .text(value)])
                snapshot[.settings].append([
                    "name": .text(name), "setting": .text(value), "boot_value": .text(builtIn),
                ])
            }
            let twin = try await Twin.start(from: snapshot)
            // What the target left as it was made is nothing to worry about.
            #expect(twin.uncertainties.count == 2, "\(twin.uncertainties)")
            #expect(twin.uncertainties[0].hasPrefix("The target runs PostgreSQL \(later), the twin \(later - 1):"))
            #expect(twin.uncertainties[1].hasPrefix("The setting enable_rockets could not be taken over"))
            let result = try await Comparison.run(try queries(), source: database.url, twin: twin)
            #expect(result.total >= 150)
            #expect(result.differences == [])
            await twin.stop()
        }
    }

    /// `make test-versions` has three versions at hand.
    @Test(.enabled(if: majors.count > 1), .serialized, arguments: majors, majors)
    func aTwinOfAnotherVersion(target: Int, other: Int) async throws {
        guard target != other else { return }
        var configuration = ServerConfiguration()
        configuration.major = target
        let server = try await PrivateServer.start(configuration)
        try await server.psql(try await nastySchema(for: server))
        let snapshot = try await Snapshot.forTwin(server.url(database: "postgres", user: "postgres"))
        let twin = try await Twin.start(from: snapshot, among: [other])
        #expect(twin.uncertainties.first?.hasPrefix("The target runs PostgreSQL \(target), the twin \(other):") == true)
        // Not every build has the collations of ICU.
        let others = twin.uncertainties.dropFirst().filter {
            !$0.hasPrefix("The collation shop.german is not to be had")
        }
        #expect(others == [])
        let result = try await Comparison.run(
            try queries(), source: server.url(database: "postgres", user: "postgres"), twin: twin)
        // 138 to 149 of 153 between 15, 16 and 18: what differs is what these versions changed.
        #expect(Double(result.close) >= 0.85 * Double(result.total))
        await twin.stop()
        await server.stop()
    }
}
