import Model
import Testing

@testable import Rules

/// What becomes of the sections of a window.
@Suite struct EvidenceTests {
    private func first(_ sql: String, _ builder: WindowBuilder) throws -> [Value] {
        try query(builder.window(), sql: sql).values.first ?? []
    }

    private var partitioned: WindowBuilder {
        var builder = WindowBuilder()
        builder.sections[.relations] = [
            [
                "oid": 1, "schema": "public", "name": "events", "kind": "partitioned",
                "partition_key": "RANGE (created_at, lower(kind))",
            ],
            ["oid": 2, "schema": "public", "name": "events_1", "kind": "table", "parent_oid": 1],
            ["oid": 3, "schema": "public", "name": "events_2", "kind": "table", "parent_oid": 1],
        ]
        builder.sections[.relationSizes] = [
            ["relation_oid": 2, "heap_bytes": 100, "row_estimate": 7.0],
            ["relation_oid": 3, "heap_bytes": 50, "row_estimate": -1.0],
        ]
        builder.sections[.tableStatistics] = [["relation_oid": 3, "live_rows": 5]]
        return builder
    }

    @Test func partitionsAreSummed() throws {
        let row = try first(
            "SELECT object, rows, heap_bytes, partition_count, partition_columns FROM tables WHERE oid = 1", partitioned
        )
        #expect(row == ["public.events", 12.0, 150, 2, "[\"created_at\"]"])
    }

    @Test func aTableThatWasNeverCountedHasNoRows() throws {
        var builder = partitioned
        builder.sections[.tableStatistics] = []
        #expect(try first("SELECT rows FROM tables WHERE oid = 3", builder) == [.null])
    }

    /// After pg_stat_reset the statistics know of 150 rows of 300,000.
    @Test(arguments: [
        (nil, 300_000.0), ("last_analyze", 150.0), ("last_autoanalyze", 150), ("last_vacuum", 150),
        ("last_autovacuum", 150),
    ])
    func liveRowsCountOnceSomebodyHasCountedThem(visit: String?, rows: Double) throws {
        var builder = partitioned
        builder.sections[.relationSizes] = [
            ["relation_oid": 3, "heap_bytes": 24_576_000, "pages": 2_000, "row_estimate": 200_000.0]
        ]
        builder.sections[.tableStatistics] = [["relation_oid": 3, "live_rows": 150]]
        if let visit { builder.sections[.tableStatistics]?[0][visit] = 5.0 }
        #expect(try first("SELECT rows FROM tables WHERE oid = 3", builder) == [.real(rows)])
        #expect(try first("SELECT live_rows FROM tables WHERE oid = 3", builder) == [visit == nil ? .null : 150])
    }

    @Test func storageParametersComeBeforeSettings() throws {
        var builder = WindowBuilder()
        builder.sections[.settings] = [
            ["name": "autovacuum", "number": 1.0], ["name": "track_counts", "number": 1.0],
            ["name": "autovacuum_vacuum_threshold", "number": 50.0],
            ["name": "autovacuum_vacuum_scale_factor", "number": 0.2],
            ["name": "autovacuum_freeze_max_age", "number": 200_000_000.0],
        ]
        builder.sections[.relations] = [
            ["oid": 1, "schema": "public", "name": "a", "kind": "table"],
            [
                "oid": 2, "schema": "public", "name": "b", "kind": "table",
                "options":
                    "{\"autovacuum_vacuum_scale_factor\":\"0.01\",\"autovacuum_enabled\":\"off\",\"autovacuum_freeze_max_age\":\"300000000\"}",
            ],
        ]
        builder.sections[.relationSizes] = [
            ["relation_oid": 1, "row_estimate": 1_000.0], ["relation_oid": 2, "row_estimate": 1_000.0],
        ]
        let sql = "SELECT vacuum_trigger, autovacuum_enabled, freeze_max_age FROM tables WHERE oid = "
        #expect(try first(sql + "1", builder) == [250.0, 1, 200_000_000])
        #expect(try first(sql + "2", builder) == [60.0, 0, 200_000_000])
    }

