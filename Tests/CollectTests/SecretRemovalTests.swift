import Cluster
import Foundation
import Model
import Postgres
import TestSupport
import Testing

@testable import Collect

/// A secret planted wherever a target could give one is not in the snapshot, though nobody asked for redaction.
@Suite(.enabled(if: (try? Installation.find())?.hasLibrary("pg_stat_statements") ?? false))
struct SecretRemovalTests {
    private static let secret = "Zq7xSECRETk9"

    private static let plants = """
        CREATE EXTENSION pg_stat_statements;
        CREATE EXTENSION pgcrypto;
        CREATE EXTENSION dblink;
        CREATE EXTENSION postgres_fdw;
        CREATE TABLE users (id int PRIMARY KEY, name text, password text, data bytea, status text DEFAULT 'open');
        INSERT INTO users SELECT i, 'n' || i, md5(i::text), '\\x00', 'open' FROM generate_series(1, 500) i;
        ANALYZE users;
        CREATE TABLE keys (id int, kind text, api_key text DEFAULT 'SECRET', token_count int DEFAULT 77);
        INSERT INTO keys SELECT i, 'k' || i % 3, 'SECRET' || i % 40, 77 FROM generate_series(1, 500) i;
        CREATE INDEX ON keys (api_key);
        CREATE INDEX ON keys (lower(api_key));
        CREATE STATISTICS both_of_them (mcv) ON kind, api_key FROM keys;
        ANALYZE keys;
        CREATE MATERIALIZED VIEW seen AS SELECT id, kind, api_key AS k, upper(api_key) AS u FROM keys;
        CREATE VIEW between AS SELECT row_to_json(k.*)::text AS j, k.id FROM keys k;
        CREATE MATERIALIZED VIEW seen_later AS SELECT j, id FROM between;
        CREATE INDEX ON seen (k);
        CREATE INDEX ON seen (lower(u));
        CREATE STATISTICS of_seen (mcv) ON kind, k FROM seen;
        CREATE TABLE derived (id int, "Session Id" text, half text GENERATED ALWAYS AS (left("Session Id", 40)) STORED);
        INSERT INTO derived SELECT i, 'SECRET' || i % 40 FROM generate_series(1, 500) i;
        CREATE INDEX ON derived (upper(half));
        CREATE TABLE sessions (cookie text PRIMARY KEY);
        INSERT INTO sessions SELECT 'SECRET' || i FROM generate_series(1, 40) i;
        CREATE TABLE visits (id int, kept_in text REFERENCES sessions);
        INSERT INTO visits SELECT i, 'SECRET' || 1 + i % 40 FROM generate_series(1, 500) i;
        CREATE DOMAIN any_text AS text DEFAULT 'SECRET' CHECK (VALUE <> 'SECRET0');
        CREATE DOMAIN otp AS any_text CHECK (VALUE NOT IN ('a', 'SECRET1'));
        CREATE TABLE typed (id int, a otp, pin any_text);
        INSERT INTO typed SELECT i, 'SECRET' || 2 + i % 40, 'SECRET' || 2 + i % 40 FROM generate_series(1, 500) i;
        CREATE TABLE parted (id int, csrf text) PARTITION BY LIST (csrf);
        CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN ('SECRET');
        CREATE TABLE parted_2 PARTITION OF parted FOR VALUES IN ('SECRET2', 'x');
        ANALYZE;
        ALTER ROLE :role PASSWORD 'SECRET';
        SET app.jwt TO SECRET;
        ALTER DATABASE :name SET "app.settings.jwt_secret" TO 'SECRET';
        ALTER ROLE :role SET "my.api_key" TO 'SECRET';
        CREATE SERVER away FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'h', dbname 'SECRET');
        CREATE USER MAPPING FOR CURRENT_USER SERVER away OPTIONS (user 'u', password 'SECRET');
        CREATE FOREIGN TABLE far (a int) SERVER away OPTIONS (table_name 'SECRET');
        CREATE SUBSCRIPTION sub_:name CONNECTION 'host=127.0.0.1 port=1 password=SECRET' PUBLICATION p
          WITH (connect = false, enabled = false, slot_name = NONE);
        DROP SUBSCRIPTION sub_:name;
        CREATE VIEW opened AS SELECT pgp_sym_decrypt(data, 'SECRET') AS x FROM users WHERE status = 'open' AND id < 0;
        CREATE VIEW away_view AS SELECT * FROM dblink('host=h password=SECRET', 'SELECT 1') AS t(a int);
        CREATE INDEX by_hash ON users (md5(name || 'SECRET'));
        CREATE FUNCTION hooked() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 'SECRET'; RETURN NEW; END $$;
        CREATE TRIGGER hook AFTER UPDATE ON users FOR EACH ROW EXECUTE FUNCTION hooked('https://h', 'Bearer SECRET');
        ALTER TABLE users ADD CHECK (crypt(name, 'SECRET') IS NOT NULL) NOT VALID;
        CREATE VIEW compared AS SELECT id, CASE password WHEN 'SECRET' THEN 1 END AS n FROM users
          WHERE (password, name) > ('SECRET', 'y') AND password COLLATE "C" <> 'SECRET' AND password IN (SELECT 'SECRET')
          AND 'SECRET' <> password COLLATE "C" AND status = 'open' AND password BETWEEN SYMMETRIC 'a' AND 'SECRET';
        CREATE VIEW named AS WITH c(password) AS (SELECT 'SECRET'::text) SELECT c.* FROM c, users WHERE status = 'open';
        CREATE VIEW aliased AS SELECT s.x FROM (SELECT password AS x FROM users) s
          JOIN (VALUES ('SECRET')) v(w) ON w = s.x WHERE s.x <> 'SECRET';
        ALTER TABLE users ADD CHECK (password COLLATE "C" <> 'SECRET') NOT VALID;
        CREATE INDEX by_password ON users (id) WHERE password COLLATE "C" <> 'SECRET' AND status = 'open';
        CREATE POLICY own_rows ON users USING (NULLIF('SECRET', password) IS NOT NULL);
        CREATE TRIGGER watched BEFORE UPDATE ON users FOR EACH ROW WHEN ((new.password, 1) <> ('SECRET', 1))
          EXECUTE FUNCTION hooked();
        CREATE FUNCTION asked(id int, password text DEFAULT 'SECRET') RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT password';
        CREATE TABLE made (id int, password text GENERATED ALWAYS AS ('SECRET') STORED);
        COMMENT ON TABLE users IS 'password=SECRET';
        DO $$ BEGIN PERFORM 'SECRET'; END $$;
        NOTIFY c, 'SECRET';
        COPY (SELECT 1) TO PROGRAM 'cat > /dev/null # SECRET';
        PREPARE p AS SELECT name FROM users WHERE password = 'SECRET';
        EXECUTE p;
        DECLARE c CURSOR WITH HOLD FOR SELECT * FROM users WHERE name = 'SECRET';
        SELECT set_config('app.token', 'SECRET', false);
        SELECT name FROM users WHERE password = 'SECRET' AND status = 'open';
        SELECT count(*) FROM opened;
        SELECT pgp_sym_encrypt('x', 'SECRET') FROM users LIMIT 1;
        SELECT name FROM users WHERE password IN ('1','2','3','4','5','6','7','8','9','10','11','12','13', 'SECRET');
        SELECT name FROM users WHERE password = ANY (ARRAY['1', upper('SECRET'), 'SECRET']);
        SELECT name /* the password is SECRET */ FROM users;
        """

