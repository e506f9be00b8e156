import Model
import Testing

@Suite struct WindowTests {
    // MARK: Differences

    @Test func differenceOfEveryCounter() throws {
        let window = try Window(
            from: snapshot(at: 100, statements: [("1", 10, 5.5, nil)]),
            to: snapshot(at: 400, statements: [("1", 25, 7.0, nil)]))
        let delta = try #require(window.deltas["statement_entries"])
        #expect(window.seconds == 300)
        #expect(!window.isLifetime)
        #expect(delta.continuity == [.continuous])
        #expect(delta.section[0, "calls"] == .integer(15))
        #expect(delta.section[0, "total_exec_time"] == .real(1.5))
        #expect(delta.section[0, "query_id"] == .text("1"))
        #expect(window.last[.statementEntries][0, "calls"] == .integer(25))
        #expect(window.notes == [])
    }

    @Test func oneCounterThatFellRestartsTheRow() throws {
        // Evicted and re-created: more calls than before, but less time.
        let delta = try statements([("1", 10, 500, nil), ("2", 1, 1, nil)], [("1", 12, 3, nil), ("2", 2, 1, nil)])
        #expect(delta.continuity == [.restarted, .continuous])
        #expect(delta.section[0, "calls"] == .integer(12))
        #expect(delta.section[0, "total_exec_time"] == .real(3))
        #expect(delta.section[1, "calls"] == .integer(1))
    }

    @Test func movedStatsSinceRestartsTheRow() throws {
        let delta = try statements([("1", 10, 1, 50)], [("1", 1000, 99, 60)])
        #expect(delta.continuity == [.restarted])
        #expect(delta.section[0, "calls"] == .integer(1000))
    }

    @Test func appearedAndVanished() throws {
        let delta = try statements([("1", 10, 1, nil), ("2", 5, 1, nil)], [("3", 7, 2, nil), ("2", 5, 1, nil)])
        #expect(delta.continuity == [.appeared, .continuous])
        #expect(delta.section[0, "calls"] == .integer(7))
        #expect(delta.section[1, "calls"] == .integer(0))
        #expect(delta.vanished == 1)
    }

    @Test func aCounterThatIsNullAtOneEndHasNoDifference() throws {
        var before = Section(.statementEntries)
        before.append(["query_id": .text("1"), "calls": .integer(10)])
        before.append(["query_id": .text("2"), "rows": .integer(10)])
        var after = Section(.statementEntries)
        after.append(["query_id": .text("1"), "rows": .integer(4)])
        after.append(["query_id": .text("2"), "rows": .integer(14), "calls": .integer(4)])
        let window = try Window(from: snapshot(at: 1, before), to: snapshot(at: 2, after))
        let delta = try #require(window.deltas["statement_entries"])
        #expect(delta.continuity == [.continuous, .continuous])
        #expect(delta.section.integers("calls") == [nil, nil])
        #expect(delta.section.integers("rows") == [nil, 4])
    }

