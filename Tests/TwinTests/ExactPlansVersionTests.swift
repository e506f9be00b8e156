import Collect
import Model
import Postgres
import TestSupport
import Testing

@testable import Twin

@Suite struct ExactPlansVersionTests {
    @Test func aNastySchemaIsPlannedAsAtTheSource() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(try await nastySchema())
            let twin = try await Twin.start(from: try await database.twinSnapshot())
            #expect(twin.uncertainties == [])
            let result = try await Comparison.run(try queries(), source: database.url, twin: twin)
            #expect(result.total >= 150)
            #expect(result.equalTrees == result.total)
            #expect(Double(result.exact) >= 0.97 * Double(result.total))
            #expect(result.worst <= 0.02)
            #expect(result.differences == [])
            await twin.stop()
        }
    }

    @Test func aRoleThatMonitorsAndReadsIsEnough() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(try await nastySchema())
            let role = try await database.role(memberOf: ["pg_monitor", "pg_read_all_data"])
            let twin = try await Twin.start(from: try await database.twinSnapshot(as: role))
            #expect(twin.uncertainties.contains { $0.contains("GIN") })
            #expect(twin.uncertainties.contains { $0.contains("least and greatest values of 2 indexes") })
            let result = try await Comparison.run(try queries(), source: database.url, twin: twin)
            #expect(result.equalTrees == result.total)
            // The counters of GIN cannot be read.
            #expect(result.differences.allSatisfy { $0.contains("@>") || $0.contains("&&") })
            #expect(result.worst <= 0.03)
            await twin.stop()
        }
    }

    /// Until 2026-12 the schema of a snapshot was pg_dump's.
    @Test func anOlderSnapshotIsPlannedAsAtTheSource() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(try await nastySchema())
            let snapshot = try await database.twinSnapshot().dumped(from: database.url)
            let twin = try await Twin.start(from: snapshot)
            #expect(twin.uncertainties == [])
            let result = try await Comparison.run(try queries(), source: database.url, twin: twin)
            #expect(result.total >= 150)
            #expect(result.differences == [])
            await twin.stop()
        }
    }

    @Test func policiesHoldForTheRoleThatAsks() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(try await nastySchema())
            let role = try await database.role()
            try await database.execute("GRANT USAGE ON SCHEMA shop TO \(role); GRANT SELECT ON shop.secrets TO \(role)")
            let twin = try await Twin.start(from: try await database.twinSnapshot())
            let queries = ["SELECT * FROM shop.secrets WHERE item = 9", "SELECT * FROM shop.secrets"]
            let result = try await Comparison.run(queries, source: database.url, twin: twin, role: role)
            #expect(result.differences == [])
            let denied = try await twin.plan([PlanRequest(statement: "SELECT * FROM shop.orders", role: role)])
            #expect(throws: PlanFailure.self) { try denied[0].get() }
            await twin.stop()
        }
    }

    @Test func aRedactedSnapshotStillGivesPlans() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(try await nastySchema())
            let snapshot = Redaction.redact(try await database.twinSnapshot())
            let text = String(decoding: SnapshotFile.encode(snapshot), as: UTF8.self)
            for secret in ["Zürich", "name 17", "\"sent\"", "'sent'"] { #expect(!text.contains(secret), "\(secret)") }
            let twin = try await Twin.start(from: snapshot)
            #expect(twin.uncertainties.contains { $0.contains("redacted") })
            let answers = try await twin.plan([
                PlanRequest(statement: "SELECT * FROM shop.bloated WHERE number = $1"),
                PlanRequest(statement: "SELECT * FROM shop.customers WHERE id = 5"),
                PlanRequest(statement: "SELECT * FROM shop.orders WHERE customer = 5"),
            ])
            for answer in answers { #expect(try answer.get().existingUsed.count == 1) }
            await twin.stop()
        }
    }

    @Test func aSnapshotWithoutASchemaSaysWhatToDo() async throws {
        try await TestServer.withDatabase { database in
            var options = CollectOptions()
            options.sampleSpacing = .zero
            let snapshot = try await Collector(options).collect(try ConnectionOptions(database.url))
            await #expect(throws: TwinError.self) { try await Twin.start(from: snapshot) }
        }
    }
}
