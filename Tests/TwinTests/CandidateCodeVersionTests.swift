import Model
import Postgres
import TestSupport
import Testing

@testable import Twin

/// Whoever applies an index runs the code in it: it is nobody's but the table's owner's, a superuser's or PostgreSQL's own.
@Suite struct CandidateCodeVersionTests {
    private static let sql = """
        CREATE ROLE code_owner; CREATE ROLE code_stranger; CREATE ROLE code_boss SUPERUSER;
        GRANT ALL ON SCHEMA public TO code_owner, code_stranger;
        DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO code_stranger', current_database()); END $$;
        SET ROLE code_boss; CREATE SCHEMA boss;
        CREATE FUNCTION boss.norm(text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN $1; END $$;
        RESET ROLE; CREATE SCHEMA evil AUTHORIZATION code_stranger;
        SET ROLE code_stranger;
        CREATE FUNCTION evil.norm(varchar) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN $1; END $$;
        CREATE FUNCTION evil.known(varchar) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN $1; END $$;
        CREATE FUNCTION evil.eq(varchar, varchar) RETURNS bool IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN true; END $$;
        CREATE OPERATOR evil.=== (FUNCTION = evil.eq, LEFTARG = varchar, RIGHTARG = varchar);
        CREATE OPERATOR public.= (FUNCTION = evil.eq, LEFTARG = varchar, RIGHTARG = varchar);
        CREATE TYPE evil.mood AS ENUM ('good', 'bad');
        CREATE EXTENSION pg_trgm SCHEMA evil;
        CREATE TYPE public.rr AS RANGE (subtype = text);
        CREATE OPERATOR public.==== (FUNCTION = pg_catalog.texteq, LEFTARG = text, RIGHTARG = text);
        CREATE FUNCTION public.lower(varchar) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN $1; END $$;
        GRANT USAGE ON SCHEMA evil TO code_owner;
        RESET ROLE;
        CREATE FUNCTION evil.borrowed(text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN $1; END $$;
        ALTER FUNCTION evil.borrowed(text) OWNER TO code_owner;
        SET ROLE code_owner;
        CREATE TYPE public.status AS ENUM ('open', 'done');
        CREATE FUNCTION public.own_norm(text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN $1; END $$;
        CREATE TABLE accounts (id bigint, email varchar(80), status varchar(10), st status, per int4range, tags int[]);
        CREATE INDEX ON accounts (evil.known(email));
        RESET ROLE; SET ROLE code_stranger;
        CREATE FUNCTION public.lower(int4range) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;
        CREATE FUNCTION public.cardinality(int[]) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;
        CREATE FUNCTION evil.eq(status, status) RETURNS bool IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN true; END $$;
        CREATE FUNCTION evil.eq(int[], int[]) RETURNS bool IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN true; END $$;
        CREATE OPERATOR public.= (FUNCTION = evil.eq, LEFTARG = status, RIGHTARG = status);
        CREATE OPERATOR public.= (FUNCTION = evil.eq, LEFTARG = int[], RIGHTARG = int[]);
        RESET ROLE;
        """

    private static func index(_ expression: String? = nil, where predicate: String? = nil) -> CandidateIndex {
        let key = expression.map { IndexDefinition.Key(expression: $0) } ?? IndexDefinition.Key(column: "id")
        return CandidateIndex(
            definition: IndexDefinition(
                relation: 0, schema: "public", table: "accounts", keys: [key], predicate: predicate),
            pages: 10, entries: 1_000)
    }

    private static let strangers = [
        index("evil.norm(email)"), index(where: "email OPERATOR(evil.===) 'x'"), index("(id::text)::evil.mood"),
        index("evil.similarity(email, 'x')"), index("public.rr(email, email)"), index("evil.borrowed(email)"),
        index(where: "email::text OPERATOR(public.====) 'x'"), index(where: "st IS DISTINCT FROM 'open'"),
        index("CASE st WHEN 'open' THEN 1 END"), index("coalesce(lower(evil.norm(email)), 'x')"),
        index("lower(email)", where: "evil.norm(email) = 'x'"),
    ]

    private static let trusted: [(CandidateIndex, key: String?, condition: String?)] = [
        (index("lower(email)"), "lower(email::text)", nil),
        (index(where: "status = 'open'"), nil, "status::text = 'open'::text"),
        (index("own_norm(email)", where: "id > 5"), "public.own_norm(email::text)", "id > 5"),
        (index("boss.norm(email)"), "boss.norm(email::text)", nil),
        (index("evil.known(email)"), "evil.known(email)", nil),
        (index("lower(per)"), "pg_catalog.lower(per)", nil),
        (index("cardinality(tags)"), "pg_catalog.cardinality(tags)", nil),
        (
            index(where: "st = 'open' AND id > 5"), nil,
            "((st OPERATOR(pg_catalog.=) 'open'::public.status) AND (id OPERATOR(pg_catalog.>) 5))"
        ),
        (
            index(where: "st IN ('open', 'done')"), nil,
            "(st OPERATOR(pg_catalog.=) ANY (ARRAY['open'::public.status, 'done'::public.status]))"
        ),
        (index(where: "tags = '{1}'"), nil, "(tags OPERATOR(pg_catalog.=) '{1}'::integer[])"),
        (index("email || 'x'"), "email::text || 'x'::text", nil),
    ]

    @Test func strangersCodeIsInNoCandidate() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.sql)
            let snapshot = try await database.twinSnapshot()
            let candidates = Self.strangers + Self.trusted.map(\.0)
            let twin = try await Twin.start(from: snapshot, candidates: candidates)
            #expect(twin.unusable.keys.sorted() == Array(Self.strangers.indices), "\(twin.unusable)")
            #expect(twin.unusable[0] == .strangersCode("evil.norm"))
            for (position, expected) in Self.trusted.enumerated() {
                let written = try #require(twin.written[Self.strangers.count + position])
                #expect(written.keys[0].expression == expected.key)
                #expect(written.predicate == expected.condition)
                // With the stranger's functions first on the search path.
                try await database.execute("SET search_path = public, pg_catalog; \(written.createStatement());")
            }
            await twin.stop()
            let reached = try await database.execute(
                """
                SELECT count(*) FROM pg_depend d JOIN pg_proc p ON d.refclassid = 'pg_proc'::regclass AND p.oid = d.refobjid
                WHERE d.classid = 'pg_class'::regclass AND p.proname IN ('lower', 'eq', 'cardinality')
                """)
            #expect(Int(reached.prefix { !$0.isNewline }) == 0, "\(reached)")
        }
    }
}