    @Test func gaugesOfLockedTablesKeepTheirLastValue() throws {
        var before = Section(.relationSizes)
        before.append(["relation_oid": .integer(7), "heap_bytes": .integer(8192), "locked": .boolean(false)])
        var after = Section(.relationSizes)
        after.append(["relation_oid": .integer(7), "locked": .boolean(true)])
        let delta = try #require(
            try Window(from: snapshot(at: 1, before), to: snapshot(at: 2, after)).deltas["relation_sizes"])
        #expect(delta.section == after)
        #expect(delta.continuity == [.continuous])
    }

    @Test func droppingAnIndexRestartsNoTable() throws {
        func tables(_ inserted: Int64, _ indexHits: Int64) -> Section {
            var section = Section(.tableStatistics)
            section.append([
                "relation_oid": .integer(1), "rows_inserted": .integer(inserted),
                "index_blocks_hit": .integer(indexHits),
            ])
            return section
        }
        let delta = try #require(
            try Window(from: snapshot(at: 1, tables(100, 5000)), to: snapshot(at: 2, tables(130, 900)))
                .deltas["table_statistics"])
        #expect(delta.continuity == [.continuous])
        #expect(delta.section[0, "rows_inserted"] == .integer(30))
        #expect(delta.section[0, "index_blocks_hit"] == .integer(0))
    }

    // MARK: Resets of whole sections

    @Test func resetOfAllStatementsRestartsThoseThatOvertookToo() throws {
        let window = try Window(
            from: snapshot(at: 100, statements: [("1", 10, 1, nil)], info(reset: 5)),
            to: snapshot(at: 400, statements: [("1", 25, 7, nil), ("2", 1, 1, nil)], info(reset: 200)))
        let delta = try #require(window.deltas["statement_entries"])
        #expect(delta.continuity == [.restarted, .appeared])
        #expect(delta.section[0, "calls"] == .integer(25))
        #expect(window.notes.contains { $0.contains("pg_stat_statements was reset") })
    }

    @Test func resetOfOneTableRestartsNoOther() throws {
        // pg_stat_reset_single_table_counters() moves the reset time of the database.
        let delta = try #require(
            try Window(
                from: snapshot(at: 1, tables: [100, 100], database(commits: 10, reset: 0)),
                to: snapshot(at: 2, tables: [3, 105], database(commits: 11, reset: 1.5))
            ).deltas["table_statistics"])
        #expect(delta.continuity == [.restarted, .continuous])
        #expect(delta.section.integers("rows_inserted") == [3, 5])
    }

    @Test func resetOfTheDatabaseRestartsItsTables() throws {
        let window = try Window(
            from: snapshot(at: 1, tables: [100, 100], database(commits: 10, reset: nil)),
            to: snapshot(at: 2, tables: [3, 105], database(commits: 2, reset: 1.5)))
        let delta = try #require(window.deltas["table_statistics"])
        #expect(delta.continuity == [.restarted, .restarted])
        #expect(delta.section.integers("rows_inserted") == [3, 105])
        #expect(window.deltas["database"]?.continuity == [.restarted])
        #expect(window.notes.contains { $0.contains("statistics of the database were reset") })
    }

    @Test func aSectionNotReadAtTheStartHasNoDelta() throws {
        let window = try Window(
            from: snapshot(at: 1), to: snapshot(at: 2, statements: [("1", 10, 1, nil)]))
        #expect(window.deltas["statement_entries"] == nil)
        #expect(window.notes == ["statement_entries was not read at the start of the window: its change is unknown"])
    }

    @Test func aSectionWithoutCountersLosesNothingBeforeItWasRead() throws {
        var last = snapshot(at: 2)
        var probes = Section(.indexProbes)
        probes.append(["index_oid": .integer(1), "tree_height": .integer(2)])
        last[.indexProbes] = probes
        #expect(try Window(from: snapshot(at: 1), to: last).notes.isEmpty)
    }

    // MARK: Lifetime

    @Test func aSingleSnapshotGivesLifetimeValues() throws {
        let last = snapshot(
            at: 1000, statements: [("1", 10, 1, nil)], info(reset: 400), database(commits: 3, reset: 700))
        let window = try Window(from: nil, to: last)
        #expect(window.isLifetime)
        #expect(window.from == 700)
        #expect(window.seconds(of: .statementEntries) == 600)
        #expect(window.seconds(of: .indexStatistics) == 300)
        #expect(window.deltas["statement_entries"]?.section == last[.statementEntries])
        #expect(window.deltas["statement_entries"]?.continuity == [.continuous])
    }

    @Test func startOfStatisticsNobodyReset() {
        var checkpointer = Section(.checkpointer)
        checkpointer.append(["name": .text("server"), "stats_reset": .real(50)])
        var server = Section(.server)
        server.append(["started_at": .real(900)])
        #expect(snapshot(at: 1000).statisticsStart == 1000)
        #expect(snapshot(at: 1000, server).statisticsStart == 900)
        #expect(snapshot(at: 1000, server, checkpointer).statisticsStart == 50)
        #expect(snapshot(at: 1000, checkpointer, database(commits: 1, reset: 2000)).statisticsStart == 1000)
    }

    @Test func startOfAClusterWhoseCountersWereResetOneByOne() {
        var checkpointer = Section(.checkpointer)
        checkpointer.append(["name": .text("server"), "stats_reset": .real(800)])
        var archiver = Section(.archiver)
        archiver.append(["stats_reset": .real(50)])
        let last = snapshot(at: 1000, checkpointer, archiver)
        #expect(last.statisticsStart(of: .tableStatistics) == 50)
        #expect(last.statisticsStart(of: .checkpointer) == 800)
        #expect(last.statisticsStart(of: .columns) == 50)
    }

    @Test func aResetWithinTheWindowShortensOnlyItsOwnCounters() throws {
        let window = try Window(
            from: snapshot(at: 100, statements: [("1", 10, 5.5, nil)], info(reset: 0), database(commits: 3, reset: 0)),
            to: snapshot(at: 400, statements: [("1", 6, 3, nil)], info(reset: 350), database(commits: 5, reset: 0)))
        #expect(window.seconds == 300)
        #expect(window.seconds(of: .statementEntries) == 50)
        #expect(window.seconds(of: .tableStatistics) == 300)
        #expect(window.seconds(of: .database) == 300)
    }

    // MARK: Refusals

    @Test(arguments: [
        (TargetIdentity(name: "b", host: "h", port: 1, database: "d"), 2.0, WindowError.Code.differentTargets),
        (TargetIdentity(name: "a", host: "h", port: 1, database: "e"), 2.0, .differentTargets),
        (TargetIdentity(name: "a", host: "h", port: 1, database: "d", systemIdentifier: "8"), 2.0, .differentServers),
        (TargetIdentity(name: "a", host: "h", port: 1, database: "d", systemIdentifier: "7"), 0.5, .notLater),
        (TargetIdentity(name: "a", host: "h", port: 1, database: "d"), 1.0, .notLater),
    ])
    func refused(target: TargetIdentity, at time: Double, code: WindowError.Code) {
        let first = Snapshot(
            target: TargetIdentity(name: "a", host: "h", port: 1, database: "d", systemIdentifier: "7"),
            collectedAt: 1, serverVersion: 150000)
        let last = Snapshot(target: target, collectedAt: time, serverVersion: 150000)
        let error = #expect(throws: WindowError.self) { try Window(from: first, to: last) }
        #expect(error?.code == code)
        #expect(error.map { !$0.remedy.isEmpty && !$0.message.isEmpty } == true)
    }

    @Test func oneServerUnderTwoNamesIsOneTarget() throws {
        var first = snapshot(at: 1)
        first.target.systemIdentifier = "7"
        var last = snapshot(at: 2)
        last.target.systemIdentifier = "7"
        last.target.name = "renamed"
        #expect(try Window(from: first, to: last).seconds == 1)
    }

    // MARK: Helpers

    private typealias Statement = (id: String, calls: Int64, time: Double, since: Double?)

    private func snapshot(at time: Double, _ sections: Section...) -> Snapshot {
        Snapshot(
            target: TargetIdentity(name: "a", host: "h", port: 1, database: "d"), collectedAt: time,
            serverVersion: 150000, sections: Dictionary(uniqueKeysWithValues: sections.map { ($0.shape.name, $0) }))
    }

    private func snapshot(at time: Double, statements: [Statement], _ others: Section...) -> Snapshot {
        var result = snapshot(at: time)
        for other in others { result[other.shape] = other }
        for (id, calls, milliseconds, since) in statements {
            result[.statementEntries].append([
                "query_id": .text(id), "calls": .integer(calls), "total_exec_time": .real(milliseconds),
                "stats_since": since.map(Value.real) ?? .null,
            ])
        }
        return result
    }

    private func snapshot(at time: Double, tables inserted: [Int64], _ others: Section...) -> Snapshot {
        var result = snapshot(at: time)
        for other in others { result[other.shape] = other }
        for (oid, rows) in inserted.enumerated() {
            result[.tableStatistics].append(["relation_oid": .integer(Int64(oid)), "rows_inserted": .integer(rows)])
        }
        return result
    }

    private func statements(_ before: [Statement], _ after: [Statement]) throws -> SectionDelta {
        let window = try Window(from: snapshot(at: 1, statements: before), to: snapshot(at: 2, statements: after))
        return try #require(window.deltas["statement_entries"])
    }

    private func info(reset: Double) -> Section {
        var section = Section(.statementsInfo)
        section.append(["name": .text("server"), "evictions": .integer(0), "stats_reset": .real(reset)])
        return section
    }

    private func database(commits: Int64, reset: Double?) -> Section {
        var section = Section(.database)
        section.append([
            "oid": .integer(5), "commits": .integer(commits), "stats_reset": reset.map(Value.real) ?? .null,
        ])
        return section
    }
}