    private var indexed: WindowBuilder {
        var builder = WindowBuilder()
        builder.sections[.relations] = [["oid": 1, "schema": "public", "name": "Orders", "kind": "table"]]
        builder.sections[.columns] = [
            ["relation_oid": 1, "number": 1, "name": "customer_id", "type": "bigint"],
            ["relation_oid": 1, "number": 2, "name": "note", "type": "text"],
        ]
        builder.sections[.indexDefinitions] = [
            [
                "oid": 10, "relation_oid": 1, "schema": "public", "name": "orders_idx", "method": "btree",
                "definition": "CREATE INDEX orders_idx ON public.\"Orders\" USING btree (customer_id)",
                "is_valid": true,
                "is_unique": false, "key_count": 1,
            ]
        ]
        builder.sections[.indexKeys] = [
            ["index_oid": 10, "position": 1, "column": "customer_id", "operator_class": "int8_ops", "included": false]
        ]
        builder.sections[.indexSizes] = [["index_oid": 10, "size_bytes": 9_000_000, "entries": 100_000.0]]
        builder.sections[.indexStatistics] = [["index_oid": 10, "scans": 3]]
        builder.sections[.columnStatistics] = [
            [
                "relation_oid": 1, "column": "customer_id", "inherited": false, "null_fraction": 0.0,
                "average_width": 8, "distinct": 100.0,
            ]
        ]
        builder.sections[.roles] = [["oid": 5, "name": "app"], ["oid": 6, "name": "report"]]
        builder.sections[.statementTexts] = [
            ["text_hash": "h1", "text": "SELECT * FROM \"Orders\" WHERE customer_id IN ($1, $2)"],
            ["text_hash": "h2", "text": "SELECT * FROM \"Orders\" WHERE customer_id IN ($1, $2, $3)"],
            ["text_hash": "h3", "text": "SELEC broken"],
            ["text_hash": "h4", "text": "/* advisor */ SELECT 1"],
        ]
        builder.sections[.statementEntries] = [
            [
                "user_oid": 5, "query_id": "1", "toplevel": true, "text_hash": "h1", "calls": 10,
                "total_exec_time": 30.0, "rows": 5,
            ],
            [
                "user_oid": 6, "query_id": "2", "toplevel": true, "text_hash": "h2", "calls": 20,
                "total_exec_time": 40.0, "rows": 5,
            ],
            [
                "user_oid": 5, "query_id": "3", "toplevel": true, "text_hash": "h3", "calls": 1,
                "total_exec_time": 30.0, "rows": 0,
            ],
            [
                "user_oid": 5, "query_id": "4", "toplevel": true, "text_hash": "h4", "calls": 1, "total_exec_time": 0.0,
                "rows": 0,
            ],
        ]
        return builder
    }

