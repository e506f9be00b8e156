import SQLSyntax
import Testing

/// A literal that is compared with, put into or made equal to a secret goes, in whatever form; one in another term stays.
@Suite struct SecretTermsTests {
    private static let marker = "Zq7xMARKERk9"
    private static let kept = "open7"

    // MARK: Composed forms

    private static let secrets = [
        "password", "u.password", "lower(u.password)", "(password)", "password COLLATE \"C\"", "password::text",
        "CAST(u.password AS text)", "substr(password, 1, 5)", "(CASE WHEN id > 1 THEN password END)",
        "coalesce(password, '')", "(SELECT x.password FROM users x LIMIT 1)", "((u.password)::text || 'x')",
        "\"userPin\"", "first_value(api_key) OVER (ORDER BY id)", "data->>'password'", "(data ->> 'apiKey'::text)",
        "(u.data #>> '{auth,password}'::text[])", "data->'auth'->>'pin'", "data['password']", "data['auth']['otp']",
        "jsonb_extract_path_text(data, 'auth', 'password')", "(data #>> ARRAY['auth'::text, 'password'::text])",
        "json_extract_path_text(data, VARIADIC ARRAY['auth', 'password'])", "(h -> 'api_key')",
        "(h OPERATOR(public.->) 'api_key'::text)", "(h OPERATOR(\"My ext\".->) 'api_key'::text)",
    ]
    private static let literals = [
        "'PW'", "'PW'::text", "lower('PW')", "'PW' COLLATE \"C\"", "(SELECT 'PW')", "left('PW', 5)",
        "CAST('PW' AS text)", "('PW')", "concat('a', 'PW')", "(SELECT max(w) FROM (VALUES ('PW')) v(w))", "E'PW'",
        "$$PW$$", "(SELECT 'PW' FROM t WHERE id = 1 AND sort = 'x' GROUP BY 1)", "(CASE WHEN id = 1 THEN 'PW' END)",
        "NULLIF('PW', 'a')", "('{PW}'::text[])[1]", "text 'PW'", "to_jsonb('PW'::text)", "'\"PW\"'::jsonb",
    ]
    /// S is the secret, L the literal.
    private static let conditions = [
        "S = L", "L = S", "S IS DISTINCT FROM L", "L IS NOT DISTINCT FROM S", "S >= L", "S LIKE L", "S ~~* L",
        "S BETWEEN 'a' AND L", "S NOT BETWEEN SYMMETRIC L AND 'z'", "L BETWEEN name AND S",
        "(S, name) = (L, 'y')", "(name, S) > ('x', L)", "(L, 'y') = (S, name)", "ROW(S, name) <> ROW(L, 'x')",
        "(S, name) IN (('a', 'b'), (L, 'c'))", "(name, S) BETWEEN ('a', 'b') AND ('c', L)", "S IN (L)",
        "L IN (name, S)",
        "S NOT IN ('a', upper('b'), L)", "S = ANY (ARRAY['a', L])", "ARRAY[S, name] && ARRAY[L]", "S IN (SELECT L)",
        "S = ALL (SELECT unnest(ARRAY['a', L]))", "(S, id) = (SELECT L, 1)", "S = ANY (VALUES ('a'), (L))",
        "NULLIF(L, S) IS NULL", "coalesce(S, L) = name", "CASE S WHEN L THEN true END",
        "CASE S WHEN 'a' THEN false WHEN L THEN true ELSE false END", "CASE WHEN id > 5 AND S = L THEN true END",
        "CASE WHEN id > 5 THEN S ELSE L END = name", "starts_with(S, L)", "S OPERATOR(pg_catalog.=) L",
        "(S = L) IS TRUE",
        "NOT (S = L)", "greatest(L, S) = name", "(id = 1 AND S = L)",
        "EXISTS (SELECT FROM users u WHERE u.id = 5 AND S = L)", "S = (SELECT L UNION ALL SELECT 'z')",
        "S = (SELECT w FROM (SELECT L AS w) q)", "S IN (WITH q AS (SELECT L AS w) SELECT w FROM q)",
    ]
    /// C is the condition, KEPT a literal that stays.
    private static let places = [
        "SELECT id FROM users u WHERE C", "SELECT id FROM users u WHERE status = 'KEPT' AND C",
        "SELECT id FROM users u WHERE C AND status = 'KEPT'", "SELECT id FROM users u WHERE (C) OR (status = 'KEPT')",
        "SELECT id FROM users u WHERE ((C) AND (status = ANY (ARRAY['KEPT'::text, 'x'::text])))",
        "SELECT id FROM users u JOIN t ON C AND t.status = 'KEPT'", "SELECT C, 'KEPT' AS kind FROM users u",
        "SELECT id FROM (users u JOIN t ON ((t.id = u.id) AND (t.status = 'KEPT'))) WHERE C",
        "SELECT count(*) FILTER (WHERE C) FROM users u WHERE status = 'KEPT'",
        "SELECT 1 FROM users u GROUP BY id HAVING bool_or(C) AND max(status) = 'KEPT' ORDER BY 1 LIMIT 10",
        "WITH c AS (SELECT id FROM users u WHERE C), d AS (SELECT 'KEPT' AS k) SELECT * FROM c, d",
        "SELECT id FROM t WHERE id IN (SELECT id FROM users u WHERE C) AND status = 'KEPT'",
        "SELECT id FROM users u WHERE status BETWEEN 'KEPT' AND 'z' AND C",
        "DELETE FROM users u USING t WHERE t.status = 'KEPT' AND C RETURNING id",
        "SELECT id FROM tokens u WHERE tokens.status = 'KEPT' AND C ORDER BY (name = 'KEPT'), id",
        "SELECT CASE WHEN kind = 'KEPT' THEN 1 END FROM users u WHERE C",
        "CREATE VIEW passwords AS SELECT status = 'KEPT' AS k FROM users u WHERE C",
        "CREATE INDEX token_index ON public.tokens u USING btree (status, (C)) WHERE (status = 'KEPT')",
        "CREATE POLICY p ON tokens FOR INSERT WITH CHECK ((status = 'KEPT') AND C)",
        "ALTER TABLE ONLY tokens ADD CONSTRAINT pin_check CHECK ((status = 'KEPT') OR C)",
        "CREATE TABLE tokens (status text DEFAULT 'KEPT', n int DEFAULT 7, CHECK (C))",
    ]

