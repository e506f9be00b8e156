import SQLSyntax
import Testing

@Suite struct SecretsTests {
    private static let marker = "Zq7xMARKERk9"

    /// PW stands where a secret does.
    static let statements = [
        "ALTER ROLE ann PASSWORD 'PW'", "CREATE USER ann WITH LOGIN ENCRYPTED PASSWORD 'PW' VALID UNTIL 'infinity'",
        "CREATE GROUP g PASSWORD 'PW'", "ALTER USER ann PASSWORD $$PW$$", "ALTER ROLE ann PASSWORD E'a\\'PW'",
        "ALTER ROLE ann PASSWORD U&'PW'", "alter role ann password PW", "ALTER ROLE ann PASSWORD \"PW\"",
        "ALTER ROLE ann PASSWORD 'PW", "/* x */ ALTER ROLE ann PASSWORD 'a''PW'", "ALTER ROLE ann PASSWORD 'a\\'PW'",
        "CREATE SUBSCRIPTION s CONNECTION 'host=h password=PW' PUBLICATION p", "ALTER SUBSCRIPTION s CONNECTION 'PW'",
        "CREATE USER MAPPING FOR ann SERVER s OPTIONS (user 'u', password 'PW')",
        "ALTER USER MAPPING FOR ann SERVER s OPTIONS (SET password 'PW')",
        "CREATE SERVER s FOREIGN DATA WRAPPER f OPTIONS (x 'PW')",
        "CREATE FOREIGN TABLE t (a int) SERVER s OPTIONS (key 'PW')",
        "IMPORT FOREIGN SCHEMA x FROM SERVER s INTO y OPTIONS (a 'PW')",
        "COPY t TO PROGRAM 'curl -u x:PW http://h'", "COPY t FROM 's3://k:PW@bucket/x'", "SET app.jwt = 'PW'",
        "SET app.jwt TO PW",
        "SET LOCAL app.jwt = \"PW\"", "ALTER ROLE ann SET app.key = 'PW'",
        "ALTER DATABASE d SET \"app.settings.x\" TO PW, PW",
        "ALTER SYSTEM SET primary_conninfo = 'password=PW'", "NOTIFY c, 'PW'", "DO $$ BEGIN PERFORM f('PW'); END $$",
        "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT ''PW'''",
        "CREATE FUNCTION f() RETURNS text RETURN 'PW'",
        "CREATE PROCEDURE p() LANGUAGE sql AS $x$ SELECT 'PW' $x$",
        "CREATE TRIGGER t AFTER INSERT ON x EXECUTE FUNCTION h('PW')",
        "COMMENT ON ROLE ann IS 'PW'", "SECURITY LABEL ON ROLE x IS 'PW'", "EXECUTE p('PW')", "CALL p('PW')",
        "PREPARE p AS SELECT 'PW'", "DECLARE c CURSOR FOR SELECT 'PW'", "EXPLAIN SELECT 'PW'",
        "CREATE TABLE t AS SELECT 'PW' AS x",
        "CREATE VIEW v AS SELECT 'PW' AS x", "CREATE TABLE t (a text DEFAULT 'PW')", "BEGIN; SELECT 'PW'",
        "VACUUM; ALTER ROLE x PASSWORD 'PW'",
        "SELECT 1; ALTER ROLE x PASSWORD 'PW'", "ALTER ROLE x /* PW */ PASSWORD 'y'", "SECRET 'PW'", "'PW'",
        "-- x\n'PW",
        "SELECT pgp_sym_encrypt(a, 'PW') FROM t", "SELECT public.pgp_sym_decrypt(a, 'PW'::text) FROM t",
        "SELECT * FROM dblink('host=h password=PW', 'SELECT 1') AS t(a int)", "SELECT dblink_connect('x', 'PW')",
        "SELECT encrypt(a, 'PW'::bytea, 'aes'), decrypt(b, f('x', 'PW'), 'aes') FROM t",
        "SELECT hmac(a, 'PW', 'sha256') FROM t",
        "SELECT crypt('PW', gen_salt('bf'))", "SELECT digest('PW', 'sha1')", "SELECT md5('PW')",
        "SELECT set_config('x.y', 'PW', false)",
        "SELECT pg_notify('c', 'PW')", "SELECT aws_s3.table_import_from_s3('t', '', '', 'b', 'f', 'r', 'PW')",
        "SELECT vault.create_secret('PW')", "SELECT net.http_post('https://h', '{\"a\": \"PW\"}')",
        "SELECT cron.schedule('x', 'PW')",
        "SELECT * FROM users WHERE password = 'PW'", "SELECT * FROM users WHERE 'PW' = password_hash",
        "SELECT * FROM users WHERE u.api_key IN ('a', 'PW')",
        "SELECT * FROM users WHERE lower(\"authToken\") LIKE 'PW%'",
        "SELECT * FROM users WHERE password IN ('1','2','3','4','5','6','7','8','9','10','11','12', 'PW', 'x')",
        "SELECT * FROM users WHERE pin = ANY (ARRAY['1'::citext, 'PW'::citext, 'PW'])",
        "SELECT * FROM users WHERE (id, otp) IN ((1, 'a'), (2, 'PW'), (3, 'PW'))",
        "SELECT * FROM users WHERE password = ANY (VALUES ('a'), ('PW'))",
        "SELECT * FROM users WHERE password = lower('PW')", "SELECT * FROM users WHERE lower('PW') = lower(password)",
        "SELECT * FROM users WHERE password = ANY (string_to_array('a,PW', ','))",
        "SELECT * FROM users WHERE cookie = CAST('PW' AS citext)", "SELECT * FROM s WHERE session_id = 'PW'",
        "SELECT * FROM s WHERE \"sessionId\" = 'PW'", "SELECT * FROM s WHERE userPin = 'PW'",
        "SELECT a /* the password is PW */ FROM t", "SELECT a FROM t -- api_key: PW\n WHERE b = 1",
        "SELECT a /* otp PW */ FROM t",
        "INSERT INTO users (name, password) VALUES ('x', 'PW')", "UPDATE users SET passwd = 'PW' WHERE id = 1",
        "SELECT f(secret => 'PW')", "SELECT * FROM t WHERE url = 'https://u:PW@h/x'", "SELECT 'password=PW'",
        "SELECT '{\"token\": \"PW\"}'::jsonb",
        "SELECT a FROM t WHERE b = 'x\\'PW'", "SELECT a FROM t WHERE b = 'PW", "SELECT a /* PW",
        "SELECT 1 -- password=PW",
        "SELECT $q$PW", "SELECT E'PW", "SELECT \"PW", "WITH x AS (SELECT crypt('PW', s) FROM t) SELECT * FROM x",
    ]

