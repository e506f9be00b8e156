import Cluster
import Collect
import Model
import TestSupport
import Testing

/// A secret planted wherever a snapshot could carry one is in the snapshot, and not in the redacted one.
@Suite(.enabled(if: (try? Installation.find())?.hasLibrary("pg_stat_statements") ?? false))
struct RedactionTests {
    private static let plants = """
        CREATE EXTENSION pg_stat_statements;
        CREATE TYPE label AS ENUM ('Geheim1', 'b');
        CREATE FUNCTION hush(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'Geheim2' || $1 $$;
        CREATE TABLE t (id int PRIMARY KEY, a text DEFAULT 'Geheim3' CHECK (a <> 'Geheim4'), b label, n int DEFAULT 731826459);
        CREATE INDEX part ON t (id) WHERE a = 'Geheim5';
        CREATE INDEX expr ON t (hush(a || 'Geheim6'));
        CREATE VIEW v AS SELECT id FROM t WHERE a = 'Geheim7';
        CREATE POLICY p ON t USING (a = 'Geheim8') WITH CHECK (a = 'Geheim9');
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
        CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW WHEN (NEW.a = 'GeheimA') EXECUTE FUNCTION f();
        CREATE TABLE l (x text) PARTITION BY LIST (x);
        CREATE TABLE l1 PARTITION OF l FOR VALUES IN ('GeheimB');
        CREATE DOMAIN d AS text CHECK (VALUE <> 'GeheimC');
        INSERT INTO t SELECT i, CASE WHEN i % 2 = 0 THEN 'GeheimD' ELSE 'GeheimE' || i END FROM generate_series(1, 500) i;
        ANALYZE t;
        SELECT id /* GeheimF */ FROM v WHERE id = 7;
        ALTER DATABASE :name SET application_name = 'GeheimG';
        DO $$ BEGIN PERFORM 'GeheimH'; END $$;
        """

    @Test func noSecretIsLeft() async throws {
        try await TestServer.withDatabase { database in
            let sql = Self.plants.split(separator: ":name").joined(separator: database.name)
            try await database.execute(sql)
            let snapshot = try await database.snapshot()
            let plain = String(decoding: SnapshotFile.encode(snapshot), as: UTF8.self)
            for letter in "13456789ABCDEFG" {
                #expect(plain.contains("Geheim\(letter)"), "Geheim\(letter) is planted")
            }
            // A body of code, and of a utility statement any literal, is taken for a secret.
            #expect(!plain.contains("GeheimH"))
            let redacted = Redaction.redact(snapshot)
            let text = String(decoding: SnapshotFile.encode(redacted), as: UTF8.self)
            // A number that no share of few samples has in its digits, as 14 of 33 has 424242.
            #expect(!text.contains("Geheim") && !text.contains("731826459"))
            #expect(redacted.redacted && text.contains("\"redacted\":true"))
            // Names, figures and structure stay.
            #expect(text.contains("\"expr\"") && redacted[.relations] == snapshot[.relations].withBounds(of: redacted))
            #expect(redacted[.indexSizes] == snapshot[.indexSizes])
            let hashes = Set(redacted[.statementTexts].texts("text_hash"))
            #expect(
                Set(redacted[.statementEntries].texts("text_hash")).subtracting(hashes) == [],
                "entries find their texts")
            #expect(Redaction.redact(redacted) == redacted)
        }
    }
}

extension Section {
    /// This section with the partition bounds of another snapshot.
    fileprivate func withBounds(of other: Snapshot) -> Section {
        var result = Section(shape)
        for row in 0..<count {
            result.append(
                shape.columns.map { column in
                    column.name == "partition_bound" ? other[.relations][row, column.name] : self[row, column.name]
                })
        }
        return result
    }
}
