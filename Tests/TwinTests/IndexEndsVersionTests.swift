import Collect
import Model
import TestSupport
import Testing

/// The ends of an index are looked up, or known from a histogram that is still whole: either way they are those of the table.
@Suite struct IndexEndsVersionTests {
    private static let sql = """
        CREATE TABLE fresh (id bigint PRIMARY KEY, at timestamptz, price numeric, word text, down int, flag bool);
        INSERT INTO fresh SELECT n, '2026-01-01'::timestamptz + n * interval '1 hour', n / 10.0, 'w' || n, n, n % 2 = 0
        FROM generate_series(-200, 90) n;
        CREATE INDEX ON fresh (at DESC NULLS LAST); CREATE INDEX ON fresh (price); CREATE INDEX ON fresh (word);
        CREATE INDEX ON fresh (down DESC); CREATE INDEX ON fresh (flag); CREATE INDEX ON fresh ((id % 1000));
        -- Its least value is a common one, which no histogram has.
        CREATE TABLE common (n int); INSERT INTO common SELECT CASE WHEN n < 100 THEN -5 ELSE n END FROM generate_series(1, 290) n;
        CREATE INDEX ON common (n);
        CREATE TABLE changed AS SELECT n FROM generate_series(1, 290) n; CREATE INDEX ON changed (n);
        CREATE TABLE sampled AS SELECT n FROM generate_series(1, 20000) n; CREATE INDEX ON sampled (n);
        ALTER TABLE sampled ALTER n SET STATISTICS 1;
        CREATE TABLE bloated AS SELECT n FROM generate_series(1, 100000) n; CREATE INDEX ON bloated (n);
        DELETE FROM bloated WHERE n > 40; ALTER TABLE bloated ALTER n SET STATISTICS 1;
        ANALYZE; INSERT INTO changed VALUES (-7), (999);
        """

    @Test(arguments: ["fresh", "common", "changed", "sampled", "bloated"])
    func endsAreThoseOfTheTable(table: String) async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.sql)
            let snapshot = try await database.twinSnapshot()
            let (definitions, keys, probes) = (
                snapshot[.indexDefinitions], snapshot[.indexKeys], snapshot[.indexProbes]
            )
            for row in 0..<definitions.count where definitions[row, "definition"].text?.contains(".\(table) ") == true {
                let oid = definitions[row, "oid"]
                let key = try #require((0..<keys.count).first { keys[$0, "index_oid"] == oid })
                let name = keys[key, "column"].text ?? keys[key, "expression"].text ?? ""
                let probe = try #require((0..<probes.count).first { probes[$0, "index_oid"] == oid })
                guard let least = probes[probe, "minimum"].text, let greatest = probes[probe, "maximum"].text else {
                    // Without a histogram there is nothing to correct.
                    #expect(["flag", "n"].contains(name), "\(name)")
                    continue
                }
                // Ends of texts depend on the collation; numbers and times are shown as the collector's session shows them.
                let sql =
                    "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SELECT min(\(name))::text || '|' || max(\(name))::text FROM \(table)"
                let found = try await database.execute(sql).split(separator: "\n").last.map(String.init)
                #expect("\(least)|\(greatest)" == found, "\(name)")
            }
        }
    }
}
