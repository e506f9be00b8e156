import Model
import Postgres
import TestSupport
import Testing

@testable import Collect

/// What a twin takes over of statistics, read from pg_statistic and put together from pg_stats.
@Suite struct PgStatsVersionTests {
    /// Columns of every way in which ANALYZE picks operators and collations; a quarter of the rows share a value, so that there
    /// are common values beside a histogram.
    private static let schema = #"""
        CREATE TYPE mood AS ENUM ('sad', 'fine', 'glad');
        CREATE TYPE pair AS (a int, b text);
        CREATE DOMAIN code AS varchar(20);
        CREATE DOMAIN inner_code AS code;
        CREATE DOMAIN numbers AS int[];
        CREATE TABLE kinds AS SELECT k AS whole, k::bigint AS big, k::numeric AS exact, k::float4 AS rough, k::text COLLATE "C" AS words,
          k::varchar(9) AS short, k::char(6) AS padded, k::text::name AS named, (ARRAY['sad', 'fine', 'glad'])[1 + k % 3]::mood AS mood,
          ROW(k, 'x')::pair AS pair, k::text::code AS code, k::text::inner_code AS inner_code, ARRAY[k, k % 9]::numbers AS numbers,
          ARRAY[k, k % 7] AS many, ARRAY['t' || k % 50, 'all'] AS tags, ARRAY[k::text::code] AS codes, ('10.0.' || k % 256 || '.1')::inet AS host,
          ('10.0.' || k % 256 || '.0/24')::cidr AS net, k::text::bytea AS bytes, k % 3 = 0 AS flag, date '2025-01-01' + k AS day,
          timestamptz '2025-01-01' + k * interval '1 min' AS moment, k * interval '1 min' AS span, md5(k::text)::uuid AS id,
          to_tsvector('simple', 'word' || k % 60 || ' all') AS document, int4range(k, k + k % 20) AS range,
          int4range(k, k + 2)::int4multirange AS ranges, k::text::xid AS transaction, k::oid AS object, '1 2'::oidvector AS objects,
          k::bit(12) AS bits, k::bit(12)::varbit AS more_bits, ('(0,' || 1 + k || ')')::tid AS place, k::money AS price, '{}'::json AS raw,
          jsonb_build_object('k', k) AS data, point(k, k) AS spot, 'pg_class'::regclass AS class,
          (ARRAY['postgres=r/postgres', 'postgres=a/postgres'])[1 + k % 2]::aclitem AS grant_of
        FROM (SELECT CASE WHEN i % 4 = 0 THEN 7 ELSE i END AS k FROM generate_series(1, 2000) i) numbers;
        CREATE INDEX kinds_words ON kinds (lower(words), (upper(short) COLLATE "C"));
        CREATE TABLE parts (id int, word text) PARTITION BY RANGE (id);
        CREATE TABLE parts_1 PARTITION OF parts DEFAULT;
        INSERT INTO parts SELECT i, 'w' || i % 20 FROM generate_series(1, 500) i;
        ANALYZE;
        """#

    /// A row of pg_statistic; slots in no order.
    private struct Statistics: Hashable {
        var figures: [Value]
        var slots: Set<[Value]>

        init(_ section: Section, _ row: Int, without kinds: Set<Int64>) {
            let names = ["owner_oid", "number", "inherited", "of_expression", "null_fraction", "width", "distinct"]
            figures = names.map { section[row, $0] }
            slots = Set(
                (1...5).map { slot in
                    ["kind", "operator", "collation", "numbers", "type", "values"].map { section[row, "\($0)\(slot)"] }
                }.filter { $0[0] != .integer(0) && !kinds.contains($0[0].integer ?? 0) })
        }
    }

    @Test func theViewTellsWhatTheCatalogHolds() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            let connection = try await Connection.connect(try ConnectionOptions(database.url))
            let session = await Session(connection, CollectOptions())
            var server = try await ServerProfile.probe(session)
            // Before 17 the view has no columns for the kinds 6 and 7, the histograms of ranges.
            let unseen: Set<Int64> = server.features.contains(.statisticsOfRanges) ? [] : [6, 7]
            var found: [Set<Statistics>] = []
            for canRead in [true, false] {
                server.canReadStatistics = canRead
                let query = SectionQuery.rawStatistics(server)
                var builder = SectionBuilder(query.shape)
                builder.append(try await session.query(query.sql, allRelations, limit: .seconds(30)))
                let section = builder.section
                found.append(Set((0..<section.count).map { Statistics(section, $0, without: unseen) }))
            }
            await connection.close()
            #expect(found[0].subtracting(found[1]) == [])
            #expect(found[1].subtracting(found[0]) == [])
            // All columns, those of the index, and of the table in parts both its own and the whole's.
            #expect(found[0].count >= 40)
            let kinds = Set(found[0].flatMap { $0.slots.compactMap { $0[0].integer } })
            #expect(kinds.isSuperset(of: [1, 2, 3, 4, 5]), "\(kinds)")
        }
    }
}
