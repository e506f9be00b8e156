import Cluster
import Model
import Postgres
import TestSupport
import Testing

@testable import Collect

/// What a good collector gets right, point by point.
@Suite(.enabled(if: (try? Installation.find())?.hasLibrary("pg_stat_statements") ?? false))
struct FifteenPointsTests {
    @Test func point1StatementsAreKeyedByRoleIdAndLevelAndTheIdIsText() {
        let key = SectionShape.statementEntries.keyColumns.map { SectionShape.statementEntries.columns[$0].name }
        #expect(key == ["user_oid", "query_id", "toplevel"])
        #expect(SectionShape.statementEntries.columns[1].type == .text)
    }

    @Test func point2And3EvictionsAndAllEntriesAreRead() async throws {
        try await withStatements { database in
            try await database.execute(
                (1...120).map { "SELECT \((1...$0).map(String.init).joined(separator: ", ")) AS column_\($0);" }
                    .joined())
            let snapshot = try await database.snapshot()
            #expect(snapshot[.statementsInfo][0, "evictions"].integer != nil)
            let counted = try await database.execute(
                """
                SELECT count(*) FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
                WHERE d.datname = current_database() AND query LIKE '%AS column_%'
                """)
            let texts = snapshot[.statementTexts].texts("text").filter { $0?.contains(" AS column_") == true }
            #expect(texts.count == Int(counted) && texts.count == 120, "no LIMIT, no filter")
        }
    }

    @Test func point4CountersAreReadWithoutTheFileOfTexts() {
        let sql = SectionQuery.statementEntries([], schema: "public").sql
        #expect(sql.contains("pg_stat_statements(false)") && !sql.contains("pg_stat_statements(true)"))
    }