    @Test func indexesAreDescribed() throws {
        let row = try first(
            "SELECT table_object, first_column, columns, scans, concurrent_definition FROM indexes", indexed)
        #expect(
            row == [
                "public.\"Orders\"", "customer_id", "customer_id", 3,
                "CREATE INDEX CONCURRENTLY orders_idx ON public.\"Orders\" USING btree (customer_id)",
            ])
    }

    /// 100,000 entries of 100 distinct int8 keys take 688 to 704 kB in a fresh deduplicated btree of PostgreSQL 15.
    @Test func aFreshBtreeIsEstimated() throws {
        let bytes = try #require(try first("SELECT ideal_bytes FROM indexes", indexed).first?.real)
        #expect((600_000...800_000).contains(bytes), "\(bytes)")
    }

    @Test func spellingsAndUsersAreOneStatement() throws {
        let row = try first(
            "SELECT calls, total_exec_time, users, entries, share, ms_per_day FROM statements WHERE kind = 'select'",
            indexed)
        #expect(row == [30, 70.0, "app, report", 2, 0.7, 10.0])
    }

    @Test func commandsHaveNoPlanToMiss() throws {
        var builder = indexed
        builder.sections[.statementTexts] = [
            ["text_hash": "h1", "text": "BEGIN"], ["text_hash": "h2", "text": "SELECT 1"],
        ]
        let coverage = try analyse(window: builder.window(), rules: RuleSet([])).coverage
        #expect((coverage.statementsTotal, coverage.statementsWithoutPlan) == (2, 1))
    }

    @Test func whatDoesNotParseIsKept() throws {
        let row = try first("SELECT calls FROM statements WHERE kind = 'unparsed' AND parse_error IS NOT NULL", indexed)
        #expect(row == [1])
        let coverage = try analyse(window: indexed.window(), rules: RuleSet([])).coverage
        #expect(coverage.statementsTotal - coverage.statementsParsed == 1)
        #expect(coverage.skipped.contains { $0.reason.hasPrefix("not parsed") })
    }

    @Test func advisorsOwnStatementsAreLeftOut() throws {
        #expect(try first("SELECT count(*) FROM statements WHERE text LIKE '%advisor%'", indexed) == [0])
    }

    @Test func predicatesKnowTypesStatisticsAndIndexes() throws {
        let row = try first(
            "SELECT \"column\", column_type, distinct_values, indexed_first, indexed FROM predicates", indexed)
        #expect(row == ["customer_id", "bigint", 100.0, 1, 1])
    }

    @Test func theWeekBeforeIsCompared() throws {
        var builder = indexed
        builder.previous = [
            ["user_oid": 5, "query_id": "1", "toplevel": true, "text_hash": "h1", "calls": 7, "total_exec_time": 14.0]
        ]
        let row = try first(
            "SELECT previous_mean_exec_time, previous_calls_per_day FROM statements WHERE kind = 'select'", builder)
        #expect(row == [2.0, 1.0])
    }

    @Test func plansAreLaidOutNodeByNode() throws {
        var builder = indexed
        let plan = """
            [{"Plan": {"Node Type": "Limit", "Startup Cost": 0, "Total Cost": 10, "Plan Rows": 1, "Plan Width": 8, "Plans": [
            {"Node Type": "Index Scan", "Parent Relationship": "Outer", "Schema": "public", "Relation Name": "Orders",
            "Alias": "Orders", "Index Name": "orders_idx", "Startup Cost": 0, "Total Cost": 10, "Plan Rows": 1,
            "Plan Width": 8, "Index Cond": "(customer_id = $1)"}]}}]
            """
        builder.sections[.plans] = [
            ["text_hash": "h1", "plan": .text(plan), "method": "prepared"],
            ["text_hash": "h3", "error": "syntax error"],
        ]
        let nodes = try query(
            builder.window(),
            sql: "SELECT node, parent, depth, type, object, index_oid, condition FROM plan_nodes ORDER BY node")
        #expect(
            nodes.values == [
                [0, .null, 1, "Limit", .null, .null, .null],
                [1, 0, 2, "Index Scan", "public.\"Orders\"", 10, "(customer_id = $1)"],
            ])
        #expect(try first("SELECT used_by_plans FROM indexes", builder) == [1])
        #expect(try first("SELECT error FROM statement_plans WHERE error IS NOT NULL", builder) == ["syntax error"])
    }

    @Test func countersOfUnknownChangeAreNull() throws {
        var window = indexed.window()
        window.deltas["index_statistics"] = nil
        #expect(try query(window, sql: "SELECT scans, lifetime_scans FROM indexes").values == [[.null, 3]])
    }

    @Test func rawCountersTellTheirContinuity() throws {
        var builder = indexed
        builder.continuity = .restarted
        #expect(try first("SELECT continuity, scans FROM index_statistics", builder) == ["restarted", 3])
        #expect(try first("SELECT restarted FROM statements", builder) == [1])
    }
}
