import Model
import TestSupport
import Testing

@testable import Twin

/// Extensions are made by CREATE EXTENSION from this machine's own installation, whatever the snapshot says is in them.
@Suite struct ExtensionTests {
    private static let schema = """
        CREATE SCHEMA ext;
        CREATE EXTENSION citext;
        CREATE EXTENSION pg_trgm SCHEMA ext;
        CREATE EXTENSION cube SCHEMA ext;
        CREATE EXTENSION earthdistance SCHEMA ext;
        CREATE TABLE words (id int PRIMARY KEY, mail citext, body text, kind int, spot ext.cube);
        INSERT INTO words SELECT i, 'User' || i % 700, 'some word ' || i, i % 20, ext.cube(i % 50)
          FROM generate_series(1, 20000) i;
        CREATE INDEX words_mail ON words (mail);
        CREATE INDEX words_body ON words USING gin (body ext.gin_trgm_ops);
        CREATE INDEX words_spot ON words USING gist (spot);
        CREATE STATISTICS words_both (mcv, dependencies) ON mail, kind FROM words;
        VACUUM ANALYZE;
        """
    private static let queries = [
        "SELECT * FROM words WHERE mail = 'USER7'", "SELECT * FROM words WHERE mail = 'user7' AND kind = 7",
        "SELECT * FROM words WHERE body LIKE '%word 19%'", "SELECT * FROM words WHERE mail > 'user600' ORDER BY mail",
        "SELECT * FROM words WHERE spot OPERATOR(ext.@>) '(7)'::ext.cube",
        "SELECT * FROM words ORDER BY spot OPERATOR(ext.<->) '(7)'::ext.cube LIMIT 3",
    ]

    private func check(_ snapshot: Snapshot, _ database: TestDatabase) async throws {
        let twin = try await Twin.start(from: snapshot)
        #expect(twin.uncertainties == [])
        let result = try await Comparison.run(Self.queries, source: database.url, twin: twin)
        #expect(result.total == Self.queries.count)
        #expect(result.differences == [])
        await twin.stop()
    }

    @Test func planAsAtTheSourceInBothFormsOfADump() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            let snapshot = try await database.twinSnapshot()
            try await check(snapshot, database)
            try await check(snapshot.dumped(from: database.url), database)
        }
    }

    @Test func aTargetWhoseOidsAreWhereTheTwinsWouldBe() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            var count = 4_000_000_000
            let snapshot = try await database.twinSnapshot().rewritingDump { kind, sql in
                guard kind == "TABLE" else { return sql }
                count += 1
                return sql.replacing(/_next_pg_type_oid\('\d+'/) { _ in "_next_pg_type_oid('\(count)'" }
            }
            try await check(snapshot, database)
        }
    }
}
