import Foundation

/// Ways in which an ordinary role of a database can have its own code called by whoever plans a statement.
///
/// Every function says its way's name in the server's log when the collector's session calls it.
struct WayIn: Sendable {
    var name: String
    /// Run by the ordinary role `mallory`, who may create in the schemas mallory and public.
    var objects: String
    /// Run by mallory, so that it is in pg_stat_statements.
    var statement: String
    /// Planning the statement, as it is recorded, does call the code: proof that there is something to guard against.
    var isOpen = true
    /// The way needs no name in the statement: nothing may be planned that has the schema `mallory` in its search_path.
    var closesPath = false

    /// The last of the statements, with a comment that tells it from all others.
    var tagged: String {
        guard let space = last.firstIndex(of: " ") else { return last }
        return last[..<space] + " /* \(name) */" + last[space...]
    }

    /// What stands before it, each with its semicolon.
    var settings: String { String(statement.dropLast(last.count)) }

    private var last: String { statement.components(separatedBy: "; ").last ?? "" }

    /// `marker(name)` raises; plpgsql says whatever a caller wants about itself.
    static let marker = """
        CREATE FUNCTION mallory.marker(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE COST 1 AS $$
        BEGIN
          IF current_setting('application_name') = 'advisor' THEN
            RAISE LOG 'marker of %', $1;
            PERFORM set_config('default_transaction_read_only', 'off', false);
          END IF;
          RETURN true;
        END $$;
        """

    /// A function of mallory's that leaves its marker and returns that value.
    private static func function(
        _ name: String, takes arguments: String = "", returns type: String = "int", _ value: String
    ) -> String {
        """
        CREATE FUNCTION mallory.\(name)(\(arguments)) RETURNS \(type) LANGUAGE plpgsql IMMUTABLE COST 1 AS $$
        BEGIN PERFORM mallory.marker('\(name)'); RETURN \(value); END $$;
        """
    }

