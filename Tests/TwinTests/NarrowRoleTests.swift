import Model
import TestSupport
import Testing

@testable import Twin

/// What a twin is worth from a snapshot of a role with fewer rights than pg_monitor and pg_read_all_data.
@Suite struct NarrowRoleTests {
    private static let schema = """
        CREATE TABLE plain (id int PRIMARY KEY, kind int);
        INSERT INTO plain SELECT i, i % 500 FROM generate_series(1, 40000) i;
        CREATE INDEX plain_kind ON plain (kind);
        VACUUM ANALYZE;
        """

    /// pg_dump locks each table, which takes the right to read it: without it there is no schema, and the error names the grant.
    @Test(arguments: [[], ["pg_read_all_stats"], ["pg_monitor"]])
    func whoMayNotReadTheTablesGetsNoTwin(grants: [String]) async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            let role = try await database.role(memberOf: grants)
            let snapshot = try await database.twinSnapshot(as: role)
            let error = await #expect(throws: TwinError.self) { try await Twin.start(from: snapshot) }
            let text = error?.description ?? ""
            #expect(text.contains("permission denied for table plain"), "\(text)")
            #expect(text.contains("GRANT pg_read_all_data TO"), "\(text)")
        }
    }

    /// Sizes and indexes are those of the target; how many rows a condition finds is PostgreSQL's guess, and that is said.
    @Test func whoMayReadTheTablesAloneGetsOneThatGuesses() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            let role = try await database.role(memberOf: ["pg_monitor"])
            try await database.execute("GRANT SELECT ON plain TO \(role)")
            let twin = try await Twin.start(from: try await database.twinSnapshot(as: role))
            let reasons = twin.uncertainties
            #expect(reasons.count == 3, "\(reasons)")
            for word in [
                "permission denied for table pg_statistic.", "permission denied for table pg_statistic_ext_data",
                "Plans rest on guesses",
            ] { #expect(reasons.contains { $0.contains(word) }, "\(word): \(reasons)") }
            let unaffected = try await Comparison.run(
                ["SELECT count(*) FROM plain", "SELECT * FROM plain WHERE id = 9"], source: database.url, twin: twin)
            #expect(unaffected.differences == [])
            let guessed = try await twin.plan([PlanRequest(statement: "SELECT * FROM plain WHERE kind = 7")])
            #expect(try guessed.first?.get().existingUsed.count == 1)
            await twin.stop()
        }
    }
}
