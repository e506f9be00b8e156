import Cluster
import Foundation
import Model
import Postgres
import TestSupport
import Testing

@testable import Collect

/// Databases hold bytes that their encoding gives no character: each costs its own value, and the server's log no line.
@Suite(.enabled(if: (try? Installation.find())?.hasLibrary("pg_stat_statements") ?? false))
struct EncodingTests {
    /// `broken` is a text that no client in UTF-8 can be sent, `good` one that it can.
    private static func schema(broken: String, good: String) -> String {
        """
        CREATE EXTENSION pg_stat_statements;
        DO $do$ DECLARE
          broken text := convert_from('\\x\(broken)', getdatabaseencoding());
          good text := convert_from('\\x\(good)', getdatabaseencoding());
        BEGIN
          CREATE TABLE orders (id int PRIMARY KEY, note text DEFAULT 'n', other text);
          EXECUTE format('ALTER TABLE orders ALTER note SET DEFAULT %L', broken);
          EXECUTE format('INSERT INTO orders SELECT n, CASE n %% 3 WHEN 0 THEN %L ELSE %L END, n %% 7 FROM generate_series(1, 900) n', broken, good);
          EXECUTE format('CREATE INDEX ON orders (other) WHERE note = %L', broken);
          EXECUTE format('CREATE VIEW shown AS SELECT id, %L AS word FROM orders', broken);
          EXECUTE format('CREATE TABLE %I (id int)', broken);
          EXECUTE format('CREATE TABLE %I (id int)', good);
          EXECUTE format('CREATE FUNCTION look() RETURNS int LANGUAGE sql AS %L', 'SELECT 1 -- ' || broken);
          EXECUTE format('COMMENT ON TABLE orders IS %L', broken);
          EXECUTE format('CREATE ROLE %I', broken);
          EXECUTE format('CREATE STATISTICS both_of (mcv) ON note, other FROM orders');
        END $do$;
        ANALYZE;
        """
    }

    /// Each is a text with a name of the broken bytes, and one with the good ones.
    private static func statements(broken: String, good: String) -> String {
        """
        DO $do$ DECLARE text text; BEGIN
        FOREACH text IN ARRAY ARRAY[convert_from('\\x\(broken)', getdatabaseencoding()), convert_from('\\x\(good)', getdatabaseencoding())] LOOP
          EXECUTE format('SELECT count(*) FROM orders AS %I WHERE note = %L', text, text);
          EXECUTE format('SELECT * FROM %I', text);
        END LOOP; END $do$;
        SELECT * FROM orders WHERE id = 1;
        """
    }

    @Test(arguments: [
        ("WIN1252", "6181", "63e9", "cé"), ("EUC_JP", "61f5a1", "a4a2a4a4", "あい"), ("WIN1251", "98", "e6", "ж"),
        ("LATIN1", "e9", "e8", "è"),
    ])
    func oneBadValueCostsNoOther(encoding: String, broken: String, good: String, word: String) async throws {
        var configuration = ServerConfiguration()
        configuration.settings = [
            "shared_preload_libraries": "pg_stat_statements", "pg_stat_statements.track": "all",
        ]
        try await withPrivateServer(configuration) { server in
            try await server.psql("CREATE DATABASE shop TEMPLATE template0 ENCODING \(encoding) LOCALE 'C'")
            try await server.psql(Self.schema(broken: broken, good: good), database: "shop")
            try await server.psql(Self.statements(broken: broken, good: good), database: "shop")
            var options = CollectOptions()
            options.twin = true
            options.sampleSpacing = .zero
            options.planTimeLimit = .seconds(60)
            let before = try Self.complaints(server)
            let snapshot = try await Collector(options).collect(
                try ConnectionOptions(server.url(database: "shop") + "&connect_timeout=60"))
            #expect(try Self.complaints(server).dropFirst(before.count) == [])
            #expect(snapshot[.relations].texts("name").contains(word))
            #expect(snapshot[.relations].texts("name").contains("orders"))
            let texts = snapshot[.statementTexts].texts("text").compactMap { $0 }
            #expect(texts.contains("SELECT * FROM \"\(word)\"") || texts.contains("SELECT * FROM \(word)"), "\(texts)")
            let statistics = snapshot[.columnStatistics]
            let values = statistics.texts("common_values").compactMap { $0 }.joined()
            #expect(values.contains(word), "\(values)")
            for shape in [
                SectionShape.relations, .statementTexts, .columnStatistics, .rawStatistics, .schemaDump, .columns,
                .indexDefinitions,
            ] {
                #expect(snapshot[shape].count > 0, "\(shape.name)")
            }
            let plans = snapshot[.plans]
            let planned = zip(plans.texts("text_hash"), plans.texts("plan")).filter { $0.1 != nil }.compactMap(\.0)
            #expect(planned.contains(TextHash.of("SELECT * FROM orders WHERE id = $1")))
            let notes = snapshot.unreadable.filter { $0.reason.contains("no character of \(encoding)") }.map(\.section)
            if encoding == "LATIN1" {
                #expect(notes == [])
            } else {
                #expect(Set(notes).isSuperset(of: ["column_statistics", "statement_texts", "schema_dump"]), "\(notes)")
            }
        }
    }

    private static func complaints(_ server: PrivateServer) throws -> [String] {
        let log = URL(fileURLWithPath: server.socketDirectory).appendingPathComponent("server.log")
        let lines = String(decoding: try Data(contentsOf: log), as: UTF8.self).split(separator: "\n").map(String.init)
        return lines.filter { line in ["ERROR:  ", "FATAL:  ", "PANIC:  "].contains { line.contains($0) } }
    }
}
