import Cluster
import Collect
import Foundation
import Model
import Postgres
import TestSupport
import Testing

@testable import Twin

/// Nothing of a target's code runs on a twin, whichever way it comes in. Each has a marker, a file that would appear.
@Suite struct HostileTwinTests {
    /// A path that no file has yet, in a folder where the server's user could make one.
    private static func marker() -> String { "/tmp/advisor-marker-\(UUID().uuidString)" }

    private func withTwin(_ snapshot: Snapshot, _ body: (Twin) async throws -> Void) async throws {
        let twin = try await Twin.start(from: snapshot)
        do {
            try await body(twin)
            await twin.stop()
        } catch {
            await twin.stop()
            throw error
        }
    }

    private static let statements = [
        "SELECT * FROM things WHERE kind = evil.run(1)", "SELECT * FROM things WHERE kind = evil.now()",
        "SELECT * FROM things WHERE evil.run(kind) = 3", "SELECT * FROM things WHERE kind OPERATOR(evil.===) 3",
        "SELECT * FROM things WHERE 1 OPERATOR(evil.===) 3", "SELECT * FROM things WHERE kind = evil.inlined(4)",
        "SELECT * FROM things WHERE kind = evil.atomic(4)", "SELECT * FROM things WHERE kind = evil.definer()",
        "SELECT * FROM things WHERE kind = evil.defaulted()",
        "SELECT * FROM things WHERE kind IN (SELECT * FROM evil.rows())",
        "SELECT * FROM things WHERE c = '5'::evil.checked", "SELECT * FROM things WHERE kind = '(1,2)'::evil.pair",
        "SELECT * FROM things WHERE kind = ROW(1, 2)::evil.pair::int", "SELECT evil.total(kind) FROM things",
        "SELECT * FROM things WHERE s && '[1,3)'::evil.span", "SELECT * FROM seen", "SELECT * FROM kept",
        "SELECT * FROM guarded",
        "SELECT * FROM guarded WHERE id = 7", "UPDATE guarded SET owner = 'x' WHERE id = 3",
        "INSERT INTO things (id) VALUES (1)",
        "UPDATE things SET kind = 3 WHERE id = 4", "DELETE FROM things WHERE made = evil.run(1)",
        "SELECT * FROM parts WHERE evil.run(at) = 5", "SELECT * FROM parts WHERE at = 5",
        "SELECT * FROM things WHERE word = lower('W1') AND evil.text(word) = 'w1' AND evil.run(kind) > 3",
        "SELECT things.run FROM (SELECT 1 AS id) AS things", "SELECT CASE kind WHEN evil.run(3) THEN 1 END FROM things",
        "WITH x AS (SELECT evil.run(1) AS y) SELECT * FROM x JOIN things ON kind = y",
        "SELECT * FROM things WHERE kind = (SELECT evil.run(1))",
        "SELECT * FROM things ORDER BY evil.run(1) LIMIT evil.run(1)",
        "SELECT query_to_xml('SELECT evil.run(1)', true, true, '')",
    ]

    @Test func codeOfTheTargetDoesNotRun() async throws {
        let marker = Self.marker()
        try await TestServer.withDatabase { database in
            let role = try await database.role()
            let sql = try fixture("hostile.sql").replacing("MARKER", with: marker)
                .replacing("EVENT TRIGGER EVENT", with: "EVENT TRIGGER \(database.name)_event")
            try await database.execute(sql)
            try await database.execute(
                """
                GRANT USAGE ON SCHEMA evil TO \(role); GRANT ALL ON ALL TABLES IN SCHEMA public TO \(role);
                ALTER ROLE \(role) SET search_path = evil, pg_catalog, public;
                """)
            try await withTwin(try await database.twinSnapshot()) { twin in
                for asRole in [nil, role] {
                    let answers = try await twin.plan(Self.statements.map { PlanRequest(statement: $0, role: asRole) })
                    for (statement, answer) in zip(Self.statements, answers) {
                        if statement.contains("query_to_xml") || statement.contains("things.run") {
                            #expect(throws: PlanFailure.self) { try answer.get() }
                        } else {
                            #expect(throws: Never.self, "\(statement)") { try answer.get() }
                        }
                    }
                    // The role looks for operators in the schema of another = first.
                    #expect(try answers[0].get().standIns == (asRole == nil ? ["run"] : ["run", "="]))
                    #expect(try answers[15].get().standIns == ["seen"])
                }
                let bodies = try await query(
                    twin.url, "SELECT count(*)::int FROM pg_proc WHERE prosrc LIKE '%PROGRAM%'")
                #expect(bodies == "0")
                let triggers = try await query(
                    twin.url, "SELECT (SELECT count(*) FROM pg_trigger) + (SELECT count(*) FROM pg_event_trigger)")
                #expect(triggers == "0")
            }
            try await database.execute("DROP EVENT TRIGGER \(database.name)_event")
        }
        #expect(!FileManager.default.fileExists(atPath: marker))
    }

