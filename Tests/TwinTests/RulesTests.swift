import Model
import Testing

@testable import Twin

/// What of a dump runs on a twin, without a server.
@Suite struct RulesTests {
    private static let rules = Rules(
        known: KnownFunctions(steady: ["pg_catalog.lower", "pg_catalog.current_setting", "pg_catalog.int4pl"]))

    private func admission(_ sql: String, kind: String = "TABLE") -> Admission.Object? {
        var section = Section(.schemaDump)
        section.append(["position": .integer(0), "name": .text("x"), "kind": .text(kind), "sql": .text(sql)])
        return Admission(DumpedObject.all(of: section), known: Self.rules.known).objects.first
    }

    /// Each must not run, whatever pg_dump says that it is.
    @Test(arguments: [
        "CREATE FUNCTION pg_catalog.lower(text) RETURNS text LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION f(text) RETURNS text LANGUAGE sql AS 'SELECT 1'",
        "CREATE CAST (text AS integer) WITHOUT FUNCTION", "CREATE CAST (s.a AS s.b) WITHOUT FUNCTION",
        "CREATE CAST (text AS integer) WITH FUNCTION s.f(text) AS IMPLICIT",
        "CREATE OPERATOR CLASS s.o FOR TYPE int USING gist AS FUNCTION 1 s.f(int)",
        "CREATE OPERATOR CLASS s.o FOR TYPE int USING btree AS FUNCTION 2 btint4sortsupport(internal)",
        "CREATE OPERATOR s.+ (FUNCTION = s.f, LEFTARG = text, RESTRICT = networksel)",
        "CREATE TYPE s.t (INPUT = s.i, OUTPUT = s.o)", "CREATE TEXT SEARCH TEMPLATE s.t (LEXIZE = dsimple_lexize)",
        "CREATE TEXT SEARCH PARSER s.p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype)",
        "CREATE AGGREGATE s.a (int) (SFUNC = s.f, STYPE = internal)",
        "CREATE COLLATION s.c (provider = libc, locale = '/tmp/evil')",
        "CREATE COLLATION s.c (provider = libc, locale = '../evil')",
        "CREATE TABLE s.p PARTITION OF s.t FOR VALUES IN (s.f())",
        "ALTER TABLE s.t ATTACH PARTITION s.p FOR VALUES FROM (s.f()) TO (5)",
        "ALTER TABLE s.t ATTACH PARTITION s.p FOR VALUES IN (lower('X'))",
        "ALTER TABLE s.t ADD COLUMN a int DEFAULT s.f()", "ALTER TABLE s.t ALTER COLUMN a TYPE text USING s.f()",
        "ALTER TABLE s.t DROP COLUMN a", "ALTER TABLE pg_catalog.pg_class OWNER TO x",
        "ALTER TABLE s.t SET TABLESPACE x",
        "CREATE MATERIALIZED VIEW s.m AS SELECT s.f()", "CREATE TABLE s.m AS SELECT s.f()",
        "SELECT s.f()", "SELECT pg_catalog.pg_read_file('/etc/passwd')", "SELECT 1 INTO s.t",
        "SELECT pg_catalog.binary_upgrade_set_next_pg_type_oid('16'::pg_catalog.oid)",
        "SELECT pg_catalog.binary_upgrade_set_next_pg_type_oid(s.f()::pg_catalog.oid)",
        "SELECT pg_catalog.binary_upgrade_set_next_pg_type_oid('20000'::pg_catalog.oid), s.f()",
        "SELECT pg_catalog.binary_upgrade_set_next_pg_type_oid('20000'::pg_catalog.oid) FROM s.v WHERE s.f()",
        "UPDATE pg_catalog.pg_proc SET prosrc = 'x' WHERE proname = 'f'",
        "UPDATE pg_catalog.pg_authid SET rolsuper = true",
        "UPDATE pg_catalog.pg_attribute SET attislocal = s.f() WHERE attname = 'a' AND attrelid = 's.t'::pg_catalog.regclass",
        "UPDATE pg_catalog.pg_attribute SET attislocal = false WHERE s.f()",
        "UPDATE pg_catalog.pg_attribute SET atttypid = 25 WHERE attname = 'a' AND attrelid = 's.t'::pg_catalog.regclass",
        "INSERT INTO pg_catalog.pg_proc SELECT * FROM s.t", "DELETE FROM pg_catalog.pg_class",
        "DO $$ BEGIN PERFORM 1; END $$", "CALL s.p()", "COPY s.t TO PROGRAM 'touch /tmp/x'",
        "COPY s.t FROM '/etc/passwd'",
        "ALTER SYSTEM SET shared_preload_libraries = 'x'", "LOAD 'x'", "CREATE TABLESPACE t LOCATION '/tmp'",
        "ALTER ROLE postgres SUPERUSER", "CREATE ROLE x SUPERUSER", "GRANT postgres TO x",
        "ALTER DATABASE d SET a = 'b'",
        "REFRESH MATERIALIZED VIEW s.m", "VACUUM", "ANALYZE s.t", "EXPLAIN ANALYZE SELECT s.f()", "EXECUTE x",
        "PREPARE x AS SELECT s.f()", "NOTIFY x", "LOCK s.t", "DROP TABLE s.t", "REINDEX TABLE s.t", "CLUSTER s.t",
        "CREATE RULE r AS ON INSERT TO pg_catalog.pg_class DO NOTHING", "IMPORT FOREIGN SCHEMA a FROM SERVER b INTO c",
        "CREATE INDEX i ON pg_catalog.pg_class (relname)", "CREATE INDEX CONCURRENTLY i ON s.t (a)",
        "CREATE SCHEMA s CREATE TABLE t (a int)", "CREATE SCHEMA pg_evil",
        "CREATE TYPE s.r AS RANGE (subtype = int, canonical = s.f)",
        "\\! touch /tmp/x", "\\copy s.t to '/tmp/x'", "CREATE TABLE s.t (a int) \\; SELECT 1",
    ])
    func isRefused(sql: String) throws {
        let object = try #require(admission(sql + ";"))
        #expect(object.statements == [])
        #expect(object.refusal != nil)
    }