    @Test func noSecretIsLeft() async throws {
        try await TestServer.withDatabase { database in
            let role = try await database.role()
            let sql = Self.plants.replacing("SECRET", with: Self.secret).replacing(":name", with: database.name)
                .replacing(":role", with: role)
            try await database.execute(sql)
            let session = try await Connection.connect(try ConnectionOptions(database.url))
            // The last text of a session, invalid and valid: pg_stat_activity shows both.
            for text in [
                "ALTER ROLE nobody_here PASSWORD \(Self.secret)",
                "SELECT name FROM users WHERE password = '\(Self.secret)' AND status = 'open'",
            ] {
                _ = try? await session.execute(text)
                let snapshot = try await database.snapshot {
                    $0.twin = true; $0.sampleParameters = true
                }
                let file = String(decoding: SnapshotFile.encode(snapshot), as: UTF8.self)
                #expect(!file.contains(Self.secret), "\(Self.around(Self.secret, file))")
                // What is no secret stays, and so do the statements themselves.
                #expect(file.contains("ALTER ROLE \(role) PASSWORD '?'"))
                #expect(file.contains("status = 'open'"))
                for made in [
                    "MATERIALIZED VIEW public.seen_later", "ATTACH PARTITION public.parted_2",
                    "CREATE DOMAIN public.otp", "VIEW public.compared", "VIEW public.named", "VIEW public.aliased",
                    "TABLE public.made", "INDEX by_password", "FUNCTION public.asked",
                ] {
                    #expect(file.contains(made))
                }
                let statistics = snapshot[.columnStatistics]
                let counts = (0..<statistics.count).filter { statistics[$0, "column"].text == "token_count" }
                #expect(counts.contains { statistics[$0, "common_values"].text == "{77}" })
                #expect(SecretRemoval.remove(from: snapshot) == snapshot, "removing twice changes nothing")
            }
            await session.close()
            // What goes from the server to a file has no whole snapshot to look into.
            let path = "\(NSTemporaryDirectory())/secrets-\(database.name).json"
            defer { try? FileManager.default.removeItem(atPath: path) }
            let spool = SnapshotSpool(beside: path)
            let snapshot = try await database.snapshot {
                $0.twin = true; $0.spool = spool; $0.rangeSize = 50
            }
            try SnapshotFile.write(snapshot, with: spool, to: path)
            let file = try String(contentsOfFile: path, encoding: .utf8)
            #expect(!file.contains(Self.secret), "\(Self.around(Self.secret, file))")
            #expect(file.contains("token_count") && file.contains("{77}") && file.contains("CREATE TABLE public.keys"))
        }
    }