    private func query(_ url: String, _ sql: String) async throws -> String? {
        let connection = try await Connection.connect(ConnectionOptions(url))
        let rows = try await connection.query(sql)
        await connection.close()
        return rows.first?[0].string
    }

    /// Calls with nothing but constants are planned as for any value; the index is used as at the source.
    @Test func aCallWithConstantsIsPlannedForAnyValue() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(
                """
                CREATE FUNCTION tenant() RETURNS int LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN 7; END $$;
                CREATE FUNCTION shift(int) RETURNS int LANGUAGE plpgsql VOLATILE AS $$ BEGIN RETURN $1; END $$;
                CREATE TABLE t (id int PRIMARY KEY, tenant int);
                INSERT INTO t SELECT i, i % 500 FROM generate_series(1, 40000) i;
                CREATE INDEX t_tenant ON t (tenant);
                VACUUM ANALYZE t;
                """)
            try await withTwin(try await database.twinSnapshot()) { twin in
                #expect(twin.uncertainties == [])
                let answers = try await twin.plan([
                    PlanRequest(statement: "SELECT * FROM t WHERE tenant = tenant()", wantsPlan: true),
                    PlanRequest(statement: "SELECT * FROM t WHERE tenant = $1", wantsPlan: true),
                    PlanRequest(statement: "SELECT * FROM t WHERE tenant = shift(5)", wantsPlan: true),
                ])
                #expect(try answers[0].get().cost == answers[1].get().cost)
                #expect(try answers[0].get().existingUsed.count == 1)
                #expect(try answers[0].get().standIns == ["tenant"])
                #expect(try answers[1].get().standIns == ["tenant"])
                // Of a volatile function the planner computes nothing beforehand.
                #expect(try answers[2].get().existingUsed.isEmpty)
            }
        }
    }

    /// A snapshot that nobody collected: a file may say anything.
    @Test func aSnapshotThatSaysAnything() async throws {
        let marker = Self.marker()
        let touch = "COPY (SELECT 1) TO PROGRAM 'touch \(marker)'"
        let rows = [
            "\(touch);", "DO $$ BEGIN EXECUTE $x$\(touch)$x$; END $$;", "\\! touch \(marker)",
            "\\copy (select 1) to '\(marker)'",
            "SELECT 1 \\gexec", "SELECT pg_catalog.lo_export(pg_catalog.lo_from_bytea(0, 'x'), '\(marker)');",
            "CREATE TABLE public.a (x int); \(touch);",
            "CREATE MATERIALIZED VIEW public.m AS SELECT pg_catalog.lo_export(1, '\(marker)');",
            "CREATE EXTENSION dblink;", "CREATE EXTENSION adminpack WITH SCHEMA pg_catalog;",
            "CREATE LANGUAGE plperlu;",
            "SELECT pg_catalog.binary_upgrade_create_empty_extension('x''; \(touch); --', 'public', true, '1', NULL, NULL, NULL);",
            "CREATE EXTENSION \"../../../tmp/evil\" WITH SCHEMA public;",
            "CREATE FUNCTION public.system(cstring) RETURNS int LANGUAGE c AS '/lib/x86_64-linux-gnu/libc.so.6', 'system';",
            "CREATE FUNCTION public.sys(int) RETURNS int LANGUAGE c IMMUTABLE AS '/lib/x86_64-linux-gnu/libc.so.6', 'system';"
                + "CREATE INDEX i ON public.plain (public.sys(id));",
            "CREATE FUNCTION pg_catalog.int4eq(int, text) RETURNS bool LANGUAGE sql AS 'SELECT true';",
            "CREATE TABLE public.b (x int) PARTITION BY RANGE (x); CREATE TABLE public.c PARTITION OF public.b FOR VALUES FROM ("
                + "pg_catalog.lo_import('/etc/passwd')) TO (5);",
            "CREATE DOMAIN public.d AS int DEFAULT pg_catalog.lo_import('/etc/passwd') CHECK (pg_catalog.lo_import('/etc/passwd') > 0);",
            "CREATE AGGREGATE public.agg(int) (SFUNC = int4pl, STYPE = int, INITCOND = '\(marker)');",
            "ALTER SYSTEM SET archive_command = 'touch \(marker)';", "ALTER ROLE advisor_planner SUPERUSER;",
            "UPDATE pg_catalog.pg_authid SET rolsuper = true;", "SET session_preload_libraries = '\(marker)';",
            "CREATE TEXT SEARCH DICTIONARY public.di (TEMPLATE = pg_catalog.simple, stopwords = '../../../../etc/passwd');",
            "GRANT ALL ON FUNCTION pg_catalog.pg_read_file(text) TO PUBLIC;",
            "GRANT pg_execute_server_program TO PUBLIC;",
            "CREATE TABLESPACE t LOCATION '/tmp';",
            "CREATE TRIGGER t AFTER INSERT ON public.plain EXECUTE FUNCTION public.f();",
        ]
        try await TestServer.withDatabase { database in
            try await database.execute(
                "CREATE TABLE plain (id int PRIMARY KEY); INSERT INTO plain SELECT generate_series(1, 9000); VACUUM ANALYZE plain"
            )
            var snapshot = try await database.twinSnapshot()
            for (number, sql) in rows.enumerated() {
                snapshot[.schemaDump].append([
                    "position": .integer(Int64(90_000 + number)), "name": .text("evil \(number)"), "sql": .text(sql),
                    "kind": .text(sql.contains("EXTENSION") || sql.contains("empty_extension") ? "EXTENSION" : "TABLE"),
                    "schema": .text("public"), "dumped_by": .integer(15),
                ])
            }
            for name in [
                "archive_command", "session_preload_libraries", "local_preload_libraries", "log_directory", "role",
            ] {
                snapshot[.plannerSettings].append(["name": .text(name), "setting": .text(marker)])
            }
            snapshot[.plannerSettings].append(["name": .text("enable_x = '1'; \(touch); --"), "setting": .text("x")])
            for name in ["advisor_superuser", "advisor_planner", "x\"; \(touch); --"] {
                snapshot[.roles].append([
                    "oid": .integer(99_999), "name": .text(name), "superuser": .boolean(true),
                    "can_login": .boolean(true),
                ])
            }
            snapshot[.roleMembers].append([
                "role": .text("pg_execute_server_program"), "member": .text("advisor_planner"),
            ])
            try await withTwin(snapshot) { twin in
                let answers = try await twin.plan(
                    [
                        PlanRequest(statement: "SELECT * FROM plain WHERE id = 7"),
                        PlanRequest(statement: touch), PlanRequest(statement: "SELECT 1; \(touch)"),
                        PlanRequest(statement: "ANALYZE SELECT 1"), PlanRequest(statement: "SELECT 1 \\; \(touch)"),
                        PlanRequest(statement: "SELECT 1", role: "advisor_superuser"),
                        PlanRequest(statement: "SELECT pg_read_file('/etc/passwd')", role: "advisor_planner"),
                        PlanRequest(statement: "SELECT 1", settings: ["session_preload_libraries": marker]),
                    ].dropLast())
                #expect(try answers[0].get().existingUsed.count == 1)
                for answer in answers[1...4] { #expect(throws: PlanFailure.self) { try answer.get() } }
                // It is the target's role of that name, no superuser.
                #expect(try answers[5].get().cost > 0)
                #expect(throws: PlanFailure.self) { try answers[6].get() }
                #expect(twin.uncertainties.count > 20)
                #expect(twin.uncertainties.contains { $0.contains("dblink is not among those whose code a twin runs") })
            }
        }
        #expect(!FileManager.default.fileExists(atPath: marker))
    }

    /// Rows that a snapshot has inserted, sizes and statistics that it has set, are of the target's tables only.
    @Test func aSnapshotThatSpeaksOfTheCatalogs() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(
                """
                CREATE TABLE plain (id int PRIMARY KEY, word text);
                INSERT INTO plain SELECT i, 'w' || i % 70 FROM generate_series(1, 9000) i; VACUUM ANALYZE plain
                """)
            var snapshot = try await database.twinSnapshot()
            snapshot[.relations].append([
                "oid": .integer(1_260), "schema": .text("pg_catalog"), "name": .text("pg_authid"),
            ])
            for (number, column, value) in [
                (1, "oid", "99999"), (2, "rolname", "owned"), (3, "rolsuper", "true"), (4, "rolcanlogin", "true"),
            ] {
                let index = Value.integer(Int64(50_000 + number))
                snapshot[.indexDefinitions].append([
                    "oid": index, "relation_oid": .integer(1_260), "has_expressions": .boolean(false),
                    "method": .text("btree"),
                ])
                snapshot[.indexKeys].append(["index_oid": index, "position": .integer(1), "column": .text(column)])
                snapshot[.indexProbes].append(["index_oid": index, "minimum": .text(value), "maximum": .text(value)])
            }
            snapshot[.relationSizes].append([
                "relation_oid": .integer(1_260), "pages": .integer(.max), "heap_bytes": .integer(.max),
            ])
            // Numbers where the column has texts: the server would take them for addresses.
            let statistics = snapshot[.rawStatistics]
            snapshot[.rawStatistics] = (0..<statistics.count).reduce(into: Section(.rawStatistics)) { section, row in
                section.append(
                    SectionShape.rawStatistics.columns.map { column in
                        let value = statistics[row, column.name]
                        guard statistics[row, "number"].integer == 2 else { return value }
                        if column.name == "type1" { return .text("bigint") }
                        return column.name == "values1" ? .text("{1,2,3}") : value
                    })
            }
            try await withTwin(snapshot) { twin in
                let roles = try await query(twin.url, "SELECT count(*) FROM pg_roles WHERE rolname = 'owned'")
                #expect(roles == "0")
                let answers = try await twin.plan([
                    PlanRequest(statement: "SELECT * FROM plain WHERE word = 'w7'"),
                    PlanRequest(statement: "SELECT * FROM plain WHERE word > 'w7'"),
                    PlanRequest(statement: "SELECT 1", role: "owned"),
                ])
                #expect(try answers[0].get().cost > 0)
                #expect(try answers[1].get().cost > 0)
                #expect(throws: PlanFailure.self) { try answers[2].get() }
            }
        }
    }

    /// A role that reads through another, and one whose rows a policy of another's picks.
    @Test func membersMayDoWhatTheirGroupsMay() async throws {
        try await TestServer.withDatabase { database in
            let group = try await database.role()
            let member = try await database.role(memberOf: [group])
            let owner = try await database.role()
            try await database.execute(
                """
                CREATE TABLE t (id int PRIMARY KEY, kind int);
                INSERT INTO t SELECT i, i % 50 FROM generate_series(1, 20000) i;
                CREATE INDEX t_kind ON t (kind);
                CREATE TABLE closed (id int);
                ALTER TABLE t ENABLE ROW LEVEL SECURITY;
                CREATE POLICY sevens ON t TO \(group) USING (kind = 7);
                GRANT SELECT ON t TO \(group);
                ALTER TABLE t OWNER TO \(owner);
                VACUUM ANALYZE t;
                """)
            try await withTwin(try await database.twinSnapshot()) { twin in
                #expect(twin.uncertainties == [])
                for role in [member, owner, group] {
                    let result = try await Comparison.run(
                        ["SELECT * FROM t", "SELECT * FROM t WHERE id < 900", "DELETE FROM t WHERE id = 3"],
                        source: database.url, twin: twin, role: role)
                    #expect(result.total == (role == owner ? 3 : 2), "\(role)")
                    #expect(result.differences == [])
                }
                let denied = try await twin.plan([PlanRequest(statement: "SELECT * FROM closed", role: member)])
                #expect(throws: PlanFailure.self) { try denied[0].get() }
            }
        }
    }

    /// What the one who plans may not do, by hand either.
    @Test func whoPlansCanChangeNothing() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(
                """
                CREATE SCHEMA open; GRANT ALL ON SCHEMA open TO PUBLIC; GRANT ALL ON SCHEMA public TO PUBLIC;
                CREATE TABLE open.t (id int PRIMARY KEY); GRANT ALL ON open.t TO PUBLIC;
                """)
            let role = try await database.role(
                memberOf: ["pg_execute_server_program", "pg_read_server_files"], attributes: "SUPERUSER")
            try await database.execute("CREATE TABLE open.mine (id int); ALTER TABLE open.mine OWNER TO \(role)")
            try await withTwin(try await database.twinSnapshot()) { twin in
                let urls = [twin.url, twin.url.replacing("user=advisor_planner", with: "user=\(role)")]
                for url in urls {
                    for sql in Self.forbidden { #expect(try await state(of: sql, url) != nil, "\(sql) as \(url)") }
                    #expect(
                        try await query(
                            url, "SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole") == "0")
                    #expect(
                        try await query(url, "SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
                            == "0")
                    #expect(
                        try await query(url, "SELECT rolsuper::int FROM pg_roles WHERE rolname = current_user") == "0")
                    #expect(
                        try await query(
                            url, "SELECT count(*) FROM pg_roles WHERE rolsuper AND rolname <> 'advisor_superuser'")
                            == "0")
                }
                // The one superuser cannot log in any more.
                let superuser = twin.url.replacing("user=advisor_planner", with: "user=advisor_superuser")
                await #expect(throws: PostgresError.self) { try await query(superuser, "SELECT 1") }
                let other = twin.url.replacing("/\(database.name)?", with: "/postgres?")
                await #expect(throws: PostgresError.self) { try await query(other, "SELECT 1") }
                // Nobody else reaches it, and it listens to no network.
                let folder = try #require(
                    twin.url.removingPercentEncoding?.firstMatch(of: /host=([^&]+)/).map { String($0.output.1) })
                let mode = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int
                #expect(mode == 0o700)
                #expect(try await query(twin.url, "SELECT current_setting('listen_addresses')") == "")
            }
        }
    }

    private static let forbidden = [
        "COPY (SELECT 1) TO PROGRAM 'true'", "COPY open.t FROM PROGRAM 'echo 1'", "COPY (SELECT 1) TO '/tmp/advisor-x'",
        "COPY open.t FROM '/etc/passwd'", "SELECT pg_read_file('/etc/passwd')", "SELECT pg_ls_dir('/')",
        "SELECT lo_import('/etc/passwd')", "SELECT lo_export(1, '/tmp/advisor-x')", "LOAD 'auto_explain'",
        "ALTER SYSTEM SET work_mem = '1MB'", "CREATE TABLE open.x (a int)", "CREATE TABLE public.x (a int)",
        "CREATE TEMP TABLE x (a int)", "CREATE FUNCTION open.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION public.f() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'", "DO 'BEGIN END'",
        "CREATE SCHEMA x", "CREATE EXTENSION dblink", "CREATE EXTENSION hstore", "CREATE ROLE x", "CREATE DATABASE x",
        "UPDATE pg_index SET indisvalid = false", "UPDATE pg_proc SET prosrc = 'x'", "SET ROLE advisor_superuser",
        "SET SESSION AUTHORIZATION advisor_superuser", "ALTER TABLE open.t ADD COLUMN x int",
        "ALTER TABLE open.mine ADD COLUMN x int",
        "DROP TABLE open.mine",
        "CREATE TRIGGER x BEFORE INSERT ON open.t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "CREATE RULE x AS ON INSERT TO open.t DO NOTHING", "SELECT dblink('host=/tmp', 'SELECT 1')",
        "SELECT query_to_xml('SELECT 1', true, true, '')", "SET session_preload_libraries = 'x'",
        "SET dynamic_library_path = '/tmp'",
        "CREATE OPERATOR open.+ (LEFTARG = int, FUNCTION = int4up)", "CREATE TYPE open.x AS (a int)", "TRUNCATE open.t",
        "CREATE FUNCTION pg_advisor.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "SELECT pg_reload_conf()",
        "CHECKPOINT",
    ]

    private func state(of sql: String, _ url: String) async throws -> String? {
        let connection = try await Connection.connect(ConnectionOptions(url))
        defer { Task { await connection.close() } }
        do {
            try await connection.execute(sql)
            return nil
        } catch let error as PostgresError where error.kind == .statementFailed || error.sqlState != nil {
            return error.sqlState?.rawValue
        }
    }
}
