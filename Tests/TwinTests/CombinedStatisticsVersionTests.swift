import Model
import Postgres
import TestSupport
import Testing

@testable import Twin

/// What ANALYZE wrote passes and plans as before; what somebody altered is refused, or does a server no harm.
@Suite struct CombinedStatisticsVersionTests {
    /// Pairs of columns of all types whose values are checked, among them some that are null throughout.
    private static let schema = """
        CREATE EXTENSION citext; CREATE EXTENSION seg;
        CREATE TYPE mood AS ENUM ('good', 'bad', 'middling');
        CREATE DOMAIN code AS varchar(20); CREATE DOMAIN codes AS int[];
        CREATE TYPE span AS RANGE (subtype = text);
        CREATE TABLE things (id int, small int2, big int8, flag bool, word text, label varchar(20), name name, padded char(9),
          amount numeric, day date, moment timestamptz, spell interval, ref uuid, address inet, net cidr, bits varbit, fixed bit(11),
          feeling mood, tagged code, list int[], words text[], amounts numeric[], grid int[], moods mood[], period int4range,
          prices numrange, letters span, raw bytea, share float8, part float4, sign "char", mail citext, empty text, place seg, own codes);
        INSERT INTO things SELECT i, i % 7, i % 9 * 1000000000000, i % 2 = 0, 'wörd ' || i % 5, 'l' || i % 6, 'n' || i % 4, 'p' || i % 3,
          CASE i % 5 WHEN 0 THEN 'NaN' WHEN 1 THEN 1e30 WHEN 2 THEN -0.00001 ELSE i % 5 END, date '2026-01-01' + i % 5,
          timestamptz '2026-01-01 00:00+00' + i % 6 * interval '1 hour', i % 4 * interval '1 mon 3 days', md5((i % 5)::text)::uuid,
          CASE i % 3 WHEN 0 THEN '10.0.0.7/24' WHEN 1 THEN '::1' ELSE '192.168.1.1' END::inet, '10.0.0.0/8', (i % 6)::bit(11)::varbit,
          (i % 5)::bit(11), (ARRAY['good', 'bad', 'middling'])[1 + i % 3]::mood, 'c' || i % 4, ARRAY[i % 3, NULL, i % 2],
          ARRAY['a', 'b' || i % 4, NULL], ARRAY[i % 3, 0.5], ARRAY[[i % 2, 1], [2, 3]], ARRAY['good'::mood, 'bad'], CASE i % 4
            WHEN 0 THEN 'empty' WHEN 1 THEN int4range(NULL, 5) ELSE int4range(i % 4, 10) END::int4range, numrange(i % 3, i % 3 + 0.25),
          span('a' || i % 3, repeat('z', 200)), ('\\x00ff0' || i % 5)::bytea, i % 3 / 7.0, i % 4 / 3.0, (65 + i % 3)::"char", 'M' || i % 5,
          NULL, (i % 3 || ' .. 4')::seg, ARRAY[i % 4] FROM generate_series(1, 3000) i;
        CREATE STATISTICS s1 ON id, small, big, flag FROM things; CREATE STATISTICS s2 ON word, label, name, padded FROM things;
        CREATE STATISTICS s3 ON amount, day, moment, spell FROM things; CREATE STATISTICS s4 ON ref, address, net, bits FROM things;
        CREATE STATISTICS s5 ON fixed, feeling, tagged, list FROM things; CREATE STATISTICS s6 ON words, amounts, grid, moods FROM things;
        CREATE STATISTICS s7 ON period, prices, letters, raw FROM things; CREATE STATISTICS s8 ON share, part, sign, mail FROM things;
        CREATE STATISTICS s9 ON empty, own, flag FROM things;
        CREATE STATISTICS e1 ON lower(word), (id % 3), (amount || '!') FROM things; CREATE STATISTICS e2 ON small, (small + 1) FROM things;
        VACUUM ANALYZE things;
        """

    private static let queries = [
        "SELECT * FROM things WHERE small = 3 AND big = 4000000000000 AND flag",
        "SELECT * FROM things WHERE word = 'wörd 3' AND label > 'l2'",
        "SELECT * FROM things WHERE name = 'n1' AND padded = 'p2'",
        "SELECT * FROM things WHERE amount < 3 AND day >= '2026-01-03'",
        "SELECT * FROM things WHERE moment > '2026-01-01 03:00+00' AND spell = '1 mon 3 days'",
        "SELECT * FROM things WHERE ref = 'cfcd2084-95d5-65ef-66e7-dff9f98764da' AND address = '::1' AND net > '9.0.0.0/8' AND bits <> B'1'",
        "SELECT * FROM things WHERE fixed > B'00000000001' AND feeling = 'bad' AND tagged = 'c1' AND list = '{1,NULL,1}'",
        "SELECT * FROM things WHERE words > '{a}' AND amounts = '{1,0.5}' AND grid < '{{1,1},{2,4}}' AND moods = '{good,bad}'",
        "SELECT * FROM things WHERE period > '[1,5)' AND prices = '[1,1.25)' AND letters > '[a,b)' AND raw > '\\x00'",
        "SELECT * FROM things WHERE share > 0.1 AND part < 1 AND sign = 'A' AND mail = 'm3'",
        "SELECT * FROM things WHERE empty IS NULL AND own = '{2}' AND flag",
        "SELECT * FROM things WHERE small IN (1, 2) OR big = 0",
        "SELECT * FROM things WHERE lower(word) = 'wörd 1' AND id % 3 = 1 AND (amount || '!') > '2'",
        "SELECT * FROM things WHERE small = 1 AND small + 1 = 2",
        "SELECT small, big, count(*) FROM things GROUP BY 1, 2",
        "SELECT lower(word), id % 3 FROM things GROUP BY 1, 2", "SELECT * FROM things WHERE place = '1 .. 4'",
    ]