    private static func around(_ word: String, _ text: String) -> String {
        guard let place = text.firstRange(of: word) else { return "" }
        return String(text[..<place.lowerBound].suffix(160)) + String(text[place.lowerBound...].prefix(60))
    }

    /// A column that a shape marks as literals is handled, whatever its section: an expression with a key in it loses it.
    @Test func everyColumnOfLiteralsIsHandled() {
        for shape in SectionShape.all {
            for column in shape.columns where column.privacy == .literals && column.type == .text {
                var section = Section(shape)
                section.append([
                    column.name: .text("x pgp_sym_decrypt(a, 'password=\(Self.secret)')"),
                    shape.columns[0].name: shape.columns[0].type == .text ? .text("a.b") : .integer(1),
                ])
                var snapshot = Snapshot(
                    target: TargetIdentity(name: "t", host: "h", port: 1, database: "d"), collectedAt: 0, duration: 0,
                    serverVersion: 150_000, sections: [:], unreadable: [])
                snapshot.sections[shape.name] = section
                let left = SecretRemoval.remove(from: snapshot).sections[shape.name]?.texts(column.name) ?? []
                #expect(!left.contains { $0?.contains(Self.secret) ?? false }, "\(shape.name).\(column.name)")
            }
        }
    }

    @Test func samplesOfColumnsThatHoldWhatASecretOneHolds() {
        var texts = Section(.statementTexts)
        texts.append(["text_hash": .text("a"), "text": .text("SELECT id FROM visits WHERE KEPT_IN = $1 AND n = $2")])
        texts.append(["text_hash": .text("b"), "text": .text("SELECT v.* FROM visits v WHERE status = $1")])
        var samples = Section(.parameterSamples)
        for (hash, number, literal) in [("a", 1, "'hidden'"), ("a", 2, "5"), ("b", 1, "'open'")] {
            samples.append([
                "text_hash": .text(hash), "execution": .integer(1), "parameter": .integer(Int64(number)),
                "literal": .text(literal),
            ])
        }
        let left = SecretSamples.removed(from: samples, of: texts, naming: ["kept_in"])
        #expect(left.texts("literal") == ["5", "'open'"])
        #expect(SecretSamples.removed(from: samples, of: texts, naming: []) == samples)
    }

    @Test(arguments: [
        (
            "CREATE TABLE a (api_key text DEFAULT 'x', b text DEFAULT 'y');",
            "CREATE TABLE a (api_key text DEFAULT NULL, b text DEFAULT 'y');"
        ),
        (
            "ALTER TABLE ONLY a ALTER COLUMN password SET DEFAULT 'x'::text;",
            "ALTER TABLE ONLY a ALTER COLUMN password SET DEFAULT NULL::text;"
        ),
        (
            "CREATE TABLE a (b int DEFAULT 1, \"Access Token\" text DEFAULT concat('x', upper('y')) NOT NULL, c text DEFAULT 'z');",
            "CREATE TABLE a (b int DEFAULT 1, \"Access Token\" text DEFAULT concat(NULL, upper(NULL)) NOT NULL, c text DEFAULT 'z');"
        ),
        (
            "CREATE TABLE a (b text DEFAULT 'password', c text CHECK (c <> 'x'));",
            "CREATE TABLE a (b text DEFAULT 'password', c text CHECK (c <> 'x'));"
        ),
    ])
    func defaultsOfSecretColumns(definition: String, expected: String) {
        #expect(SecretDefaults.removed(from: definition) == expected)
        #expect(SecretDefaults.removed(from: expected) == expected)
    }
}