    @Test(arguments: [
        "CREATE TRIGGER t BEFORE INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.f()",
        "CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION s.f()",
        "CREATE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS $$ begin return new; end $$",
        "CREATE FUNCTION s.f(internal) RETURNS int LANGUAGE c AS 'x', 'y'",
        "CREATE PROCEDURE s.p(a int) LANGUAGE sql AS 'SELECT 1'", "SET session_preload_libraries = 'x'",
        "SELECT pg_catalog.set_config('search_path', 'evil', false)", "COMMENT ON TABLE s.t IS 'x'",
        "CREATE SERVER x FOREIGN DATA WRAPPER y", "CREATE EXTENSION dblink", "CREATE PUBLICATION p FOR ALL TABLES",
        "ALTER TABLE s.t CLUSTER ON i", "GRANT ALL ON FUNCTION pg_catalog.pg_read_file(text) TO PUBLIC",
        "GRANT SELECT ON TABLE pg_catalog.pg_authid TO PUBLIC", "GRANT SET ON PARAMETER work_mem TO x",
        "UPDATE pg_catalog.pg_class SET relfrozenxid = '7' WHERE oid = 's.t'::pg_catalog.regclass", "CREATE TYPE s.t",
    ])
    func isIgnored(sql: String) throws {
        let object = try #require(admission(sql + ";"))
        #expect(object.statements == [])
        #expect(object.refusal == nil, "\(object.refusal ?? "")")
    }

    private static let stand = "SET search_path TO ''"