    /// The same on every run.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64 = 7

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }

        mutating func one(of texts: [String]) -> String { texts.randomElement(using: &self) ?? "" }
    }

    @Test func composedForms() {
        var dice = Dice()
        var failures: [String] = []
        for number in 0..<2_000 {
            // Every condition in every place, then at random.
            let condition =
                number < Self.conditions.count * Self.places.count
                ? Self.conditions[number / Self.places.count] : dice.one(of: Self.conditions)
            let place =
                number < Self.conditions.count * Self.places.count
                ? Self.places[number % Self.places.count] : dice.one(of: Self.places)
            let (secret, literal) = (dice.one(of: Self.secrets), dice.one(of: Self.literals))
            let filled = Self.filled(condition, ["S": secret, "L": literal])
            let sql = Self.filled(place, ["C": filled])
                .replacing("PW", with: Self.marker).replacing("KEPT", with: Self.kept)
            let left = Secrets.removed(fromExpression: sql)
            #expect(SQL.isParsed(left) || !SQL.isParsed(sql), "\(left)")
            let isKept = left.ranges(of: Self.kept).count == sql.ranges(of: Self.kept).count
            if left.contains(Self.marker) || !isKept || Secrets.removed(fromExpression: left) != left
                || Secrets.removed(fromStatement: sql).contains(Self.marker)
            {
                failures.append("\(sql)\n -> \(left)")
            }
        }
        #expect(failures.isEmpty, "\(failures.count):\n\(failures.prefix(12).joined(separator: "\n"))")
    }

    /// With other texts in place of words.
    private static func filled(_ text: String, _ words: [String: String]) -> String {
        var (result, word) = ("", "")
        for character in text {
            if character.isLetter || character.isNumber || character == "_" {
                word.append(character)
            } else {
                result += words[word] ?? word
                result.append(character)
                word = ""
            }
        }
        return result + (words[word] ?? word)
    }

    // MARK: Documents

    @Test(arguments: [
        "SELECT 1 FROM t WHERE data @> '{\"password\": \"PW\"}'",
        "SELECT 1 FROM t WHERE data @> '{\"auth\": {\"pin\" : \"PW\"}}'::jsonb",
        "SELECT 1 FROM t WHERE data @> E'{\\\"otp\\\":\\\"PW\\\"}'",
        "SELECT 1 FROM t WHERE data -> 'password' = '\"PW\"'",
        "SELECT 1 FROM t WHERE data @? '$.auth.password ? (@ == \"PW\")'",
        "SELECT 1 FROM t WHERE data @@ '$.pin == \"PW\"'",
        "SELECT 1 FROM t WHERE jsonb_path_exists(data, '$.\"apiKey\" ? (@ starts with \"PW\")')",
        "SELECT 1 FROM t WHERE h @> 'password=>PW'", "SELECT 1 FROM t WHERE h @> hstore('password', 'PW')",
        "UPDATE t SET data = jsonb_set(data, '{auth,password}', '\"PW\"') WHERE id = 1",
        "UPDATE t SET data = data || jsonb_build_object('password', 'PW') WHERE id = 1",
        "UPDATE t SET data['password'] = '\"PW\"' WHERE id = 1", "INSERT INTO t (data) VALUES ('{\"token\":\"PW\"}')",
        "SELECT 1 FROM t WHERE url = 'https://user:PW@host/'", "SELECT 1 FROM t WHERE dsn_of = 'host=h;user=u;pass=PW'",
        "SELECT 1 FROM (SELECT data->>'password' AS p FROM t) s WHERE s.p = 'PW'",
    ])
    func secretsOfDocumentsGo(_ template: String) {
        let sql = template.replacing("PW", with: Self.marker)
        for left in [Secrets.removed(fromExpression: sql), Secrets.removed(fromStatement: sql)] {
            #expect(!left.contains(Self.marker), "\(left)")
            #expect(SQL.isParsed(left) || !SQL.isParsed(sql), "\(left)")
        }
    }

    /// What is told of a document is which member: an index on it is another with another name.
    @Test(arguments: [
        "CREATE INDEX i ON public.t USING btree (((data ->> 'password'::text)))",
        "CREATE INDEX i ON public.t USING btree (((data #>> '{auth,apiKey}'::text[])))",
        "CREATE INDEX i ON public.t USING btree ((((data -> 'auth'::text) ->> 'pin'::text)))",
        "CREATE INDEX i ON public.t USING btree (((data #>> ARRAY['auth'::text, 'pin'::text])))",
        "SELECT data['auth']['otp'] FROM t WHERE status = 'open'",
        "SELECT 1 FROM t WHERE data ? 'password' AND status = 'open'",
        "SELECT 1 FROM t WHERE kind = 'password'", "SELECT 1 FROM t WHERE kind IN ('password', 'email')",
        "SELECT 1 FROM t WHERE data @> '{\"state\": \"open\"}'", "SELECT 1 FROM t WHERE url = 'https://host:443/x'",
    ])
    func membersStay(_ sql: String) { #expect(Secrets.removed(fromExpression: sql) == sql) }

    // MARK: Forms of their own

    @Test(arguments: [
        "WITH c(password) AS (SELECT 'PW') SELECT * FROM c", "SELECT 'PW' AS password",
        "SELECT 'PW'::text AS api_key FROM t",
        "SELECT * FROM (SELECT 'PW', 1) v(password, n)", "SELECT * FROM (VALUES (1, 'PW')) v(n, password)",
        "SELECT * FROM (SELECT password AS x FROM users) s WHERE s.x = 'PW'",
        "SELECT * FROM (SELECT password x FROM users) s WHERE x = 'PW'",
        "SELECT * FROM (SELECT y AS z FROM (SELECT password AS y FROM users) a) b WHERE b.z = 'PW'",
        "WITH c(y) AS (SELECT password FROM users) SELECT * FROM c WHERE y = 'PW' AND password = y",
        "WITH c AS (SELECT 'PW'::text AS y) SELECT * FROM c JOIN users u ON u.password = c.y",
        "SELECT * FROM users u JOIN (VALUES ('PW')) v(w) ON v.w = u.password",
        "SELECT * FROM users u, unnest(ARRAY['PW']) w WHERE w = u.password",
        "SELECT * FROM users u, LATERAL (SELECT u.password AS p) l WHERE l.p = 'PW'",
        "SELECT password FROM users UNION SELECT 'PW'", "SELECT a FROM t WHERE b = 'PW'::otp",
        "CREATE FUNCTION f(n integer, password text DEFAULT 'PW'::text) RETURNS text LANGUAGE plpgsql AS 'x'",
        "CREATE TABLE t (id int, password text GENERATED ALWAYS AS ('PW') STORED)",
        "CREATE TABLE t (id int, password text DEFAULT concat('a', 'PW'))",
        "CREATE TRIGGER t BEFORE UPDATE ON x FOR EACH ROW WHEN ((new.password COLLATE \"C\" = 'PW')) EXECUTE FUNCTION f()",
        "CASE password WHEN 'PW' THEN 1 ELSE 0 END", "password COLLATE \"C\" = 'PW'", "'PW' = password COLLATE \"C\"",
        "((users.password)::text = ( SELECT 'PW'::text))",
        "UPDATE t SET a = (SELECT 'x' FROM b), password = 'PW' WHERE id = 1",
        "MERGE INTO t USING s ON s.id = t.id WHEN MATCHED THEN UPDATE SET password = 'PW'",
    ])
    func theSecretGoes(_ template: String) {
        let left = Secrets.removed(fromExpression: template.replacing("PW", with: Self.marker))
        #expect(!left.contains(Self.marker), "\(left)")
        #expect(Secrets.removed(fromExpression: left) == left)
    }

    @Test(arguments: [
        "CREATE INDEX i ON public.users USING btree (password) WITH (fillfactor='70') WHERE (status = 'open'::text)",
        "CREATE INDEX i ON users USING gist (password public.gist_trgm_ops (siglen='32')) WHERE (n > 5)",
        "CREATE TABLE t (password character varying(30), embedding_token public.vector(3), state text DEFAULT 'open') WITH (fillfactor='70')",
        "CREATE TABLE tokens_1 PARTITION OF tokens FOR VALUES IN ('open')",
        "ALTER TABLE ONLY tokens ATTACH PARTITION tokens_1 FOR VALUES FROM ('a') TO ('b')",
        "ALTER TABLE t ALTER COLUMN token_id ADD GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME tokens_seq START WITH 1 INCREMENT BY 1)",
        "CREATE SEQUENCE tokens_id_seq START WITH 1 INCREMENT BY 1 NO MINVALUE CACHE 1",
        "CREATE TYPE public.token_kind AS ENUM ('access', 'refresh')", "ALTER TYPE token_kind ADD VALUE 'x'",
        "CREATE FUNCTION f(password text, kind text DEFAULT 'open'::text) RETURNS text LANGUAGE sql IMMUTABLE COST 100 SET search_path TO 'x' AS 'SELECT 1'",
        "SELECT password FROM users WHERE status = 'open' ORDER BY 1 LIMIT 10 OFFSET 5",
        "SELECT users.password, 'open'::text AS state FROM users",
        "SELECT password = (SELECT a FROM t GROUP BY 1, 2 ORDER BY 2, 1 LIMIT 1) FROM users",
        "CREATE TRIGGER token_check BEFORE INSERT OR UPDATE OF password ON tokens FOR EACH ROW WHEN ((new.status = 'open'::text)) EXECUTE FUNCTION f()",
        "SELECT password IS NOT NULL AND (x)::public.vector(3) = y FROM t",
    ])
    func whatHasNothingToDoWithItStays(_ sql: String) { #expect(Secrets.removed(fromExpression: sql) == sql) }
}

extension SQL {
    fileprivate static func isParsed(_ sql: String) -> Bool { (try? parse(sql)) != nil }
}
