import Model
import Testing

@testable import Advise

@Suite struct ColumnUpdatesTests {
    private static let upsert = """
        INSERT INTO orders (id, status, total) VALUES ($1, $2, $3)
        ON CONFLICT (id) DO UPDATE SET status = excluded.status, total = orders.total + 1
        """

    /// Rows a day by statement, and what the counters of `orders` say.
    private func rates(_ workload: [(sql: String, rows: Double)], inserts: Int64, updates: Int64) -> [String: Double] {
        var snapshot = Shop.window().last
        snapshot[.tableStatistics].append([
            "relation_oid": .integer(1), "rows_inserted": .integer(inserts), "rows_updated": .integer(updates),
        ])
        var window = Window(lifetimeOf: snapshot)
        (window.from, window.isLifetime) = (window.to - 86_400, false)
        let schema = TargetSchema(window)
        let statements = workload.map {
            WorkloadStatement(
                id: $0.sql, text: $0.sql, callsPerDay: $0.rows / 2, millisecondsPerDay: 1, rowsPerCall: 2)
        }
        let reader = StatementReader(
            Workload(statements: statements, isMeasured: true), schema, snapshot)
        return ColumnUpdates(reader.statements, schema).rates[1] ?? [:]
    }

    @Test func whatAConflictAssignsIsUpdatedAsOftenAsItConflicts() {
        let rates = rates([(Self.upsert, 1_000)], inserts: 250, updates: 750)
        #expect(rates == ["status": 750, "total": 750])
    }

    @Test func noConflictNoUpdate() {
        #expect(rates([(Self.upsert, 1_000)], inserts: 1_000, updates: 0) == ["status": 0, "total": 0])
        let nothing = "INSERT INTO orders (id) VALUES ($1) ON CONFLICT DO NOTHING"
        #expect(rates([(nothing, 1_000)], inserts: 250, updates: 750).isEmpty)
    }

    @Test func whatOtherStatementsWroteIsTheirs() {
        let rates = rates(
            [
                (Self.upsert, 1_000), ("UPDATE orders SET total = $1 WHERE id = $2", 500),
                ("INSERT INTO orders (id) VALUES ($1)", 3_000),
            ], inserts: 3_900, updates: 600)
        #expect(rates == ["status": 100, "total": 600])
    }

    @Test func statementsThatMayConflictShareAlike() {
        let other = "INSERT INTO orders VALUES ($1) ON CONFLICT (id) DO UPDATE SET note = $2"
        let rates = rates([(Self.upsert, 1_000), (other, 500)], inserts: 900, updates: 600)
        #expect(rates == ["status": 400, "total": 400, "note": 200])
    }

    @Test func mergesThatInsertShareToo() {
        let update = "MERGE INTO orders o USING items i ON o.id = i.order_id WHEN MATCHED THEN UPDATE SET status = $1"
        #expect(rates([(update, 100)], inserts: 500, updates: 100) == ["status": 100])
        let both = update + " WHEN NOT MATCHED THEN INSERT (id, status) VALUES (i.order_id, $1)"
        #expect(rates([(both, 100)], inserts: 75, updates: 25) == ["status": 25])
    }

    /// Statements come and go in pg_stat_statements while the table's counters go on.
    @Test func whatTheWorkloadClaimsBeyondTheCountersIsNoConflict() {
        let rates = rates(
            [(Self.upsert, 1_000), ("UPDATE orders SET note = $1", 900)], inserts: 1_000, updates: 800)
        #expect(rates == ["status": 0, "total": 0, "note": 900])
    }
}