    static let all: [WayIn] = [
        WayIn(
            name: "function", objects: function("direct", "1"),
            statement: "SELECT id FROM items WHERE id = mallory.direct()"),
        WayIn(
            name: "function in the search_path", objects: function("unqualified", "1"),
            statement: "SET search_path = mallory, public; SELECT note FROM items WHERE id = unqualified()"),
        WayIn(
            name: "function in quotes", objects: function("\"Odd Näme\"", "1"),
            statement: "SELECT id FROM items WHERE id < mallory.\"Odd Näme\"()"),
        WayIn(
            name: "function with a long name",
            objects: function("a_name_that_is_so_long_that_the_server_cuts_it_off_at_63_bytes_x", "1"),
            statement:
                "SELECT id FROM items WHERE id > mallory.a_name_that_is_so_long_that_the_server_cuts_it_off_at_63_bytes_x_and_more()"
        ),
        WayIn(
            name: "SQL function that is inlined",
            objects: function("inside", "1")
                + "CREATE FUNCTION mallory.inlined() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT mallory.inside() + 1';",
            statement: "SELECT id FROM items WHERE id = mallory.inlined()"),
        WayIn(
            name: "stable function for its selectivity",
            objects:
                "CREATE FUNCTION mallory.stable() RETURNS int LANGUAGE plpgsql STABLE AS $$ BEGIN PERFORM mallory.marker('stable'); RETURN 1; END $$;",
            statement: "SELECT id FROM items WHERE id > mallory.stable()"),
        WayIn(
            name: "function that hides one of the system's",
            objects: function("pi", returns: "float8", "3"),
            statement: "SET search_path = mallory, public, pg_catalog; SELECT id FROM items WHERE id > pi()"),
        WayIn(
            name: "functional notation of a column",
            objects: function("looks_like_a_column", takes: "public.items", "1"),
            statement: "SELECT items.looks_like_a_column FROM items WHERE id = 1", isOpen: false),
        WayIn(
            name: "operator",
            objects: function("compare", takes: "float8, float8", returns: "boolean", "true")
                + "CREATE OPERATOR mallory.=== (FUNCTION = mallory.compare, LEFTARG = float8, RIGHTARG = float8);",
            statement: "SELECT id FROM items WHERE pi() OPERATOR(mallory.===) pi()"),
        WayIn(
            name: "prefix operator",
            objects: function("negate", takes: "float8", returns: "float8", "1")
                + "CREATE OPERATOR mallory.!! (FUNCTION = mallory.negate, RIGHTARG = float8);",
            statement: "SELECT id FROM items WHERE id = OPERATOR(mallory.!!) pi()"),
        WayIn(
            name: "selectivity of an operator's negator",
            objects: function("unlike", takes: "float8, float8", returns: "boolean", "true")
                + """
                CREATE OPERATOR mallory.<<>> (FUNCTION = float8eq, LEFTARG = float8, RIGHTARG = float8);
                CREATE OPERATOR mallory.>><< (FUNCTION = mallory.unlike, LEFTARG = float8, RIGHTARG = float8, NEGATOR = OPERATOR(mallory.<<>>));
                """,
            statement: "SELECT id FROM items WHERE NOT (pi() OPERATOR(mallory.<<>>) pi())", isOpen: false),
        WayIn(
            name: "cast",
            objects: "CREATE TYPE mallory.color AS ENUM ('red');"
                + function("to_color", takes: "float8", returns: "mallory.color", "'red'")
                + "CREATE CAST (float8 AS mallory.color) WITH FUNCTION mallory.to_color(float8);",
            statement: "SELECT id FROM items WHERE pi()::mallory.color IS NOT NULL"),
        WayIn(
            name: "domain",
            objects: function("check_domain", takes: "float8", returns: "boolean", "true")
                + """
                CREATE DOMAIN mallory.checked AS float8 CHECK (mallory.check_domain(VALUE));
                CREATE TYPE mallory.holder AS (value mallory.checked);
                CREATE VIEW mallory.record_input AS SELECT id FROM public.items WHERE note = ('(1)'::mallory.holder)::text;
                """,
            statement: "SELECT pi()::mallory.checked FROM items", isOpen: false),
        WayIn(
            name: "type input in a composite type, in an array",
            objects: function("check_field", takes: "int", returns: "boolean", "true")
                + """
                CREATE DOMAIN mallory.field AS int CHECK (mallory.check_field(VALUE));
                CREATE TYPE mallory.pair AS (value mallory.field);
                """,
            statement: "SELECT id FROM items WHERE NULL::mallory.pair[] IS NULL", isOpen: false),
        WayIn(
            name: "range",
            objects: function("difference", takes: "float8, float8", returns: "float8", "1")
                + "CREATE TYPE mallory.span AS RANGE (subtype = float8, subtype_diff = mallory.difference);",
            statement: "SELECT mallory.span(1, 2) FROM items WHERE id = 1", isOpen: false),
        WayIn(
            name: "view",
            objects: function("in_view", "1")
                + "CREATE VIEW mallory.view AS SELECT id FROM public.items WHERE id = mallory.in_view();",
            statement: "SELECT id FROM mallory.view"),
        WayIn(
            name: "view of a view",
            objects: function("in_inner", "1")
                + """
                CREATE VIEW mallory.inner_view AS SELECT id FROM public.items WHERE id = mallory.in_inner();
                CREATE VIEW mallory.outer_view AS SELECT id FROM mallory.inner_view;
                """,
            statement: "SELECT id FROM mallory.outer_view"),
        WayIn(
            name: "policy",
            objects: function("in_policy", "1")
                + """
                CREATE TABLE mallory.guarded (id int); GRANT SELECT ON mallory.guarded TO PUBLIC;
                ALTER TABLE mallory.guarded ENABLE ROW LEVEL SECURITY; ALTER TABLE mallory.guarded FORCE ROW LEVEL SECURITY;
                CREATE POLICY p ON mallory.guarded USING (id = mallory.in_policy());
                """,
            statement: "SELECT id FROM mallory.guarded"),
        WayIn(
            name: "rule",
            objects: function("in_rule", "1")
                + """
                CREATE TABLE mallory.ruled (id int); GRANT ALL ON mallory.ruled TO PUBLIC;
                CREATE RULE r AS ON UPDATE TO mallory.ruled DO ALSO SELECT mallory.in_rule();
                """,
            statement: "UPDATE mallory.ruled SET id = 2"),
        WayIn(
            name: "default",
            objects: function("in_default", "1")
                + "CREATE TABLE mallory.defaulted (id int, other int DEFAULT mallory.in_default()); GRANT ALL ON mallory.defaulted TO PUBLIC;",
            statement: "INSERT INTO mallory.defaulted (id) VALUES (1)"),
        WayIn(
            name: "generated column",
            objects: function("in_generated", "1")
                + "CREATE TABLE mallory.generated (id int, other int GENERATED ALWAYS AS (mallory.in_generated()) STORED); GRANT ALL ON mallory.generated TO PUBLIC;",
            statement: "UPDATE mallory.generated SET id = 1", isOpen: false),
        WayIn(
            name: "index expression",
            objects: function("in_index", takes: "int", "$1")
                + """
                CREATE TABLE mallory.indexed (id int); INSERT INTO mallory.indexed SELECT i FROM generate_series(1, 2000) i;
                CREATE INDEX ON mallory.indexed (mallory.in_index(id)); ANALYZE mallory.indexed; GRANT ALL ON mallory.indexed TO PUBLIC;
                CREATE INDEX ON mallory.indexed (id, (mallory.in_index(7)));
                """,
            statement: "SELECT id FROM mallory.indexed WHERE id = 1"),
        WayIn(
            name: "index predicate",
            objects: function("in_predicate", "1")
                + """
                CREATE TABLE mallory.partly (id int); INSERT INTO mallory.partly SELECT i FROM generate_series(1, 2000) i;
                CREATE INDEX ON mallory.partly (id) WHERE id > mallory.in_predicate(); GRANT ALL ON mallory.partly TO PUBLIC;
                """,
            statement: "SELECT id FROM mallory.partly WHERE id = 1"),
        WayIn(
            name: "statistics expression",
            objects: function("in_statistics", takes: "int", "$1")
                + """
                CREATE TABLE mallory.measured (id int); GRANT ALL ON mallory.measured TO PUBLIC;
                CREATE STATISTICS mallory.of_measured ON (mallory.in_statistics(7) + id) FROM mallory.measured;
                INSERT INTO mallory.measured SELECT i FROM generate_series(1, 100) i; ANALYZE mallory.measured;
                """,
            statement: "SELECT id FROM mallory.measured WHERE id = 1"),
        WayIn(
            name: "check and constraint exclusion",
            objects: function("in_check", takes: "int", returns: "boolean", "true")
                + """
                CREATE TABLE mallory.parent (id int); GRANT ALL ON mallory.parent TO PUBLIC;
                CREATE TABLE mallory.child (CHECK (mallory.in_check(7))) INHERITS (mallory.parent);
                """,
            statement: "SELECT id FROM mallory.parent WHERE id = 1"),
        WayIn(
            name: "partition key",
            objects: function("in_key", takes: "int", "$1")
                + """
                CREATE TABLE mallory.parts (id int) PARTITION BY RANGE (mallory.in_key(id)); GRANT ALL ON mallory.parts TO PUBLIC;
                CREATE TABLE mallory.part PARTITION OF mallory.parts FOR VALUES FROM (1) TO (10);
                """,
            statement: "SELECT id FROM mallory.parts WHERE id = 1", isOpen: false),
        WayIn(
            name: "a partition's own check",
            objects: function("in_part", takes: "int", returns: "boolean", "true")
                + """
                CREATE TABLE mallory.whole (id int) PARTITION BY RANGE (id); GRANT ALL ON mallory.whole TO PUBLIC;
                CREATE TABLE mallory.piece PARTITION OF mallory.whole FOR VALUES FROM (1) TO (10);
                ALTER TABLE mallory.piece ADD CHECK (mallory.in_part(7));
                """,
            statement: "SELECT id FROM mallory.whole WHERE id > 3", isOpen: false),
        WayIn(
            name: "aggregate",
            objects: function("step", takes: "int, int", "1")
                + "CREATE AGGREGATE mallory.total(int) (SFUNC = mallory.step, STYPE = int);",
            statement: "SELECT mallory.total(id) FROM items", isOpen: false),
        WayIn(
            name: "SQL that one of PostgreSQL's own functions runs",
            objects: function("in_text", "1")
                + "CREATE VIEW mallory.as_xml AS SELECT mallory.in_text() AS a;",
            statement: "SELECT id FROM items WHERE query_to_xml('SELECT mallory.in_text()', true, true, '') IS NULL",
            isOpen: false),
        WayIn(
            name: "member of an extension that the role owns",
            objects: "CREATE EXTENSION hstore SCHEMA mallory;" + function("in_extension", "1")
                + "ALTER EXTENSION hstore ADD FUNCTION mallory.in_extension();",
            statement: "SELECT id FROM items WHERE id = mallory.in_extension()"),
        WayIn(
            name: "an operator that SQL uses unnamed",
            objects: function("equals", takes: "float8, int", returns: "boolean", "true")
                + "CREATE OPERATOR mallory.= (FUNCTION = mallory.equals, LEFTARG = float8, RIGHTARG = int);",
            statement:
                "SET search_path = mallory, public, pg_catalog; SELECT id FROM items WHERE pi() IN (length(version()))",
            isOpen: false, closesPath: true),
        WayIn(
            name: "implicit casts to a type with an operator",
            objects: "CREATE TYPE mallory.shade AS ENUM ('red');"
                + function("int_shade", takes: "int", returns: "mallory.shade", "'red'::mallory.shade")
                + function("text_shade", takes: "text", returns: "mallory.shade", "'red'::mallory.shade")
                    + """
                    CREATE CAST (int AS mallory.shade) WITH FUNCTION mallory.int_shade(int) AS IMPLICIT;
                    CREATE CAST (text AS mallory.shade) WITH FUNCTION mallory.text_shade(text) AS IMPLICIT;
                    CREATE FUNCTION mallory.same(mallory.shade, mallory.shade) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
                    CREATE OPERATOR mallory.= (FUNCTION = mallory.same, LEFTARG = mallory.shade, RIGHTARG = mallory.shade);
                    """,
            statement:
                "SET search_path = mallory, public; SELECT id FROM items WHERE pg_catalog.length(pg_catalog.chr(65)) = pg_catalog.chr(65)",
            closesPath: true),
    ]
}