    @Test(arguments: [
        (
            "CREATE FUNCTION s.f(a int, b text DEFAULT s.evil()) RETURNS int LANGUAGE plpgsql IMMUTABLE STRICT COST 7 PARALLEL SAFE "
                + "SECURITY DEFINER SUPPORT s.g SET role TO 'postgres' AS $$ begin execute 'x'; end $$",
            "CREATE FUNCTION s.f(a pg_catalog.int4, b text DEFAULT 'x'::text) RETURNS pg_catalog.int4 LANGUAGE sql IMMUTABLE STRICT "
                + "COST 7 PARALLEL SAFE \(stand) AS 'SELECT ''1''::pg_catalog.int4'"
        ),
        (
            "CREATE FUNCTION s.f(a int[], VARIADIC b text[]) RETURNS SETOF s.t LANGUAGE c STABLE ROWS 20 AS '/tmp/x', 'y'",
            "CREATE FUNCTION s.f(a pg_catalog.int4[], VARIADIC b text[]) RETURNS SETOF s.t LANGUAGE sql STABLE COST 1 ROWS 20 "
                + "PARALLEL UNSAFE \(stand) AS 'SELECT NULL::s.t'"
        ),
        (
            "CREATE FUNCTION s.f(anyelement) RETURNS anyarray LANGUAGE plperlu AS 'system(1)'",
            "CREATE FUNCTION s.f(anyelement) RETURNS anyarray LANGUAGE sql VOLATILE COST 100 PARALLEL UNSAFE \(stand) "
                + "AS 'SELECT ARRAY[$1]'"
        ),
        (
            "CREATE FUNCTION s.f() RETURNS TABLE(a int, b numeric(5,2)) LANGUAGE sql AS 'SELECT 1, 2'",
            "CREATE FUNCTION s.f() RETURNS TABLE(a pg_catalog.int4, b pg_catalog.\"numeric\"(5, 2)) LANGUAGE sql VOLATILE COST 100 "
                + "ROWS 1000 PARALLEL UNSAFE \(stand) AS 'SELECT ''1''::pg_catalog.int4, ''1''::pg_catalog.\"numeric\"(5, 2)'"
        ),
        (
            // Inlined by the planner, and nothing of the target's in it: it stays.
            "CREATE FUNCTION s.f(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT lower($1) $$",
            "CREATE FUNCTION s.f(text) RETURNS text LANGUAGE sql IMMUTABLE COST 100 PARALLEL UNSAFE AS ' SELECT lower($1) '"
        ),
        (
            "CREATE FUNCTION s.f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT s.evil(); END",
            "CREATE FUNCTION s.f() RETURNS pg_catalog.int4 LANGUAGE sql VOLATILE COST 100 PARALLEL UNSAFE \(stand) "
                + "AS 'SELECT ''1''::pg_catalog.int4'"
        ),
        (
            "CREATE DOMAIN s.d AS numeric(12,2) COLLATE s.c NOT NULL DEFAULT s.evil() CONSTRAINT a CHECK (s.evil(VALUE)) CHECK (VALUE > 0)",
            "CREATE DOMAIN s.d AS pg_catalog.\"numeric\"(12, 2) COLLATE s.c NOT NULL CONSTRAINT a CHECK (true) CHECK (true)"
        ),
        ("CREATE SCHEMA s AUTHORIZATION x", "CREATE SCHEMA IF NOT EXISTS s"),
        (
            "SELECT pg_catalog.binary_upgrade_set_next_heap_pg_class_oid('16500'::pg_catalog.oid); CREATE TABLE s.t (a int DEFAULT s.f())",
            "SELECT pg_catalog.binary_upgrade_set_next_heap_pg_class_oid('16500'::pg_catalog.oid)|CREATE TABLE s.t (a int DEFAULT s.f())"
        ),
    ])
    func runs(sql: String, asText expected: String) throws {
        let object = try #require(admission(sql + ";"))
        #expect(object.refusal == nil)
        #expect(object.statements.map { $0.trimmingPrefix(/\s+/) }.joined(separator: "|") == expected)
    }

    /// A body reaches what its names are, not what they look like.
    @Test(arguments: [
        "SELECT s.evil($1)", "SELECT evil($1)", "SELECT pg_read_file($1)", "SELECT query_to_xml($1, true, true, '')",
        "SELECT lower($1); SELECT lower($1)", "INSERT INTO s.t VALUES (1) RETURNING a", "SELECT $1 OPERATOR(s.+) 1",
        "SELECT a FROM s.t", "WITH x AS (DELETE FROM s.t RETURNING a) SELECT a FROM x",
        "SELECT \"LOWER\"($1), nextval('s')",
        "COPY s.t TO PROGRAM 'x'", "SELECT 1 INTO s.x", "SELECT set_config('role', 'postgres', false)",
    ])
    func theBodyDoesNotStay(text: String) throws {
        let sql = "CREATE FUNCTION s.f(text) RETURNS text LANGUAGE sql IMMUTABLE AS \(Quote.literal(text));"
        let object = try #require(admission(sql))
        #expect(object.refusal == nil)
        #expect(
            object.statements.first?.hasSuffix("\(Self.stand) AS 'SELECT ''x''::text'") == true, "\(object.statements)")
    }

    /// A row is all or nothing: what is hidden behind a good statement stops it.
    @Test func oneRefusedStatementStopsItsRow() throws {
        let object = try #require(admission("CREATE TABLE s.t (a int); SELECT pg_catalog.pg_read_file('x');"))
        #expect(object.statements == [])
        #expect(object.refusal != nil)
    }

    @Test func aDroppedColumnIsPutRightOnlyWhereItIsDropped() throws {
        let update = """
            CREATE TABLE s.t (a int, "........pg.dropped.2........" int);
            UPDATE pg_catalog.pg_attribute
            SET attlen = -1, attalign = 'i', attbyval = false
            WHERE attname = '........pg.dropped.2........'
              AND attrelid = 's.t'::pg_catalog.regclass;
            """
        let drop = "ALTER TABLE ONLY s.t DROP COLUMN \"........pg.dropped.2........\";"
        let good = try #require(admission(update + drop))
        #expect(good.refusal == nil)
        #expect(good.statements.count == 3)
        #expect(good.statements[1].contains("attlen = -1, attalign = 'i', attbyval = false"))
        for bad in [
            update, update + drop.replacing("s.t", with: "s.u"), update.replacing("'s.t'", with: "'s.u'") + drop,
        ] {
            #expect(try #require(admission(bad)).refusal != nil)
        }
    }
}
