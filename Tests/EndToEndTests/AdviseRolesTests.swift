import Foundation
import TestSupport
import Testing

/// What `advisor advise` says to roles with fewer rights than it could use: one line on what is missing and the grant, or advice that
/// says what it rests on.
@Suite struct AdviseRolesTests {
    private static let schema = """
        CREATE EXTENSION pg_stat_statements;
        CREATE TABLE authors (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
        CREATE TABLE posts (id bigserial PRIMARY KEY, author_id bigint NOT NULL, title text NOT NULL, body text);
        INSERT INTO authors (name) SELECT 'author ' || n FROM generate_series(1, 1000) n;
        INSERT INTO posts SELECT n, 1 + n % 1000, 'title ' || n, repeat('x', 200) FROM generate_series(1, 60000) n;
        CREATE INDEX posts_lower ON posts (lower(body));
        CREATE STATISTICS posts_both ON author_id, title FROM posts;
        VACUUM ANALYZE;
        """
    private static let query = "SELECT title FROM posts WHERE title = 'title 5'"
    private static let index = "CREATE INDEX ON public.posts (title);\n"

    /// - Parameter grants: SQL in which ROLE is the role.
    private func asRole(
        _ groups: [String], grants: String = "", _ body: (AdvisorProcess, String, TestDatabase) async throws -> Void
    ) async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            for _ in 0..<5 { try await database.execute(Self.query) }
            let role = try await database.role(memberOf: groups)
            try await database.execute(grants.replacing("ROLE", with: role))
            try await AdvisorProcess.inHome { try await body($0, role, database) }
        }
    }

    /// Nothing but one line on standard error, which holds the words.
    private func expectRefusal(_ outcome: Outcome, _ words: String...) {
        #expect(outcome.status == 2, "\(outcome.output)")
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
        for word in words { #expect(outcome.errors.contains(word), "\(word): \(outcome.errors)") }
    }

    private func json(_ outcome: Outcome) throws -> [String: Any] {
        try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any], "\(outcome.errors)")
    }

    @Test func whoMayOnlyConnect() async throws {
        try await asRole([]) { advisor, role, database in
            let grants = "GRANT pg_monitor TO \(role); GRANT pg_read_all_data TO \(role);\n"
            let measured = try await advisor("advise", "--quiet", "--target", database.url(as: role))
            expectRefusal(measured, "no statement to choose indexes for", "hide which statement they are. \(grants)")
            try await expectLowConfidence(advisor, role, database)
        }
    }

    @Test func whoMayOnlyMonitor() async throws {
        try await asRole(["pg_monitor"]) { advisor, role, database in
            try await expectLowConfidence(advisor, role, database)
            let report = try await advisor("report", "--quiet", "--target", database.url(as: role), "--format", "json")
            #expect(report.status == 0, "\(report.errors)")
            #expect(report.output.contains("the statistics of the columns of 2 tables are hidden"))
            #expect(report.output.contains("GRANT pg_read_all_data TO \(role);"))
        }
    }

    /// The catalogs tell everybody the schema, and nobody without SELECT what is in the columns: advice says that it guesses.
    private func expectLowConfidence(_ advisor: AdvisorProcess, _ role: String, _ database: TestDatabase) async throws {
        let advice = try json(
            try await advisor(
                "advise", "--quiet", "--target", database.url(as: role), "--sql", Self.query, "--format", "json"))
        let uncertain = try #require(advice["uncertainties"] as? [String])
        let hidden = uncertain.first { $0.contains("the statistics of the columns of 2 tables are hidden") }
        #expect(hidden?.hasSuffix("GRANT pg_read_all_data TO \(role);") == true, "\(uncertain)")
        let recommendations = try #require(advice["recommendations"] as? [[String: Any]])
        #expect(recommendations.count == 1)
        #expect(recommendations.first?["confidence"] as? String == "low")
        let reasons = recommendations.first?["reasons"] as? [String] ?? []
        #expect(
            reasons.contains { $0.hasPrefix("No statistics on title were seen: the role that collected") }, "\(reasons)"
        )
    }

    @Test func whoMonitorsAndMayReadTheTables() async throws {
        try await asRole(["pg_monitor"], grants: "GRANT SELECT ON posts, authors TO ROLE") { advisor, role, database in
            let target = ["advise", "--quiet", "--target", database.url(as: role)]
            let advice = try json(try await advisor.run(target + ["--sql", Self.query, "--format", "json"]))
            let uncertain = try #require(advice["uncertainties"] as? [String])
            #expect(uncertain.count == 2, "\(uncertain)")
            for (word, line) in zip(["posts_lower", "posts_both"], uncertain) {
                #expect(line.hasPrefix("Not read from the target (") && line.contains("(public.\(word))"), "\(line)")
                #expect(line.hasSuffix("GRANT pg_read_all_data TO \(role);"), "\(line)")
            }
            // For this statement nothing is missing: the same index as for a superuser, with less confidence.
            let recommendations = try #require(advice["recommendations"] as? [[String: Any]])
            #expect(recommendations.count == 1 && recommendations[0]["confidence"] as? String == "medium")
            let bare = try await advisor.run(target + ["--sql", Self.query, "--format", "sql"])
            #expect(bare.output == Self.index, "\(bare.errors)")
            // Since the runs above nothing ran: what was counted before is the workload.
            let text = try await advisor.run(target)
            #expect(text.errors.contains("all that was counted since statistics were reset"), "\(text.errors)")
            #expect(text.output.contains("public.posts_lower"), "\(text.output) \(text.errors)")
            #expect(!text.output.contains("hide which statement"))
        }
    }

    /// Half of the schema is closed to it: tables, one that a foreign key refers to, a partition, the child of a table, what a
    /// view and a materialised view rest on, and a schema as a whole.
    private static let closed = """
        CREATE TABLE secrets (id int PRIMARY KEY, word text);
        ALTER TABLE posts ADD secret_id int REFERENCES secrets;
        CREATE VIEW words AS SELECT word FROM secrets JOIN authors USING (id);
        CREATE MATERIALIZED VIEW counts AS SELECT word, count(*) FROM words GROUP BY word;
        CREATE VIEW recent AS SELECT id, title FROM posts WHERE id > 50000;
        CREATE TABLE events (day date NOT NULL, kind int) PARTITION BY RANGE (day);
        CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
        CREATE TABLE base (id int);
        CREATE TABLE derived (extra text) INHERITS (base);
        CREATE SCHEMA vault;
        CREATE TYPE vault.mood AS ENUM ('good', 'bad');
        CREATE TABLE vault.coins (id serial PRIMARY KEY);
        CREATE TABLE vault."odd.|""Name$" (id int);
        CREATE FUNCTION vault.richest() RETURNS int LANGUAGE sql AS 'SELECT max(id) FROM vault.coins';
        ALTER TABLE authors ADD mood vault.mood;
        ANALYZE;
        """

    @Test func whoMayReadHalfOfTheSchema() async throws {
        let grants = "\(Self.closed) GRANT SELECT ON posts, authors, words, counts, recent, events, derived TO ROLE"
        try await asRole(["pg_monitor"], grants: grants) { advisor, role, database in
            let statements = [
                Self.query, "SELECT title FROM recent WHERE title = 'title 7'",
                "SELECT word FROM secrets WHERE word = 'x'",
                "SELECT * FROM words WHERE word = 'x'", "SELECT * FROM counts WHERE word = 'x'",
                "SELECT * FROM events WHERE kind = 5", "SELECT * FROM derived WHERE extra = 'x'",
                "SELECT id FROM vault.coins JOIN posts USING (id)",
            ]
            let arguments = ["advise", "--quiet", "--target", database.url(as: role), "--format"]
            let all = arguments + ["json"] + statements.flatMap { ["--sql", $0] }
            let advice = try json(try await advisor.run(all))
            let coverage = try #require(advice["coverage"] as? [String: Any])
            #expect(coverage["analysed"] as? Int == 8 && (coverage["skipped"] as? [Any])?.isEmpty == true)
            let uncertain = try #require(advice["uncertainties"] as? [String])
            let hidden = try #require(uncertain.first { $0.contains("tables are hidden") }, "\(uncertain)")
            #expect(hidden.hasSuffix("GRANT pg_read_all_data TO \(role);"))
            #expect(!uncertain.contains { $0.contains("is left out") }, "\(uncertain)")
            // Of what it may read the advice is as sure as ever; of the rest it says that it guesses.
            for recommendation in try #require(advice["recommendations"] as? [[String: Any]]) {
                let isOpen = recommendation["table"] as? String == "public.posts"
                #expect(recommendation["confidence"] as? String == (isOpen ? "medium" : "low"), "\(recommendation)")
            }
            let bare = try await advisor.run(arguments + ["sql", "--sql", Self.query])
            #expect(bare.output == Self.index, "\(bare.errors)")
        }
    }

    /// Its own statements are all that it sees of the workload.
    @Test func whoMayReadTheTablesAndNotMonitor() async throws {
        try await asRole([], grants: "GRANT SELECT ON posts, authors TO ROLE") { advisor, role, database in
            for _ in 0..<5 { try await database.execute(Self.query, as: role) }
            let advice = try json(
                try await advisor("advise", "--quiet", "--target", database.url(as: role), "--format", "json"))
            let coverage = try #require(advice["coverage"] as? [String: Any])
            #expect(coverage["analysed"] as? Int == 1)
            let notes = try #require(coverage["notes"] as? [String])
            let note = try #require(notes.first { $0.contains("hide which statement they are") }, "\(notes)")
            #expect(note.hasSuffix("GRANT pg_monitor TO \(role);"))
        }
    }

    @Test func whoMonitorsAndReadsAllLacksNothing() async throws {
        try await asRole(["pg_monitor", "pg_read_all_data"]) { advisor, role, database in
            let target = ["advise", "--quiet", "--target", database.url(as: role), "--sql", Self.query, "--format"]
            let advice = try json(try await advisor.run(target + ["json"]))
            #expect(advice["uncertainties"] as? [String] == [])
            #expect((advice["coverage"] as? [String: Any])?["notes"] as? [String] == [])
            let bare = try await advisor.run(target + ["sql"])
            #expect(bare.output == Self.index, "\(bare.errors)")
        }
    }
}
