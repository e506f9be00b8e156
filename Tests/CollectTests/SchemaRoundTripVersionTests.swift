import Cluster
import Model
import Postgres
import TestSupport
import Testing

@testable import Collect

/// The schema that is read makes, on an empty server in the mode of pg_upgrade, the catalogs that it was read from.
@Suite struct SchemaRoundTripVersionTests {
    /// What `Everything` has not: all kinds of objects, circles among them, and what pg_dump has special words for.
    private static let more = #"""
        CREATE SCHEMA zoo;
        CREATE COLLATION zoo.plain (provider = libc, locale = 'C');
        CREATE DOMAIN zoo.code AS text COLLATE "C" DEFAULT 'none' NOT NULL CHECK (length(VALUE) < 9) CHECK (VALUE <> '');
        ALTER DOMAIN zoo.code ADD CONSTRAINT later CHECK (VALUE <> 'x') NOT VALID;
        CREATE TYPE zoo.mood AS ENUM ('good', 'bad');
        ALTER TYPE zoo.mood ADD VALUE 'middling' BEFORE 'bad';
        CREATE TYPE zoo.spot AS (x float8, y float8, label text COLLATE "C", gone int);
        ALTER TYPE zoo.spot DROP ATTRIBUTE gone;
        ALTER TYPE zoo.spot ADD ATTRIBUTE z zoo.code;
        CREATE FUNCTION zoo.apart(a time, b time) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT extract(epoch FROM a - b)';
        CREATE TYPE zoo.hours AS RANGE (subtype = time, subtype_diff = zoo.apart);
        CREATE FUNCTION zoo.secret(a int, b text DEFAULT 'x''y\z', OUT c int, VARIADIC d int[] DEFAULT '{}') RETURNS int
            LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER PARALLEL SAFE COST 7 SET work_mem = '5MB' AS $$ BEGIN c := 42; END $$;
        CREATE FUNCTION zoo.several(n int) RETURNS TABLE (a int, b zoo.mood) LANGUAGE sql STABLE ROWS 17 AS 'SELECT 1, ''good''::zoo.mood';
        CREATE FUNCTION zoo.plus(a int, b int) RETURNS int LANGUAGE sql IMMUTABLE LEAKPROOF RETURN a + b;
        CREATE FUNCTION zoo.same(anyelement) RETURNS anyelement LANGUAGE plpgsql PARALLEL RESTRICTED AS 'BEGIN RETURN $1; END';
        CREATE PROCEDURE zoo.work() LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION zoo.less(a zoo.spot, b zoo.spot) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT (a).x < (b).x';
        CREATE FUNCTION zoo.like(a zoo.spot, b zoo.spot) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT (a).x = (b).x';
        CREATE FUNCTION zoo.compare(a zoo.spot, b zoo.spot) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 0';
        CREATE OPERATOR zoo.<< (FUNCTION = zoo.less, LEFTARG = zoo.spot, RIGHTARG = zoo.spot, RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
        CREATE OPERATOR zoo.=== (FUNCTION = zoo.like, LEFTARG = zoo.spot, RIGHTARG = zoo.spot, COMMUTATOR = OPERATOR(zoo.===), HASHES, MERGES);
        CREATE OPERATOR CLASS zoo.spots FOR TYPE zoo.spot USING btree AS
            OPERATOR 1 zoo.<<, OPERATOR 3 zoo.===, FUNCTION 1 zoo.compare(zoo.spot, zoo.spot);
        CREATE OPERATOR FAMILY zoo.loose USING hash;
        CREATE FUNCTION zoo.to_spot(int) RETURNS zoo.spot LANGUAGE sql IMMUTABLE AS 'SELECT ROW($1, $1, '''', ''c'')::zoo.spot';
        CREATE CAST (int AS zoo.spot) WITH FUNCTION zoo.to_spot(int) AS ASSIGNMENT;
        CREATE AGGREGATE zoo.total(int) (SFUNC = zoo.plus, STYPE = int, INITCOND = '0', COMBINEFUNC = zoo.plus, PARALLEL = safe);
        CREATE TEXT SEARCH DICTIONARY zoo.words (TEMPLATE = pg_catalog.simple, stopwords = 'english');
        CREATE TEXT SEARCH CONFIGURATION zoo.search (PARSER = pg_catalog."default");
        ALTER TEXT SEARCH CONFIGURATION zoo.search ADD MAPPING FOR asciiword, word WITH zoo.words, english_stem;

        CREATE TABLE zoo.parent (id int NOT NULL, word text DEFAULT 'w', CONSTRAINT positive CHECK (id > 0), CONSTRAINT own CHECK (id < 9) NO INHERIT);
        CREATE TABLE zoo.other (id int NOT NULL, extra text);
        CREATE TABLE zoo.child (lives int CHECK (zoo.plus(lives, 1) > 0)) INHERITS (zoo.parent, zoo.other);
        ALTER TABLE zoo.child ALTER word SET STATISTICS 321;
        ALTER TABLE zoo.child ALTER lives SET (n_distinct = -0.5, n_distinct_inherited = 9);
        CREATE TABLE zoo.deep (id int, at date NOT NULL, kind int NOT NULL, note text, UNIQUE (id, at, kind)) PARTITION BY RANGE (at);
        CREATE TABLE zoo.deep_1 PARTITION OF zoo.deep FOR VALUES FROM (MINVALUE) TO ('2026-01-01') PARTITION BY LIST (kind);
        CREATE TABLE zoo.deep_1_a PARTITION OF zoo.deep_1 FOR VALUES IN (1, 2);
        CREATE TABLE zoo.deep_1_rest PARTITION OF zoo.deep_1 DEFAULT;
        CREATE TABLE zoo.deep_2 (gone int, note text, kind int NOT NULL, at date NOT NULL, id int);
        ALTER TABLE zoo.deep_2 DROP COLUMN gone;
        ALTER TABLE zoo.deep ATTACH PARTITION zoo.deep_2 FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);
        CREATE INDEX deep_note ON zoo.deep (lower(note)) WHERE kind > 1;
        CREATE TABLE zoo.facts (id int PRIMARY KEY, deep_id int, deep_at date, deep_kind int, hours zoo.hours, mood zoo.mood DEFAULT 'bad',
            sum int GENERATED ALWAYS AS (zoo.plus(id, deep_id)) STORED, spot zoo.spot, body tsvector,
            FOREIGN KEY (deep_id, deep_at, deep_kind) REFERENCES zoo.deep (id, at, kind) ON DELETE SET NULL,
            CONSTRAINT once UNIQUE (deep_id) WITH (fillfactor = 60) DEFERRABLE INITIALLY DEFERRED,
            EXCLUDE USING gist (hours WITH &&) WITH (fillfactor = 55) WHERE (id > 5));
        CREATE UNLOGGED TABLE zoo.scratch (a int GENERATED BY DEFAULT AS IDENTITY (START -7 INCREMENT -2 CYCLE), b text COLLATE zoo.plain);
        ALTER TABLE zoo.scratch ADD CONSTRAINT far FOREIGN KEY (a) REFERENCES zoo.facts NOT VALID;
        CREATE INDEX facts_search ON zoo.facts USING gin (to_tsvector('zoo.search', 'a' || id::text));
        CREATE INDEX facts_spot ON zoo.facts (spot zoo.spots);
        CREATE STATISTICS zoo.both (mcv) ON (id + deep_id), mood FROM zoo.facts;
        CREATE TABLE zoo.nothing ();
        CREATE SEQUENCE zoo.ticket AS smallint INCREMENT 3 MINVALUE -5 MAXVALUE 50 START 7 CACHE 4 CYCLE;
        CREATE TABLE zoo.tickets (id int DEFAULT nextval('zoo.ticket'));
        ALTER SEQUENCE zoo.ticket OWNED BY zoo.tickets.id;

        CREATE VIEW zoo.shown WITH (security_barrier, check_option = local) AS SELECT id, word FROM zoo.parent WHERE id > 1;
        ALTER VIEW zoo.shown ALTER word SET DEFAULT 'shown';
        CREATE VIEW zoo.grouped AS SELECT id, deep_id, deep_at FROM zoo.facts GROUP BY id;
        CREATE VIEW zoo.circle AS SELECT 1 AS a, 'x'::text COLLATE "C" AS b;
        CREATE FUNCTION zoo.of_circle() RETURNS SETOF zoo.circle LANGUAGE plpgsql AS 'BEGIN END';
        CREATE OR REPLACE VIEW zoo.circle AS SELECT a, b FROM zoo.of_circle();
        CREATE VIEW zoo.on_circle AS SELECT a + 1 AS a FROM zoo.circle;
        CREATE FUNCTION zoo.counted() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT count(*) FROM zoo.deep; END;
        ALTER TABLE zoo.deep ALTER id SET DEFAULT zoo.counted();
        CREATE FUNCTION zoo.of_row(zoo.parent) RETURNS text LANGUAGE sql STABLE AS 'SELECT $1.word';
        CREATE INDEX ON zoo.parent (zoo.plus(id, 1));
        CREATE MATERIALIZED VIEW zoo.kept AS SELECT p.id, zoo.of_row(p) AS word FROM zoo.parent p;
        CREATE UNIQUE INDEX kept_id ON zoo.kept (id);
        CREATE RULE note AS ON INSERT TO zoo.shown DO ALSO INSERT INTO zoo.other VALUES (NEW.id, NEW.word);
        CREATE RULE never AS ON DELETE TO zoo.other DO INSTEAD NOTHING;
        ALTER TABLE zoo.facts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY seen ON zoo.facts AS RESTRICTIVE FOR UPDATE TO ROLE, CURRENT_USER
            USING (EXISTS (SELECT FROM zoo.other o WHERE o.id = facts.id)) WITH CHECK (id > 0);
        ALTER TABLE zoo.parent OWNER TO ROLE;
        GRANT USAGE ON SCHEMA zoo TO ROLE;
        GRANT SELECT, UPDATE ON zoo.facts TO ROLE;
        GRANT SELECT (id), UPDATE (id, extra) ON zoo.other TO ROLE;
        GRANT USAGE ON SEQUENCE zoo.ticket TO PUBLIC;
        REVOKE ALL ON FUNCTION zoo.same(anyelement) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION zoo.same(anyelement) TO ROLE;
        """#

    private static let since18 = """
        CREATE TABLE zoo.modern (a int CONSTRAINT given NOT NULL, b int, c int GENERATED ALWAYS AS (a * 2) VIRTUAL, d int CONSTRAINT own NOT NULL NO INHERIT);
        ALTER TABLE zoo.modern ADD CONSTRAINT someday NOT NULL b NOT VALID;
        ALTER TABLE zoo.modern ADD CONSTRAINT loose CHECK (a > 0) NOT ENFORCED;
        """

    @Test func theCatalogsComeOutAsTheyWere() async throws {
        try await TestServer.withDatabase { database in
            let role = try await database.role()
            let major = try await TestServer.shared.installation.major
            try await database.execute(Everything.sql)
            let more = Self.more + (major >= 18 ? Self.since18 : "")
            try await database.execute(more.replacing("TO ROLE", with: "TO \(role)"))
            let snapshot = try await database.snapshot { ($0.twin, $0.planLimit, $0.samples) = (true, 0, 0) }
            let expected = try await Self.catalogs(database.url)
            var configuration = ServerConfiguration()
            configuration.arguments = ["-b"]
            try await withPrivateServer(configuration) { server in
                let connection = try await Connection.connect(ConnectionOptions(server.url()))
                try await connection.execute(
                    "SELECT binary_upgrade_set_next_pg_authid_oid(4000000000); CREATE ROLE \(role)")
                try await connection.execute("CREATE DATABASE loaded TEMPLATE template0")
                await connection.close()
                let url = server.url(database: "loaded")
                try await load(snapshot[.schemaDump], into: url, columns: try await Self.columnCounts(database.url))
                let loaded = try await Self.catalogs(url)
                for (title, rows) in expected {
                    let others = loaded[title] ?? []
                    #expect(!rows.isEmpty, "\(title)")
                    #expect(rows.filter { !others.contains($0) } == [], "\(title): not loaded")
                    #expect(others.filter { !rows.contains($0) } == [], "\(title): loaded otherwise")
                }
            }
        }
    }

    /// - Parameter columns: how many each relation has, dropped ones included. From 15.20 on a server wants a version of each.
    private func load(_ dump: Section, into url: String, columns: [Int: Int]) async throws {
        let connection = try await Connection.connect(ConnectionOptions(url))
        let function = "binary_upgrade_set_next_attribute_versions"
        let wantsVersions =
            try await connection.query(
                "SELECT FROM pg_proc WHERE proname = $1", [.string(function)]
            ).count > 0
        for row in 0..<dump.count {
            var sql = dump[row, "sql"].text ?? ""
            if wantsVersions, dump[row, "kind"].text != "SEQUENCE",
                let match = sql.firstMatch(of: /heap_pg_class_oid\('(\d+)'/)
            {
                let versions = Array(repeating: "0/0", count: Int(match.output.1).flatMap { columns[$0] } ?? 0).joined(
                    separator: ",")
                sql = "SELECT pg_catalog.\(function)('{\(versions)}'); " + sql
            }
            do { try await connection.execute(sql) } catch { Issue.record("\(error)\n\(sql)") }
        }
        await connection.close()
    }

    private static func columnCounts(_ url: String) async throws -> [Int: Int] {
        let connection = try await Connection.connect(ConnectionOptions(url))
        let rows = try await connection.query(
            """
            SELECT attrelid::int8 AS oid, count(*)::int AS columns FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
            WHERE attnum > 0 AND relkind <> 'S' AND attrelid >= 16384 GROUP BY attrelid
            """)
        await connection.close()
        return try rows.reduce(into: [:]) { $0[try $1.decode("oid")] = try $1.decode("columns", as: Int.self) }
    }

    /// What the catalogs say of users' objects, row by row.
    private static func catalogs(_ url: String) async throws -> [String: [String]] {
        let connection = try await Connection.connect(ConnectionOptions(url))
        try await connection.execute("SET search_path = pg_catalog")
        var result: [String: [String]] = [:]
        for (title, sql) in queries {
            result[title] = try await connection.query(sql).map { row in
                (0..<row.count).map { row[$0].string ?? "null" }.joined(separator: " | ")
            }
        }
        await connection.close()
        return result
    }

    private static func mine(_ namespace: String) -> String {
        "\(namespace) IN (SELECT oid FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema')"
    }

    /// A body that was parsed is a text in the twin, with the same words.
    private static let queries: KeyValuePairs<String, String> = [
        "relations": """
        SELECT oid, oid::regclass, relkind, relpersistence, reltype, relowner::regrole, reloptions, relrowsecurity,
          relforcerowsecurity, relispartition, pg_get_expr(relpartbound, oid), relchecks, relnatts
        FROM pg_class WHERE \(mine("relnamespace"))
        """,
        "partition keys": "SELECT partrelid, pg_get_partkeydef(partrelid) FROM pg_partitioned_table",
        "columns": """
        SELECT attrelid, attnum, CASE WHEN NOT attisdropped THEN attname END, format_type(atttypid, atttypmod), attnotnull,
          attidentity, attgenerated, attcollation::regcollation, CASE WHEN NOT attisdropped THEN attislocal END, attinhcount,
          CASE WHEN NOT attisdropped THEN coalesce(attstattarget, -1) END,
          array(SELECT o FROM unnest(attoptions) o WHERE NOT starts_with(o, 'pg_attver=')), pg_get_expr(adbin, adrelid)
        FROM pg_attribute JOIN pg_class c ON c.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE attnum > 0 AND \(mine("relnamespace"))
        """,
        "constraints": """
        SELECT conrelid::regclass, contypid::regtype, conname, pg_get_constraintdef(oid), convalidated, conislocal OR contype = 'n', coninhcount,
          connoinherit AND contype IN ('c', 'n'), conindid, conparentid <> 0
        FROM pg_constraint WHERE \(mine("connamespace")) AND contypid = 0
        """,
        "checks of domains": """
        SELECT contypid::regtype, conname, pg_get_expr(conbin, 0) FROM pg_constraint
        WHERE \(mine("connamespace")) AND contypid <> 0 AND contype = 'c'
        """,
        "indexes": """
        SELECT indexrelid, pg_get_indexdef(indexrelid), indisvalid, indisprimary, indisunique, indimmediate
        FROM pg_index JOIN pg_class c ON c.oid = indrelid WHERE \(mine("relnamespace"))
        """,
        "inheritance": "SELECT inhrelid, inhparent, inhseqno FROM pg_inherits",
        "sequences": "SELECT s.* FROM pg_sequence s",
        "owned sequences": """
        SELECT objid, refobjid, refobjsubid, deptype FROM pg_depend JOIN pg_class c ON c.oid = objid AND relkind = 'S'
        WHERE classid = 1259 AND refclassid = 1259
        """,
        "types": """
        SELECT t.oid, t.oid::regtype, typtype, typarray, typrelid, typnotnull, typdefault, format_type(typbasetype, typtypmod),
          typcollation::regcollation
        FROM pg_type t WHERE \(mine("typnamespace"))
        """,
        "labels":
            "SELECT oid, enumtypid, enumlabel, row_number() OVER (PARTITION BY enumtypid ORDER BY enumsortorder) FROM pg_enum",
        "ranges": """
        SELECT rngtypid, rngsubtype::regtype, rngcollation::regcollation, rngsubopc, rngsubdiff::regproc,
          to_jsonb(r) ->> 'rngmultitypid'
        FROM pg_range r WHERE rngtypid >= 16384
        """,
        "functions": """
        SELECT p.oid::regprocedure, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), prokind, provolatile,
          proisstrict, prosecdef, proleakproof, proparallel, procost, prorows, proretset, proconfig IS NOT NULL
        FROM pg_proc p WHERE \(mine("pronamespace")) AND prokind <> 'p' AND prorettype <> 'trigger'::regtype
        """,
        "aggregates": """
        SELECT aggfnoid::regprocedure, aggkind, aggtransfn, aggfinalfn, aggcombinefn, aggfinalextra, aggtranstype::regtype,
          agginitval FROM pg_aggregate WHERE aggfnoid >= 16384
        """,
        "operators": """
        SELECT o.oid::regoperator, oprcode, oprcom::regoperator, oprnegate::regoperator, oprcanmerge, oprcanhash, oprrest, oprjoin
        FROM pg_operator o WHERE \(mine("oprnamespace"))
        """,
        "operator families":
            "SELECT opfname, amname FROM pg_opfamily JOIN pg_am a ON a.oid = opfmethod WHERE \(mine("opfnamespace"))",
        "operator classes": """
        SELECT opcname, opcintype::regtype, opcdefault, opckeytype::regtype FROM pg_opclass WHERE \(mine("opcnamespace"))
        """,
        "members of families": """
        SELECT opfname, amopstrategy::int, amopopr::regoperator::text FROM pg_amop JOIN pg_opfamily f ON f.oid = amopfamily
          WHERE \(mine("opfnamespace"))
        UNION ALL SELECT opfname, amprocnum, amproc::regprocedure::text FROM pg_amproc
          JOIN pg_opfamily f ON f.oid = amprocfamily WHERE \(mine("opfnamespace"))
        """,
        "casts": """
        SELECT castsource::regtype, casttarget::regtype, castfunc::regprocedure, castcontext, castmethod FROM pg_cast
        WHERE castsource = 'int'::regtype AND casttarget >= 16384
        """,
        "collations": """
        SELECT oid::regcollation, collprovider, collisdeterministic, collcollate, collctype FROM pg_collation
        WHERE \(mine("collnamespace"))
        """,
        "dictionaries": "SELECT dictname, dicttemplate, dictinitoption FROM pg_ts_dict WHERE \(mine("dictnamespace"))",
        "search": """
        SELECT cfgname, maptokentype, mapseqno, mapdict::regdictionary FROM pg_ts_config JOIN pg_ts_config_map ON mapcfg = oid
        WHERE \(mine("cfgnamespace"))
        """,
        "views":
            "SELECT oid::regclass, pg_get_viewdef(oid) FROM pg_class WHERE relkind IN ('v', 'm') AND \(mine("relnamespace"))",
        "rules": """
        SELECT pg_get_ruledef(r.oid) FROM pg_rewrite r JOIN pg_class c ON c.oid = ev_class
        WHERE rulename <> '_RETURN' AND \(mine("relnamespace"))
        """,
        "policies": """
        SELECT polrelid, polname, polcmd, polpermissive, polroles::regrole[]::text, pg_get_expr(polqual, polrelid),
          pg_get_expr(polwithcheck, polrelid)
        FROM pg_policy
        """,
        "statistics": "SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext",
        "privileges": """
        SELECT o, e.grantee::regrole, e.privilege_type FROM (
          SELECT oid::regclass::text AS o, relacl AS acl FROM pg_class WHERE \(mine("relnamespace"))
          UNION ALL SELECT attrelid::regclass || '.' || attname, attacl FROM pg_attribute WHERE attrelid >= 16384
          UNION ALL SELECT nspname, nspacl FROM pg_namespace WHERE \(mine("oid"))
          UNION ALL SELECT oid::regprocedure::text, proacl FROM pg_proc WHERE \(mine("pronamespace"))) objects,
          LATERAL aclexplode(acl) e
        WHERE e.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'USAGE', 'EXECUTE')
        """,
    ]
}
