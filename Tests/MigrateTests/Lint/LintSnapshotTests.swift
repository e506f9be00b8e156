import Migrate
import Model
import Testing

/// What a snapshot adds: sizes, traffic, the statements that lose.
@Suite struct LintSnapshotTests {
    /// The rules tested here: without a snapshot they have nothing to say.
    static let rules: Set<String> = ["drop-index-used", "index-unneeded"]

    private static let day = 86_400.0

    /// posts: 12 million rows, 2 GB, a thousand writes a second; tags: 20 rows. Both counted for one day.
    private func snapshot(plans: Bool = false) -> Snapshot {
        var snapshot = Snapshot(
            target: TargetIdentity(name: "shop", host: "h", port: 1, database: "d"), collectedAt: Self.day,
            serverVersion: 150_004)
        for (oid, name) in [(1, "posts"), (2, "tags")] as [(Int64, String)] {
            snapshot[.relations].append([
                "oid": .integer(oid), "schema": .text("public"), "name": .text(name), "kind": .text("table"),
            ])
            for (number, column) in ["id", "author_id", "title"].enumerated() {
                snapshot[.columns].append([
                    "relation_oid": .integer(oid), "number": .integer(Int64(number + 1)), "name": .text(column),
                    "type": .text(column == "title" ? "text" : "bigint"), "type_category": .text("N"),
                    "not_null": .boolean(column == "id"),
                ])
            }
        }
        size(1, rows: 12_000_000, bytes: 2_000_000_000, writes: 86_400_000, &snapshot)
        size(2, rows: 20, bytes: 8_192, writes: 10, &snapshot)
        index(10, "posts_author", on: 1, ["author_id"], scans: 4_000, &snapshot)
        index(11, "posts_title", on: 1, ["title"], scans: 0, &snapshot)
        snapshot[.database].append(["name": .text("d"), "stats_reset": .real(0)])
        statement("a", "SELECT * FROM posts WHERE author_id = $1", calls: 4_000, ms: 40_000, &snapshot)
        statement("b", "SELECT id FROM tags ORDER BY title", calls: 3, ms: 1, &snapshot)
        if plans {
            snapshot[.plans].append([
                "text_hash": .text("a"),
                "plan": .text(#"[{"Plan":{"Node Type":"Index Scan","Index Name":"posts_title"}}]"#),
            ])
        }
        return snapshot
    }

    private func size(_ oid: Int64, rows: Double, bytes: Int64, writes: Int64, _ snapshot: inout Snapshot) {
        snapshot[.relationSizes].append([
            "relation_oid": .integer(oid), "row_estimate": .real(rows), "heap_bytes": .integer(bytes),
        ])
        snapshot[.tableStatistics].append([
            "relation_oid": .integer(oid), "rows_inserted": .integer(writes), "index_scans": .integer(writes),
        ])
    }

    private func index(
        _ oid: Int64, _ name: String, on table: Int64, _ columns: [String], scans: Int64, _ snapshot: inout Snapshot
    ) {
        snapshot[.indexDefinitions].append([
            "oid": .integer(oid), "relation_oid": .integer(table), "schema": .text("public"), "name": .text(name),
            "method": .text("btree"), "is_unique": .boolean(false),
        ])
        for (position, column) in columns.enumerated() {
            snapshot[.indexKeys].append([
                "index_oid": .integer(oid), "position": .integer(Int64(position + 1)), "column": .text(column),
                "included": .boolean(false), "operator_class_default": .boolean(true), "descending": .boolean(false),
            ])
        }
        snapshot[.indexStatistics].append(["index_oid": .integer(oid), "scans": .integer(scans)])
    }

    private func statement(_ hash: String, _ text: String, calls: Int64, ms: Double, _ snapshot: inout Snapshot) {
        snapshot[.statementTexts].append(["text_hash": .text(hash), "text": .text(text)])
        snapshot[.statementEntries].append([
            "user_oid": .integer(1), "query_id": .text(hash), "toplevel": .boolean(true), "text_hash": .text(hash),
            "calls": .integer(calls), "total_exec_time": .real(ms),
        ])
    }

    private func findings(_ sql: String, plans: Bool = false) -> [LintFinding] {
        Linter(LintOptions(snapshot: snapshot(plans: plans))).lint(sql, path: "a.sql").findings
    }

    private func finding(_ rule: String, _ sql: String, plans: Bool = false) throws -> LintFinding {
        try #require(findings(sql, plans: plans).first { $0.rule == rule }, "\(findings(sql).map(\.rule))")
    }

    @Test func severityFollowsSizeAndTraffic() throws {
        let large = try finding("index-nonconcurrent", "CREATE INDEX i ON posts (title, id)")
        #expect(large.severity == .critical)
        #expect(large.rows == 12_000_000)
        #expect(large.message.contains("12,000,000 rows, 2 GB: about 50 s"), "\(large.message)")
        #expect(large.blocks == "writes, about 50 s")
        let small = try finding("index-nonconcurrent", "CREATE INDEX i ON tags (title, id)")
        #expect(small.severity == .info)
        #expect(small.rows == 20)
        let unknown = try finding("index-nonconcurrent", "CREATE INDEX i ON elsewhere (a)")
        #expect(unknown.severity == .warning)
        #expect(unknown.rows == nil && unknown.message.contains("size unknown"))
    }

    @Test func aLockOfAMomentMattersOnABusyTable() throws {
        #expect(try finding("missing-timeouts", "ALTER TABLE posts ADD COLUMN a int").severity == .warning)
        #expect(try finding("missing-timeouts", "ALTER TABLE tags ADD COLUMN a int").severity == .info)
    }

    @Test func anIndexThatStatementsUseIsMissed() throws {
        let drop = try finding("drop-index-used", "DROP INDEX CONCURRENTLY posts_author")
        #expect(drop.severity == .critical)
        #expect(drop.message.contains("4,000 scans a day"), "\(drop.message)")
        #expect(drop.message.contains("1 statement, 4,000 calls a day: SELECT * FROM posts WHERE author_id = $1"))
        #expect(drop.fix?.contains("40 s/day") == true, "\(drop.fix ?? "")")
        #expect(!findings("DROP INDEX CONCURRENTLY posts_title").contains { $0.rule == "drop-index-used" })
    }

    @Test func anIndexThatAnotherReplacesIsNot() throws {
        let sql = "CREATE INDEX CONCURRENTLY i ON posts (author_id, id); DROP INDEX CONCURRENTLY posts_author"
        let drop = try finding("drop-index-used", sql)
        #expect(drop.severity == .info)
        #expect(drop.message.contains("public.i can serve them too"), "\(drop.message)")
        #expect(!findings(sql).contains { $0.rule == "redundant-index" })
    }

    @Test func plansSayWhichIndexIsUsed() throws {
        let drop = try finding("drop-index-used", "DROP INDEX CONCURRENTLY posts_title", plans: true)
        #expect(drop.message.contains("1 statement"))
        let other = try finding("drop-index-used", "DROP INDEX CONCURRENTLY posts_author", plans: true)
        #expect(other.message.contains("statements that are not in the snapshot"), "\(other.message)")
    }

    @Test func anIndexThatNothingAsksFor() throws {
        let sql = "CREATE INDEX CONCURRENTLY i ON posts"
        #expect(try finding("index-unneeded", "\(sql) (title, author_id)").severity == .info)
        #expect(!findings("\(sql) (author_id, title)").contains { $0.rule == "index-unneeded" })
        #expect(!findings("ALTER TABLE posts ADD COLUMN n int; \(sql) (n)").contains { $0.rule == "index-unneeded" })
    }

    @Test func whatGoesNamesItsUsers() throws {
        let column = try finding("drop-column", "ALTER TABLE posts DROP COLUMN author_id")
        #expect(column.severity == .critical)
        #expect(column.message.contains("used by 1 statement, 4,000 calls a day"), "\(column.message)")
        #expect(try finding("drop-column", "ALTER TABLE tags DROP COLUMN author_id").severity != .critical)
        let table = try finding("rename-table", "ALTER TABLE tags RENAME TO labels")
        #expect(table.message.contains("ORDER BY title"))
    }

    @Test func whatTheServerDoesNotKnowIsNotAdvised() throws {
        var old = snapshot()
        old.serverVersion = 130_010
        let sql = "ALTER TABLE posts DETACH PARTITION posts_1"
        #expect(try finding("partition-detach", sql).fix?.contains("CONCURRENTLY") == true)
        let report = Linter(LintOptions(snapshot: old)).lint(sql, path: "a.sql")
        #expect(report.findings.first { $0.rule == "partition-detach" }?.fix?.contains("lock_timeout") == true)
    }

    @Test func theReportSaysWhereSizesComeFrom() {
        let report = Linter(LintOptions(snapshot: snapshot())).lint("SELECT 1", path: "a.sql")
        #expect(report.statistics == "shop, 1970-01-02 00:00 UTC")
    }
}
