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

    /// The catalogs are open to everybody: a twin has the schema and the sizes, and says that statistics are hidden.
    @Test(arguments: [[], ["pg_read_all_stats"], ["pg_monitor"]])
    func whoMayNotReadTheTablesGetsATwinThatSaysWhatItLacks(grants: [String]) async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            let role = try await database.role(memberOf: grants)
            let snapshot = try await database.twinSnapshot(as: role)
            #expect(snapshot[.schemaDump].texts("name").contains("plain_kind"))
            let twin = try await Twin.start(from: snapshot)
            let hidden = twin.uncertainties.first { $0.contains("the statistics of the columns of 1 table are hidden") }
            #expect(hidden?.hasSuffix("GRANT pg_read_all_data TO \(role);") == true, "\(twin.uncertainties)")
            let result = try await Comparison.run(
                ["SELECT count(*) FROM plain", "SELECT * FROM plain"], source: database.url, twin: twin)
            #expect(result.total == 2 && result.equalTrees == 2)
            await twin.stop()
        }
    }

    /// pg_stats shows the statistics of tables that a role may read; what is in it is all that such a schema has.
    @Test func whoMayReadTheTablesGetsWhatPgStatsShows() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            let role = try await database.role(memberOf: ["pg_monitor"])
            try await database.execute("GRANT SELECT ON plain TO \(role)")
            let twin = try await Twin.start(from: try await database.twinSnapshot(as: role))
            #expect(twin.uncertainties == [])
            let result = try await Comparison.run(
                [
                    "SELECT count(*) FROM plain", "SELECT * FROM plain WHERE id = 9",
                    "SELECT * FROM plain WHERE kind = 7", "SELECT * FROM plain WHERE kind < 40 ORDER BY kind",
                ], source: database.url, twin: twin)
            #expect(result.total == 4)
            #expect(result.differences == [])
            await twin.stop()
        }
    }

    /// Of the nasty schema pg_stats hides the expressions of indexes, the values of ranges and extended statistics, and all of a
    /// table with policies. What the twin does not know it names, and nothing else differs.
    @Test func whatPgStatsHidesIsNamed() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(try await nastySchema())
            let role = try await database.role(memberOf: ["pg_monitor"])
            for schema in ["shop", "\"Odd Schema\""] {
                try await database.execute(
                    "GRANT USAGE ON SCHEMA \(schema) TO \(role); GRANT SELECT ON ALL TABLES IN SCHEMA \(schema) TO \(role)"
                )
            }
            let twin = try await Twin.start(from: try await database.twinSnapshot(as: role))
            let reasons = twin.uncertainties
            // From 17 on pg_stats shows the histograms of ranges.
            let showsRanges = try await TestServer.shared.installation.major >= 17
            let hidden = [
                "the expressions in 3 indexes are hidden (shop.customers_lower_idx, shop.customers_expr_idx, shop.bloated_left_idx)",
                showsRanges ? "" : "values in 1 column (shop.orders.valid)",
                "3 extended statistics objects cannot be read (shop.customers_both, shop.customers_expression, shop.orders_mcv)",
                "the columns of 1 table are hidden",
            ].filter { !$0.isEmpty }
            for words in hidden {
                let reason = reasons.first { $0.contains(words) }
                #expect(reason?.hasSuffix("GRANT pg_read_all_data TO \(role);") == true, "\(words): \(reasons)")
            }
            #expect(reasons.count == hidden.count + 2, "and the ends of indexes, and GIN: \(reasons)")
            let result = try await Comparison.run(try queries(), source: database.url, twin: twin)
            #expect(Double(result.equalTrees) >= 0.95 * Double(result.total))
            #expect(Double(result.exact) >= 0.85 * Double(result.total))
            let unknown = ["left(word", "'ref'", "valid", "date_part", "secrets", "@>", "&&"]
            #expect(result.differences.filter { text in !unknown.contains { text.contains($0) } } == [])
            await twin.stop()
        }
    }
}
