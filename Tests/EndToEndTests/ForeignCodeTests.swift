import Foundation
import TestSupport
import Testing

/// A role of the target makes a function that runs a program where it can, and calls it once. Whoever reads the snapshot later, on
/// another machine, must not run it.
@Suite struct ForeignCodeTests {
    @Test func adviceAndReportRunNothingOfTheSnapshots() async throws {
        let marker = "/tmp/advisor-marker-\(UUID().uuidString)"
        try await TestServer.withDatabase { database in
            let role = try await database.role()
            try await database.execute(
                """
                CREATE EXTENSION pg_stat_statements;
                CREATE TABLE t (id int PRIMARY KEY, a int);
                INSERT INTO t SELECT i, i % 700 FROM generate_series(1, 30000) i;
                VACUUM ANALYZE t;
                GRANT SELECT ON t TO \(role); CREATE SCHEMA theirs AUTHORIZATION \(role);
                """)
            // Not here, where it would run as the role that calls it: on servers that have advisor's roles.
            try await database.execute(
                """
                CREATE FUNCTION theirs.act() RETURNS int LANGUAGE plpgsql VOLATILE AS $$ BEGIN
                  IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname LIKE 'advisor%') THEN
                    COPY (SELECT 1) TO PROGRAM 'touch \(marker)';
                  END IF;
                  RETURN 5; END $$;
                CREATE FUNCTION theirs.value() RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN theirs.act(); END $$;
                SELECT count(*) FROM t WHERE a = theirs.value();
                """, as: role)
            try await AdvisorProcess.inHome { advisor in
                _ = try await advisor(
                    "collect", "--twin", "--plans", "0", "--target", database.url, "--output", "t.json")
                let advice = try await advisor(
                    "advise", "--snapshot", "t.json", "--sql", "SELECT count(*) FROM t WHERE a = theirs.value()")
                #expect(advice.status == 0, "\(advice.errors)")
                #expect(advice.output.contains("ON public.t (a)"), "\(advice.output)")
                #expect((advice.output + advice.errors).contains("does not run on the twin"), "\(advice.output)")
                let report = try await advisor("report", "--snapshot", "t.json")
                #expect(report.status == 0, "\(report.errors)")
            }
        }
        #expect(!FileManager.default.fileExists(atPath: marker))
    }
}