    @Test func point5And11NothingIsChangedAndOwnStatementsAreLeftOut() async throws {
        try await withStatements { database in
            let role = try await database.role(memberOf: ["pg_monitor"])
            try await database.execute("CREATE TABLE seen (id int); SELECT id FROM seen;")
            let state =
                "SELECT stats_reset FROM pg_stat_statements_info; SELECT sum(n_tup_ins + n_tup_upd) FROM pg_stat_all_tables WHERE schemaname = 'public'"
            let before = try await database.execute(state)
            _ = try await database.snapshot(as: role)
            let second = try await database.snapshot(as: role)
            #expect(try await database.execute(state) == before)
            let texts = second[.statementTexts].texts("text")
            #expect(texts.contains { $0?.contains("FROM seen") == true })
            #expect(!texts.contains { $0?.contains("advisor") == true })
            #expect(OwnEntries.decode(second[.statementsInfo][0, "advisor_entries"].text).count > 20)
            let activity = second[.activity]
            #expect(
                !(0..<activity.count).contains {
                    activity[$0, "application"].text == "advisor" && activity[$0, "user"].text == role
                })
        }
    }

    @Test func point6LockedRelationsAreGoneAroundAndMarked() async throws {
        try await withStatements { database in
            try await database.execute(Everything.sql)
            let holder = try await Connection.connect(try ConnectionOptions(database.url))
            _ = try await holder.execute("BEGIN; LOCK TABLE shop.orders, shop.events_a IN ACCESS EXCLUSIVE MODE")
            let snapshot = try await database.snapshot()
            await holder.close()
            let locked = snapshot.unreadable.filter { $0.reason.hasPrefix("locked") }.compactMap(\.object)
            #expect(Set(locked).isSuperset(of: ["shop.orders", "shop.events_a", "shop.events", "shop.rich"]))
            let orders = snapshot[.relations].row("name", "orders")?["oid"]
            let sizes = snapshot[.relationSizes]
            let row = (0..<sizes.count).first { sizes[$0, "relation_oid"] == orders } ?? 0
            #expect(sizes[row, "locked"].boolean == true && sizes[row, "heap_bytes"].isNull)
            #expect(sizes[row, "row_estimate"].real == 2000, "what needs no lock is still read")
            #expect(snapshot[.indexDefinitions].row("name", "orders_open")?["definition"]?.isNull == true)
            #expect(snapshot[.indexDefinitions].row("name", "customers_pkey")?["definition"]?.isNull == false)
            let locks = snapshot[.locks]
            #expect(
                (0..<locks.count).contains {
                    locks[$0, "relation_oid"] == orders && locks[$0, "granted"].boolean == true
                })
        }
    }

    @Test func point7TheWholeCollectionIsBounded() async throws {
        try await withStatements { database in
            let snapshot = try await database.snapshot { $0.timeLimit = .milliseconds(60) }
            let late = snapshot.unreadable.filter {
                $0.reason.contains("time limit") || $0.reason.contains("longer than")
            }
            #expect(!late.isEmpty && late.allSatisfy { $0.remedy == "Allow more with --time-limit." })
            #expect(
                late.allSatisfy {
                    $0.section == "relation_sizes" || snapshot.sections[$0.section] == nil
                        || $0.section == "statement_texts" || $0.section == "activity" || $0.section == "blocking"
                        || $0.section == "index_sizes"
                })
        }
    }

    @Test func point8WhatStillRunsAndWhoBlocksWhomIsSampled() async throws {
        try await withStatements { database in
            try await database.execute("CREATE TABLE busy (id int); INSERT INTO busy VALUES (1);")
            let holder = try await Connection.connect(try ConnectionOptions(database.url))
            let waiter = try await Connection.connect(try ConnectionOptions(database.url))
            _ = try await holder.execute("BEGIN; UPDATE busy SET id = 2")
            let waiting = Task { try? await waiter.execute("UPDATE busy SET id = 424242 WHERE id = 1") }
            try await Task.sleep(for: .milliseconds(200))
            let snapshot = try await database.snapshot { $0.sampleSpacing = .milliseconds(50) }
            let pids = await (Int64(waiter.backendPID), Int64(holder.backendPID))
            await holder.close()
            _ = await waiting.value
            await waiter.close()
            let blocking = snapshot[.blocking]
            let pairs = (0..<blocking.count).filter {
                blocking[$0, "blocked_pid"].integer == pids.0 && blocking[$0, "blocking_pid"].integer == pids.1
            }
            #expect(pairs.compactMap { blocking[$0, "sample"].integer } == [1, 2, 3])
            let activity = snapshot[.activity]
            let row = (0..<activity.count).first { activity[$0, "pid"].integer == pids.0 } ?? 0
            #expect(activity[row, "wait_event_type"].text == "Lock")
            #expect(activity[row, "query"].text == "UPDATE busy SET id = 0 WHERE id = 0", "without literals")
        }
    }

    @Test func point9CountersComeFirstAndSizesLast() {
        let order = SectionQueryTests.queries(.stock(version: 180_000)).map(\.shape.name)
        func place(_ shape: SectionShape) -> Int { order.firstIndex(of: shape.name) ?? -1 }
        #expect(place(.statementEntries) < place(.relations) && place(.tableStatistics) < place(.settings))
        #expect(place(.relations) < place(.relationSizes) && place(.indexDefinitions) < place(.indexSizes))
    }

    @Test func point10TheExtensionMayLiveInAnySchema() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(
                #"CREATE SCHEMA "Ext ""ras"; CREATE EXTENSION pg_stat_statements SCHEMA "Ext ""ras"; SELECT 1 AS here;"#
            )
            let snapshot = try await database.snapshot()
            #expect(snapshot[.statementsInfo][0, "schema"].text == "Ext \"ras")
            #expect(snapshot[.statementTexts].texts("text").contains("SELECT $1 AS here"))
        }
    }

    @Test func point11PgMonitorIsEnoughAndTheRestIsListedWithItsGrant() async throws {
        try await withStatements { database in
            try await database.execute(Everything.sql)
            let monitor = try await database.role(memberOf: ["pg_monitor"])
            let some = try await database.snapshot(as: monitor)
            let missing = Set(some.unreadable.map(\.section))
            #expect(missing.isSubset(of: ["column_statistics", "sequences", "plans"]), "\(some.unreadable)")
            let statistics = some.unreadable.first { $0.section == "column_statistics" }
            #expect(statistics?.remedy == "GRANT pg_read_all_data TO \(monitor);")
            let reader = try await database.role(memberOf: ["pg_monitor", "pg_read_all_data"])
            let all = try await database.snapshot(as: reader)
            #expect(Set(all.unreadable.map(\.section)).isSubset(of: ["plans"]), "\(all.unreadable)")
            #expect(all[.columnStatistics].count == (try await database.snapshot())[.columnStatistics].count)
        }
    }

    @Test func point11WithoutAnyRightTheSnapshotIsStillMade() async throws {
        try await withStatements { database in
            try await database.execute(Everything.sql)
            let role = try await database.role()
            let snapshot = try await database.snapshot(as: role)
            #expect(snapshot[.relations].count > 8 && snapshot[.indexDefinitions].count > 10)
            for section in ["activity", "settings", "statement_entries"] {
                let item = snapshot.unreadable.first { $0.section == section }
                #expect(item?.remedy == "GRANT pg_monitor TO \(role);", "\(section)")
            }
            #expect(snapshot[.statementsInfo][0, "hidden_entries"].integer ?? 0 > 0)
        }
    }

    @Test func point11WithoutTheExtensionTheRemedyIsExact() async throws {
        try await TestServer.withDatabase { database in
            let snapshot = try await database.snapshot()
            let item = snapshot.unreadable.first { $0.section == "statement_entries" }
            #expect(item?.remedy == "Run in \(database.name): CREATE EXTENSION pg_stat_statements;")
            #expect(snapshot.sections["statement_entries"] == nil)
        }
        var server = ServerProfile.stock(version: 150_000)
        server.statementsLoaded = false
        #expect(Remedy(server: server).missingStatements?.remedy?.contains("shared_preload_libraries") == true)
    }

    @Test func point12And13UsageIsThisServersAndBuildsAreMarked() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Everything.sql)
            try await database.execute(
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'shop.orders_open'::regclass")
            let snapshot = try await database.snapshot()
            #expect(snapshot[.server][0, "in_recovery"].boolean == false)
            let open = snapshot[.indexDefinitions].row("name", "orders_open")
            #expect(open?["is_valid"]?.boolean == false && open?["is_being_built"]?.boolean == false)
        }
    }

    @Test func point14PlansAreEstimatesOnly() async throws {
        try await withStatements { database in
            try await database.execute("CREATE TABLE never (id int); SELECT id FROM never WHERE id = 3;")
            let snapshot = try await database.snapshot()
            let plans = snapshot[.plans].texts("plan").compactMap { $0 }
            #expect(!plans.isEmpty && plans.allSatisfy { !$0.contains("Actual") })
        }
    }

    @Test func point15TemporaryTablesOfOthersAreLeftOut() async throws {
        try await TestServer.withDatabase { database in
            let other = try await Connection.connect(try ConnectionOptions(database.url))
            _ = try await other.execute("CREATE TEMP TABLE passing (id int PRIMARY KEY)")
            let snapshot = try await database.snapshot()
            await other.close()
            #expect(snapshot[.relations].count == 0 && snapshot[.indexDefinitions].count == 0)
        }
    }

    private func withStatements(_ body: (TestDatabase) async throws -> Void) async throws {
        try await TestServer.withDatabase { database in
            try await database.execute("CREATE EXTENSION pg_stat_statements")
            try await body(database)
        }
    }
}
