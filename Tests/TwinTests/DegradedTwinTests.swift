import Collect
import Foundation
import Model
import Postgres
import TestSupport
import Testing

@testable import Twin

/// What this machine lacks that the target has, and several twins at once.
@Suite struct DegradedTwinTests {
    private static let schema = """
        CREATE EXTENSION citext;
        CREATE COLLATION odd FROM "C";
        CREATE TABLE plain (id int PRIMARY KEY, kind int);
        INSERT INTO plain SELECT i, i % 500 FROM generate_series(1, 40000) i;
        CREATE INDEX plain_kind ON plain (kind);
        CREATE TABLE sorted (id int PRIMARY KEY, word text COLLATE odd);
        CREATE INDEX sorted_word ON sorted (word);
        INSERT INTO sorted SELECT i, 'w' || i FROM generate_series(1, 5000) i;
        CREATE TABLE special (id int PRIMARY KEY, word citext);
        INSERT INTO special SELECT i, 'w' || i FROM generate_series(1, 5000) i;
        VACUUM ANALYZE;
        """

    private func withSnapshot(_ body: (Snapshot) async throws -> Void) async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            var options = CollectOptions()
            (options.twin, options.planLimit, options.samples) = (true, 0, 0)
            try await body(try await Collector(options).collect(ConnectionOptions(database.url), name: "degraded"))
        }
    }

    private func withTwin(_ snapshot: Snapshot, _ body: (Twin) async throws -> Void) async throws {
        let twin = try await Twin.start(from: snapshot)
        do {
            try await body(twin)
            await twin.stop()
        } catch {
            await twin.stop()
            throw error
        }
    }

    private static let query = PlanRequest(statement: "SELECT * FROM plain WHERE kind = 7")

    @Test func anExtensionThatIsNotHere() async throws {
        try await withSnapshot { snapshot in
            let snapshot = snapshot.rewritingDump { $1.replacing("citext", with: "no_such_extension") }
            try await withTwin(snapshot) { twin in
                // It says what is left out, and plans the rest as before.
                #expect(twin.uncertainties.contains { $0.contains("no_such_extension") }, "\(twin.uncertainties)")
                let plan = try await twin.plan([Self.query]).first?.get()
                #expect(plan?.existingUsed.count == 1)
            }
        }
    }

    @Test func aCollationThatIsNotHere() async throws {
        try await withSnapshot { snapshot in
            var snapshot = snapshot
            var locale = Section(.databaseLocale)
            let original = snapshot[.databaseLocale]
            locale.append(
                SectionShape.databaseLocale.columns.map { column in
                    ["collate", "ctype"].contains(column.name) ? .text("xx_NOWHERE.utf8") : original[0, column.name]
                })
            snapshot[.databaseLocale] = locale
            try await withTwin(snapshot) { twin in
                #expect(twin.uncertainties.contains { $0.contains("xx_NOWHERE") }, "\(twin.uncertainties)")
                let plan = try await twin.plan([Self.query]).first?.get()
                #expect(plan?.existingUsed.count == 1)
            }
        }
    }

    /// Its tables stay: another collation stands in for it.
    @Test func aCollationOfAColumnThatIsNotHere() async throws {
        try await withSnapshot { snapshot in
            let snapshot = snapshot.rewritingDump { kind, sql in
                kind == "COLLATION" ? "CREATE COLLATION public.odd (provider = libc, locale = 'xx_NOWHERE');" : sql
            }
            try await withTwin(snapshot) { twin in
                #expect(twin.uncertainties.count == 1, "\(twin.uncertainties)")
                #expect(twin.uncertainties.first?.contains("public.odd is not to be had here") == true)
                let request = PlanRequest(statement: "SELECT * FROM sorted WHERE word = 'w7'")
                let plan = try await twin.plan([request]).first?.get()
                #expect(plan?.existingUsed.count == 1)
            }
        }
    }

    @Test func severalSideBySide() async throws {
        try await withSnapshot { snapshot in
            let costs = try await withThrowingTaskGroup(of: Double?.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        let twin = try await Twin.start(from: snapshot)
                        let cost = try await twin.plan([Self.query]).first?.get().cost
                        await twin.stop()
                        return cost
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(costs.count == 4)
            #expect(Set(costs).count == 1, "\(costs)")
        }
    }
}
