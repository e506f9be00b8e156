import Model
import Postgres
import TestSupport
import Testing

@testable import Collect

/// The content of each section, on whatever version the tests run; nothing here needs pg_stat_statements.
@Suite struct SectionsVersionTests {
    @Test func theStockProfileIsTheServers() async throws {
        try await TestServer.withDatabase { database in
            let connection = try await Connection.connect(try ConnectionOptions(database.url))
            let session = await Session(connection, CollectOptions())
            let server = try await ServerProfile.probe(session)
            await connection.close()
            let own = server.features.filter { !$0.isOfStatements }
            #expect(own == ServerProfile.stock(version: server.version).features.filter { !$0.isOfStatements })
        }
    }

    @Test func everySectionOfEverything() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Everything.sql)
            let snapshot = try await database.snapshot { $0.twin = true }
            let statements: Set = ["statement_entries", "statements_info", "statement_texts", "plans"]
            let expected = Set(SectionShape.all.map(\.name)).subtracting(statements).subtracting(
                snapshot.serverVersion < 160_000 ? ["io"] : [])
            #expect(expected.subtracting(snapshot.sections.keys) == [])
            let unreadable = snapshot.unreadable.filter { !statements.contains($0.section) }
            #expect(
                unreadable.map(\.reason) == [
                    "5 indexes may run code that is not PostgreSQL's own: nothing was looked up in them"
                ], "customers_low calls shop.low(), and planning looks at all indexes of a table")
            checkServer(snapshot, database)
            checkRelations(snapshot)
            checkColumns(snapshot)
            checkIndexes(snapshot)
            checkObjects(snapshot)
            checkSizesAndStatistics(snapshot)
        }
    }

    private func checkServer(_ snapshot: Snapshot, _ database: TestDatabase) {
        let server = snapshot[.server]
        #expect(server.count == 1)
        #expect(server[0, "version_number"].integer == Int64(snapshot.serverVersion))
        #expect(server[0, "role"].text == "postgres" && server[0, "is_superuser"].boolean == true)
        #expect(server[0, "in_recovery"].boolean == false && server[0, "platform"].text == "self-managed")
        #expect((server[0, "next_xid"].integer ?? 0) > 3 && (server[0, "wal_position"].integer ?? 0) > 0)
        #expect(snapshot.target.systemIdentifier?.isEmpty == false)
        #expect(snapshot.target.database == database.name)
        #expect(snapshot.collectedAt == server[0, "clock"].real && snapshot.duration > 0)
        let settings = snapshot[.settings]
        #expect(settings.row("name", "shared_buffers")?["number"]?.real.map { $0 > 8192 * 16 } == true)
        #expect(settings.row("name", "checkpoint_timeout")?["number"]?.real == 300_000)
        #expect(settings.row("name", "enable_seqscan")?["number"]?.real == 1)
        #expect(
            settings.row("name", "search_path")?["setting"]?.text == "\"$user\", public",
            "the session's own is not told")
        #expect(settings.row("name", "default_transaction_read_only")?["setting"]?.text == "off")
        #expect(snapshot[.database].row("name", database.name)?["connections"]?.integer != nil)
        #expect(snapshot[.databases].row("name", "template0")?["allows_connections"]?.boolean == false)
        #expect(snapshot[.roles].row("name", "postgres")?["superuser"]?.boolean == true)
        #expect(snapshot[.extensions].row("name", "plpgsql")?["schema"]?.text == "pg_catalog")
        for shape in [SectionShape.checkpointer, .archiver, .database] { #expect(snapshot[shape].count == 1) }
    }

    private func checkRelations(_ snapshot: Snapshot) {
        let relations = snapshot[.relations]
        #expect(snapshot[.schemas].texts("name").compactMap { $0 }.sorted() == ["Odd Schema 🐘", "public", "shop"])
        let customers = relations.row("name", "customers")
        #expect(customers?["kind"]?.text == "table" && customers?["persistence"]?.text == "permanent")
        #expect(customers?["options"]?.text?.contains("\"fillfactor\": \"80\"") == true)
        #expect(customers?["toast_options"]?.text?.contains("autovacuum_enabled") == true)
        #expect(customers?["column_count"]?.integer == 7, "dropped columns do not count")
        let events = relations.row("name", "events")
        #expect(events?["partition_strategy"]?.text == "range" && events?["partition_key"]?.text == "RANGE (at)")
        let part = relations.row("name", "events_a")
        #expect(part?["is_partition"]?.boolean == true && part?["parent_oid"] == events?["oid"])
        #expect(part?["partition_bound"]?.text?.hasPrefix("FOR VALUES FROM") == true)
        #expect(relations.row("name", "orders")?["row_security"]?.boolean == true)
        #expect(relations.row("name", "daily")?["kind"]?.text == "matview")
        #expect(relations.row("name", "Wide \"Table\"")?["schema"]?.text == "Odd Schema 🐘")
        let views = snapshot[.views]
        #expect(views.row("oid", "") == nil && views.count == 3)
        #expect(
            views.texts("definition").allSatisfy { $0?.contains("SELECT") == true },
            "a view that errors when run is described")
        #expect(snapshot[.viewDependencies].count == 4)
    }

    private func checkColumns(_ snapshot: Snapshot) {
        let columns = snapshot[.columns]
        let mail = columns.row("name", "mail")
        #expect(mail?["type"]?.text == "shop.vip" && mail?["type_name"]?.text == "varchar", "domains are resolved")
        #expect(mail?["type_category"]?.text == "S" && mail?["not_null"]?.boolean == true)
        #expect(columns.row("name", "low")?["generated"]?.text == "stored")
        let names = (0..<columns.count).filter { columns[$0, "name"].text == "name" }
        #expect(
            names.contains {
                columns[$0, "collation"].text == "C" && columns[$0, "default_expression"].text == "'nobody'::text"
            })
        #expect((0..<columns.count).contains { columns[$0, "identity"].text == "always" })
        #expect(columns.row("name", "ключ")?["storage"]?.text == "extended")
        #expect(!columns.texts("name").contains { $0?.contains("pg.dropped") == true })
    }

    private func checkIndexes(_ snapshot: Snapshot) {
        let indexes = snapshot[.indexDefinitions]
        let keys = snapshot[.indexKeys]
        func key(_ index: String, _ position: Int64) -> [String: Value]? {
            guard let oid = indexes.row("name", index)?["oid"] else { return nil }
            let row = (0..<keys.count).first {
                keys[$0, "index_oid"] == oid && keys[$0, "position"].integer == position
            }
            return row.map { row in
                Dictionary(uniqueKeysWithValues: keys.shape.columns.map { ($0.name, keys[row, $0.name]) })
            }
        }
        let open = indexes.row("name", "orders_open")
        #expect(open?["method"]?.text == "btree" && open?["key_count"]?.integer == 1)
        #expect(open?["predicate"]?.text == "(state = 'open'::shop.state)")
        #expect(key("orders_open", 1)?["descending"]?.boolean == true)
        #expect(key("orders_open", 1)?["nulls_first"]?.boolean == false)
        #expect(
            key("orders_open", 2)?["included"]?.boolean == true && key("orders_open", 2)?["column"]?.text == "total")
        #expect(
            key("customers_low", 1)?["expression"]?.text == "shop.low(name)"
                && key("customers_low", 1)?["column"] == .null)
        #expect(key("customers_low", 1)?["collation"]?.text == "\"C\"")
        #expect(key("customers_pattern", 1)?["operator_class"]?.text == "text_pattern_ops")
        #expect(key("customers_pattern", 1)?["operator_class_default"]?.boolean == false)
        #expect(indexes.row("name", "customers_tags")?["method"]?.text == "gin")
        #expect(indexes.row("name", "events_at")?["is_partitioned"]?.boolean == true)
        #expect(indexes.row("name", "events_a_at_idx")?["parent_oid"] == indexes.row("name", "events_at")?["oid"])
        #expect(indexes.row("name", "events_at")?["options"]?.text == "{\"pages_per_range\": \"16\"}")
        let odd = indexes.row("name", "Odd \"Index\" 🐘")
        #expect(odd?["definition"]?.text?.contains("\"Odd \"\"Index\"\" 🐘\"") == true)
        let primary = indexes.row("name", "customers_pkey")
        #expect(primary?["is_primary"]?.boolean == true && primary?["constraint_oid"]?.integer != nil)
    }

    private func checkObjects(_ snapshot: Snapshot) {
        let constraints = snapshot[.constraints]
        let foreign = constraints.row("name", "orders_customer_fkey")
        #expect(foreign?["kind"]?.text == "foreign" && foreign?["columns"]?.text == "[\"customer\"]")
        #expect(foreign?["referenced_columns"]?.text == "[\"id\"]" && foreign?["on_delete"]?.text == "cascade")
        #expect(foreign?["index_oid"]?.isNull == true)
        #expect(constraints.row("name", "later")?["validated"]?.boolean == false)
        #expect(constraints.row("name", "email_check")?["relation_oid"]?.integer == 0)
        #expect(constraints.row("name", "customers_pkey")?["index_oid"]?.integer != nil)
        let sequence = snapshot[.sequences].row("name", "orders_id_seq")
        #expect(sequence?["last_value"]?.integer == 2000 && sequence?["owner_column"]?.text == "id")
        #expect(sequence?["maximum"]?.integer == 2_147_483_647)
        let policy = snapshot[.policies].row("name", "own")
        #expect(policy?["command"]?.text == "select" && policy?["roles"]?.text == "[\"public\"]")
        let trigger = snapshot[.triggers].row("name", "touch")
        #expect(trigger?["timing"]?.text == "before" && trigger?["level"]?.text == "row")
        #expect(trigger?["events"]?.text == "[\"insert\",\"update\"]")
        let low = snapshot[.functions].row("name", "low")
        #expect(low?["used_by_index"]?.boolean == true && low?["volatility"]?.text == "immutable")
        #expect(!SectionShape.functions.columns.contains { $0.privacy == .literals }, "no body of a function is stored")
        let statistics = snapshot[.extendedStatistics].row("name", "cor")
        #expect(statistics?["kinds"]?.text == "[\"ndistinct\", \"dependencies\", \"mcv\"]")
        #expect(statistics?["columns"]?.text == "[\"customer\", \"state\"]")
        let types = snapshot[.types]
        #expect(types.row("name", "state")?["labels"]?.text == "[\"open\", \"paid\", \"o'dd\"]")
        #expect(types.row("name", "vip")?["base_type"]?.text == "shop.email")
        #expect(types.row("name", "pair")?["kind"]?.text == "composite")
        #expect(types.row("name", "span")?["base_type"]?.text == "double precision")
    }

    private func checkSizesAndStatistics(_ snapshot: Snapshot) {
        let orders = snapshot[.relations].row("name", "orders")?["oid"]
        let sizes = snapshot[.relationSizes]
        let row = (0..<sizes.count).first { sizes[$0, "relation_oid"] == orders } ?? 0
        #expect(sizes[row, "row_estimate"].real == 2000 && sizes[row, "locked"].boolean == false)
        let parts = ["heap_bytes", "toast_bytes", "index_bytes"].compactMap { sizes[row, $0].integer }
        #expect(parts.count == 3 && parts[0] > 0 && parts[2] > 0)
        #expect((sizes[row, "total_bytes"].integer ?? 0) >= parts.reduce(0, +))
        #expect(snapshot[.indexSizes].count == snapshot[.indexDefinitions].count)
        let usage = snapshot[.tableStatistics]
        let used = (0..<usage.count).first { usage[$0, "relation_oid"] == orders } ?? 0
        #expect(usage[used, "rows_inserted"].integer != nil && usage[used, "heap_blocks_hit"].integer != nil)
        let statistics = snapshot[.columnStatistics]
        let state = (0..<statistics.count).first {
            statistics[$0, "relation_oid"] == orders && statistics[$0, "column"].text == "state"
        }
        #expect(state.map { statistics[$0, "common_values"].text } == "{paid,open}")
        #expect(state.map { statistics[$0, "common_frequencies"].text } == "[0.9,0.1]")
        #expect((0..<statistics.count).contains { statistics[$0, "inherited"].boolean == true })
        #expect((0..<statistics.count).contains { statistics[$0, "common_elements"].text?.contains("x") == true })
    }

    @Test func pgStatsTellsTheSameAsItsCatalog() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Everything.sql)
            let connection = try await Connection.connect(try ConnectionOptions(database.url))
            var sections: [Section] = []
            for query in [SectionQuery.columnStatistics(fromCatalog: true), .columnStatistics(fromCatalog: false)] {
                var builder = SectionBuilder(query.shape)
                builder.append(try await connection.query(query.sql, allRelations))
                sections.append(builder.section)
            }
            await connection.close()
            let rows = sections.map { section in
                Set((0..<section.count).map { row in section.columns.map { $0[row] } })
            }
            #expect(rows[0] == rows[1] && rows[0].count > 15)
        }
    }

    @Test func anEmptyDatabase() async throws {
        try await TestServer.withDatabase { database in
            let snapshot = try await database.snapshot()
            #expect(snapshot[.relations].count == 0 && snapshot[.settings].count > 300)
            #expect(snapshot.sections["relations"] != nil, "nothing there is not the same as nothing read")
        }
    }
}