    @Test(arguments: statements)
    func theSecretGoes(_ template: String) {
        let text = Secrets.removed(fromStatement: template.replacing("PW", with: Self.marker))
        #expect(!text.contains(Self.marker), "\(text)")
        #expect(Secrets.removed(fromStatement: text) == text, "removing twice changes nothing")
    }

    /// Cut off within the secret, as pg_stat_activity cuts at track_activity_query_size.
    @Test(arguments: statements)
    func theSecretGoesFromACutText(_ template: String) throws {
        let place = try #require(template.firstRange(of: "PW"))
        let text = Secrets.removed(fromStatement: template[..<place.lowerBound] + Self.marker)
        #expect(!text.contains(Self.marker), "\(text)")
    }

    @Test(arguments: [
        "SELECT * FROM posts WHERE status = 'open' AND created > $1 ORDER BY id LIMIT 10", "SELECT 1 -- tags: x",
        "UPDATE posts SET title = 'a' WHERE id = $1", "INSERT INTO posts (title) VALUES ('a')",
        "SELECT count(*) FROM tokens_used WHERE kind = 'x'",
        "SELECT a /* second try */ FROM posts -- controller='posts'",
        "SELECT * FROM users WHERE password IS NOT NULL AND lower('x') = status AND n IN (1, 2)",
        "SELECT 'it''s', E'a\\nb', $$x$$", "TABLE posts", "",
    ])
    func whatIsNoSecretStays(_ text: String) { #expect(Secrets.removed(fromStatement: text) == text) }

    @Test func theRestOfAUtilityStatementStays() {
        #expect(
            Secrets.removed(fromStatement: "ALTER ROLE ann WITH LOGIN PASSWORD 'x' CONNECTION LIMIT 5")
                == "ALTER ROLE ann WITH LOGIN PASSWORD '?' CONNECTION LIMIT 5")
        #expect(Secrets.removed(fromStatement: "SET work_mem = '64MB'") == "SET work_mem = '?'")
        #expect(Secrets.removed(fromStatement: "SET work_mem TO 1024") == "SET work_mem TO 1024")
        #expect(
            Secrets.removed(fromStatement: "CREATE INDEX i ON t (a) WHERE b > 5")
                == "CREATE INDEX i ON t (a) WHERE b > 5")
    }

    @Test func expressionsOfDefinitions() {
        #expect(
            Secrets.removed(
                fromExpression: "(pgp_sym_decrypt(data, 'k'::text) = ANY (ARRAY['a'::text])) AND status = 'open'::text")
                == "(pgp_sym_decrypt(data, '?'::text) = ANY (ARRAY['a'::text])) AND status = 'open'::text")
        #expect(Secrets.removed(fromExpression: "(status = 'open'::text)") == "(status = 'open'::text)")
        #expect(
            Secrets.removed(fromDefinition: "CREATE TRIGGER t AFTER INSERT ON x EXECUTE FUNCTION h('Bearer x')")
                == "CREATE TRIGGER t AFTER INSERT ON x EXECUTE FUNCTION h('?')")
    }

    /// What is made again must read each literal as its type.
    @Test(arguments: [
        ("vault.open('{a,b}'::text[])", "vault.open('{}'::text[])"),
        ("vault.open('{1}'::numeric(10,2)[], 3)", "vault.open('{}'::numeric(10,2)[], 0)"),
        ("vault.open('{\"a\": 1}'::jsonb)", "vault.open('{}'::jsonb)"),
        ("vault.open('good'::zoo.mood)", "vault.open(NULL::zoo.mood)"),
        ("vault.open('a'::character varying(30))", "vault.open('?'::character varying(30))"),
        ("vault.open('a'::text COLLATE \"C\")", "vault.open('?'::text COLLATE \"C\")"),
        ("vault.open('2026-01-01'::timestamp with time zone)", "vault.open(NULL::timestamp with time zone)"),
        ("'postgres://u:p@h'::pg_catalog.text", "'?'::pg_catalog.text"),
    ])
    func whatIsLeftOfADefinitionIsValid(_ text: String, _ left: String) {
        #expect(Secrets.removed(fromExpression: text) == left)
        #expect(Secrets.removed(fromExpression: left) == left)
    }

    /// The name of what is made says nothing of the literals in its definition.
    @Test(arguments: [
        "CREATE FUNCTION zoo.secret(a integer DEFAULT 5, b integer[] DEFAULT '{1,2}'::integer[]) RETURNS integer",
        "CREATE FUNCTION secret(a text DEFAULT 'x'::text)",
        "CREATE TABLE auth.tokens (state text DEFAULT 'open'::text)",
        "CREATE TABLE IF NOT EXISTS \"passwords\" (n integer DEFAULT 7)",
    ])
    func aNameThatIsMadeIsNotCalled(_ text: String) {
        #expect(Secrets.removed(fromExpression: text) == text)
    }

    @Test func namesInExpressions() {
        for text in [
            "lower(api_key)", "lower(u.api_key)", "md5(\"Access \"\"Key\"\"\")", "row_to_json(u.*)",
            "SELECT u.*\n FROM users u",
        ] { #expect(Secrets.names(["api_key", "Access \"Key\""], in: text), "\(text)") }
        for text in ["lower(api_key2)", "count(*)", "'api_key'::text", "a * b", ""] {
            #expect(!Secrets.names(["api_key"], in: text), "\(text)")
        }
    }

    @Test func parametersThatStandForSecrets() {
        #expect(
            Secrets.parameters(of: "SELECT pgp_sym_decrypt(a, $1) FROM t WHERE b = $2 AND password = $3") == [1, 3])
        #expect(Secrets.parameters(of: "SELECT * FROM t WHERE a = $1") == [])
    }

    @Test(arguments: [
        "password", "user_password", "API-Key", "app.settings.jwt_secret", "authToken", "PGPASSWORD", "pin", "user_pin",
        "PINCode", "userPIN", "userPINs", "pin4", "otp", "otp_code", "totpSeed", "mfa_codes", "cvv", "cvc2", "cookies",
        "session_id",
        "sessionId", "sessionid", "\"sessionID\"", "session_key", "csrf", "signature", "salt", "password_salt", "dsn",
        "primary_dsn", "database_url", "databaseURL", "connection_string", "license_key", "private_key", "user_pass",
        "recovery_codes",
    ])
    func secretNames(_ name: String) { #expect(SecretNames.isSecret(name)) }

    @Test(arguments: [
        "work_mem", "key", "author", "posts", "passenger", "primary_key", "pinned", "is_pinned", "spinning", "opinion",
        "passed",
        "bypass", "compass", "passport_number", "hotplug", "possession_id", "obsession_id", "session", "sessions",
        "designature",
        "basalt", "desalted", "cookiecutter", "url", "license", "ssn", "iban", "card_number", "assignatures", "mfafoo",
        "",
    ])
    func otherNames(_ name: String) { #expect(!SecretNames.isSecret(name)) }
}
