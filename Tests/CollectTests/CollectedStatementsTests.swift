import Cluster
import Model
import Postgres
import TestSupport
import Testing

@testable import Collect

/// What a snapshot says of statements: entries, texts, plans. Needs pg_stat_statements, so it is left out where the
/// installation has no contrib.
@Suite(.enabled(if: (try? Installation.find())?.hasLibrary("pg_stat_statements") ?? false))
struct CollectedStatementsTests {
    static let setUp = """
        CREATE EXTENSION pg_stat_statements;
        CREATE TABLE items (id int PRIMARY KEY, note text, owner int);
        INSERT INTO items SELECT i, 'note ' || i, i % 7 FROM generate_series(1, 500) i;
        ANALYZE items;
        """

    private func text(_ snapshot: Snapshot, containing part: String) -> (hash: String, text: String)? {
        let texts = snapshot[.statementTexts]
        let row = texts.texts("text").firstIndex { $0?.contains(part) == true }
        return row.flatMap { row in
            texts.texts("text_hash")[row].flatMap { hash in texts.texts("text")[row].map { (hash, $0) } }
        }
    }

    private func plan(_ snapshot: Snapshot, of hash: String?) -> (plan: String?, method: String?, error: String?)? {
        let plans = snapshot[.plans]
        return plans.texts("text_hash").firstIndex { $0 != nil && $0 == hash }.map { row in
            (plans[row, "plan"].text, plans[row, "method"].text, plans[row, "error"].text)
        }
    }