    @Test func whatAnalyzeWrotePasses() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            let twin = try await Twin.start(from: try await database.twinSnapshot())
            #expect(twin.uncertainties == [])
            let result = try await Comparison.run(Self.queries, source: database.url, twin: twin)
            #expect(result.total == Self.queries.count)
            #expect(result.differences == [])
            await twin.stop()
        }
    }

    /// Thousands of alterations. Each that passes the checks is put into a server's catalog, and all queries are planned with it.
    @Test func whatWasAlteredIsRefusedOrHarmless() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(
                Self.schema
                    + ["pg_ndistinct", "pg_dependencies", "pg_mcv_list"].map {
                        "CREATE CAST (bytea AS \($0)) WITHOUT FUNCTION;"
                    }.joined())
            let connection = try await Connection.connect(ConnectionOptions(database.url))
            let objects = try await StatisticsObjects(connection, major: database.server.installation.major)
            let rows = try await connection.query(
                """
                SELECT stxname AS name, encode(stxdndistinct::bytea, 'hex') AS distinct, encode(stxddependencies::bytea, 'hex') AS dependencies,
                  encode(stxdmcv::bytea, 'hex') AS mcv FROM pg_statistic_ext JOIN pg_statistic_ext_data ON stxoid = oid
                """)
            var random = SeededGenerator(seed: 7)
            var (refused, planned) = (0, 0)
            for row in rows {
                let object = try #require(objects["public", try row.decode("name")])
                for (column, target) in [
                    ("distinct", "stxdndistinct"), ("dependencies", "stxddependencies"), ("mcv", "stxdmcv"),
                ] {
                    let bytes = try StoredBytes(hexadecimal: try row.decode(column)).bytes
                    _ = try Self.checked(bytes, column, object)
                    var accepted: Set<[UInt8]> = []
                    for _ in 0..<300 {
                        let altered = Self.altered(bytes, &random)
                        guard let checked = try? Self.checked(altered, column, object) else {
                            refused += 1
                            continue
                        }
                        if checked != bytes { accepted.insert(checked) }
                    }
                    for bytes in accepted.prefix(40) {
                        planned += 1
                        try await Self.plan(bytes, target, of: object, connection)
                    }
                }
            }
            #expect(refused > 3000)
            #expect(planned > 300)
            await connection.close()
        }
    }

    private static func checked(
        _ bytes: [UInt8], _ column: String, _ object: StatisticsObject
    ) throws(UnsoundBytes) -> [UInt8] {
        let data = StoredBytes(bytes)
        switch column {
        case "distinct": try CombinedStatistics.checkDistinct(data, of: object)
        case "dependencies": try CombinedStatistics.checkDependencies(data, of: object)
        default: return try CombinedStatistics.checkedCommonValues(data, of: object).bytes
        }
        return bytes
    }

    private static func plan(
        _ bytes: [UInt8], _ column: String, of object: StatisticsObject, _ connection: Connection
    ) async throws {
        let type = ["stxdndistinct": "pg_ndistinct", "stxddependencies": "pg_dependencies"][column] ?? "pg_mcv_list"
        let answers = try await connection.pipeline(
            [
                "BEGIN",
                Query(
                    "UPDATE pg_statistic_ext_data SET \(column) = decode($1::text, 'hex')::\(type) WHERE stxoid = $2::oid",
                    [.string(StoredBytes(bytes).hexadecimal), .int(Int(object.oid))]),
            ] + queries.map { Query("EXPLAIN \($0)") } + ["ROLLBACK"])
        for answer in answers { #expect(throws: Never.self, "\(object.name) \(column)") { try answer.get() } }
    }

    /// Bits turned, bytes and numbers set to what is extreme, parts left out, doubled or moved.
    private static func altered(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var result = bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = result.isEmpty ? 0 : Int.random(in: 0..<result.count, using: &random)
            let size = [1, 2, 4, 8].randomElement(using: &random) ?? 1
            guard place + size <= result.count else { continue }
            switch Int.random(in: 0..<8, using: &random) {
            case 0...2: result[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 3:
                for byte in 0..<size {
                    result[place + byte] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
                }
            case 4: result[place] = UInt8.random(in: 0...255, using: &random)
            case 5: result.removeSubrange(place..<place + size)
            case 6: result.insert(contentsOf: result[place..<place + size], at: place)
            default: result.removeLast(min(result.count, size))
            }
        }
        return result
    }
}

/// The same numbers in every run.
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