    @Test func entriesTextsAndPlans() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.setUp)
            for id in 1...3 { try await database.execute("SELECT note FROM items WHERE id = \(id)") }
            try await database.execute("UPDATE items SET note = 'changed' WHERE id = 5; VACUUM items;")
            let snapshot = try await database.snapshot()
            let select = text(snapshot, containing: "SELECT note FROM items")
            #expect(select?.text == "SELECT note FROM items WHERE id = $1")
            #expect(select.map { TextHash.of($0.text) == $0.hash } == true)
            let entry = snapshot[.statementEntries].row("text_hash", select?.hash ?? "")
            #expect(entry?["calls"]?.integer == 3 && entry?["rows"]?.integer == 3)
            #expect(entry?["toplevel"]?.boolean == true && entry?["total_exec_time"]?.real ?? 0 > 0)
            #expect(plan(snapshot, of: select?.hash)?.plan?.contains("\"Index Name\": \"items_pkey\"") == true)
            let update = text(snapshot, containing: "UPDATE items")
            #expect(
                plan(snapshot, of: update?.hash)?.plan?.contains("ModifyTable") == true, "writes are planned, not run")
            #expect(try await database.execute("SELECT note FROM items WHERE id = 5") == "changed")
            let vacuum = text(snapshot, containing: "VACUUM items")
            #expect(vacuum != nil && plan(snapshot, of: vacuum?.hash) == nil, "utilities are not planned")
            let info = snapshot[.statementsInfo]
            #expect(info.count == 1 && info[0, "maximum"].integer == 5000 && info[0, "schema"].text == "public")
            #expect(info[0, "evictions"].integer != nil && info[0, "stats_reset"].real != nil)
        }
    }

    @Test(arguments: [ServerProfile.stock(version: 150_000), .stock(version: 160_000)])
    func theMethodOfAPlan(server: ServerProfile) {
        var server = server
        func method(_ parameters: Int, quietly: Bool = false) -> PlanMethod {
            PlanMethod.method(parameters: parameters, on: server, quietly: quietly)
        }
        let generic = server.version >= 160_000 ? PlanMethod.genericPlan : .prepared
        #expect(method(1) == .prepared && method(0) == .prepared, "EXPLAIN of each text would push entries out")
        #expect(method(1, quietly: true) == generic && method(0, quietly: true) == .plain)
        server.isSuperuser = true
        #expect(method(1) == generic && method(0) == .plain)
        server.isSuperuser = false
        server.tracksUtility = false
        #expect(method(0) == .plain)
    }

    @Test func failuresOfPlansAreKeptWithTheirReason() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.setUp)
            try await database.execute("CREATE TABLE gone (id int); SELECT id FROM gone WHERE id = 1;")
            try await database.execute("DROP TABLE gone; SELECT note FROM items WHERE id = 77;")
            let snapshot = try await database.snapshot()
            let gone = plan(snapshot, of: text(snapshot, containing: "FROM gone WHERE")?.hash)
            #expect(gone?.plan == nil && gone?.error == "42P01: relation \"gone\" does not exist")
            #expect(
                plan(snapshot, of: text(snapshot, containing: "note FROM items")?.hash)?.plan != nil, "the others go on"
            )
        }
    }

    @Test func literalsThatLostTheirTypesArePlannedAsNumbers() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.setUp)
            try await database.execute(
                """
                WITH RECURSIVE steps AS (
                    SELECT id, 0 AS depth FROM items WHERE id = 1 UNION ALL
                    SELECT items.id, depth + 1 FROM items JOIN steps ON items.id = steps.id + 1
                ) SELECT * FROM steps;
                """)
            let snapshot = try await database.snapshot()
            let found = plan(snapshot, of: text(snapshot, containing: "RECURSIVE steps")?.hash)
            #expect(found?.plan?.contains("Recursive Union") == true && found?.error == nil)
        }
    }

    @Test func limitsOfPlansAreSaid() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.setUp)
            try await database.execute("SELECT note FROM items WHERE id = 1; SELECT id FROM items WHERE note = 'x';")
            let one = try await database.snapshot { $0.planLimit = 1 }
            #expect(one[.plans].count == 1)
            #expect(one.unreadable.contains { $0.section == "plans" && $0.remedy == "Allow more with --plans." })
            let none = try await database.snapshot { $0.planLimit = 0 }
            #expect(none.sections["plans"] == nil)
            let noTime = try await database.snapshot { $0.planTimeLimit = .zero }
            #expect(
                noTime.unreadable.contains { $0.section == "plans" && $0.reason.contains("did not fit into 0 s") },
                "\(noTime.unreadable) \(noTime[.statementsInfo][0, "evictions"])")
        }
    }

    @Test func statementsArePlannedAsTheRoleThatRunsThem() async throws {
        try await TestServer.withDatabase { database in
            let role = try await database.role()
            try await database.execute(
                """
                CREATE EXTENSION pg_stat_statements;
                CREATE SCHEMA app;
                CREATE TABLE app.secrets (id int PRIMARY KEY, tenant text);
                ALTER TABLE app.secrets ENABLE ROW LEVEL SECURITY;
                CREATE POLICY own ON app.secrets USING (tenant = current_user);
                GRANT USAGE ON SCHEMA app TO \(role);
                GRANT SELECT ON app.secrets TO \(role);
                ALTER ROLE \(role) SET search_path = app;
                ALTER ROLE \(role) SET enable_indexscan = off;
                ALTER ROLE \(role) SET enable_bitmapscan = off;
                """)
            try await database.execute("SELECT id FROM secrets WHERE id = 1", as: role)
            let snapshot = try await database.snapshot()
            let found = plan(snapshot, of: text(snapshot, containing: "FROM secrets")?.hash)
            #expect(found?.error == nil, "the role's search_path finds the table")
            #expect(found?.plan?.contains("tenant") == true, "row-level security is in the plan")
            #expect(found?.plan?.contains("Seq Scan") == true, "the role's planner settings hold")
        }
    }

    @Test func aTableOutsideEverySearchPathIsFoundWhereItIsTheOnlyOne() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.setUp)
            try await database.execute("CREATE SCHEMA hidden; CREATE TABLE hidden.chest (id int, items int);")
            try await database.execute("SET search_path = hidden, public; SELECT id FROM chest JOIN items USING (id);")
            let snapshot = try await database.snapshot()
            #expect(plan(snapshot, of: text(snapshot, containing: "FROM chest")?.hash)?.plan != nil)
        }
    }

    @Test func knownTextsAreNotReadAgain() async throws {
        try await TestServer.withDatabase { database in
            let role = try await database.role(memberOf: ["pg_monitor"])
            try await database.execute(Self.setUp)
            try await database.execute("SELECT note FROM items WHERE id = 1")
            let first = try await database.snapshot(as: role)
            #expect(first[.statementTexts].count > 0)
            let texts = Dictionary(
                uniqueKeysWithValues: zip(
                    first[.statementTexts].texts("text_hash"), first[.statementTexts].texts("text")
                )
                .compactMap { hash, text in hash.flatMap { hash in text.map { (hash, $0) } } })
            try await database.execute("SELECT owner FROM items WHERE id = 1")
            // The second collection meets statements of its own that the first has not finished when it read the texts.
            let second = try await database.snapshot(as: role) { $0.knownTexts = KnownTexts(first) { texts[$0] } }
            let third = try await database.snapshot(as: role) { options in
                options.knownTexts = KnownTexts(second) { hash in texts[hash] ?? second.text(of: hash) }
            }
            #expect(second[.statementTexts].texts("text") == ["SELECT owner FROM items WHERE id = $1"])
            #expect(third[.statementTexts].count == 0)
            let entries = third[.statementEntries]
            #expect(entries.texts("text_hash").allSatisfy { $0 != nil }, "hashes come from the known texts")
            #expect(third[.plans].count == second[.plans].count)
            let without = try await database.snapshot(as: role) { $0.knownTexts = KnownTexts(second) }
            #expect(
                without[.statementTexts].count >= 2,
                "without the texts at hand, those to be planned are read again: \(without.unreadable) \(without[.statementsInfo][0, "evictions"])"
            )
        }
    }

    @Test func aMegabyte() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.setUp)
            let long = (1...70_000).map { "id <> \($0)" }.joined(separator: "/**/ AND ")
            try await database.execute("SET max_stack_depth = '7MB'; SELECT 1 FROM items WHERE \(long)")
            let snapshot = try await database.snapshot()
            #expect(text(snapshot, containing: "SELECT $1 FROM items")?.text.utf8.count ?? 0 > 1_000_000)
        }
    }

    /// pg_stat_statements keeps the texts of all databases together, and gives none where one of them is not of the encoding of
    /// the database that asks. A server of its own: it gives other tests none either.
    @Test func invalidUTF8() async throws {
        var configuration = ServerConfiguration()
        configuration.settings["shared_preload_libraries"] = "pg_stat_statements"
        try await withPrivateServer(configuration) { server in
            try await server.psql(Self.setUp)
            try await server.psql("SELECT note FROM items WHERE id = 1")
            try await server.psql(
                "CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'")
            try await server.psql(
                "CREATE EXTENSION pg_stat_statements; SET client_encoding = 'SQL_ASCII'; DO $$ BEGIN EXECUTE convert_from('\\x53454c4543542031206173202278ff22'::bytea, 'SQL_ASCII'); END $$; SET pg_stat_statements.track = 'all'; DO $$ BEGIN EXECUTE convert_from('\\x53454c4543542031206173202278ff22'::bytea, 'SQL_ASCII'); END $$;",
                database: "ascii")
            let odd = try await Collector().collect(try ConnectionOptions(server.url(database: "ascii")))
            #expect(text(odd, containing: "x\u{FFFD}") != nil)
            let blind = try await Collector().collect(try ConnectionOptions(server.url()))
            #expect(blind[.statementTexts].count == 0)
            let reason = try #require(blind.unreadable.first { $0.section == "statement_texts" })
            #expect(reason.reason.contains("a statement of another database holds bytes that are not UTF8"))
            let remedy = try #require(reason.remedy?.split(separator: ": ").last)
            try await server.psql(String(remedy))
            try await server.psql("SELECT note FROM items WHERE id = 1")
            let seeing = try await Collector().collect(try ConnectionOptions(server.url()))
            #expect(text(seeing, containing: "note FROM items") != nil)
        }
    }
}

extension Snapshot {
    fileprivate func text(of hash: String) -> String? {
        let row = self[.statementTexts].texts("text_hash").firstIndex { $0 == hash }
        return row.flatMap { self[.statementTexts].texts("text")[$0] }
    }
}
