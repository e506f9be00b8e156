import Model
import Testing

@testable import Advise

/// How many values a column is taken to hold that a statement joins to another table's key.
@Suite struct JoinedKeysTests {
    private func distinct(_ sql: String, correlation: Double, found: Double) -> Double? {
        var snapshot = Shop.window().last
        Shop.table(&snapshot, 20, "lines", rows: 200_000, pages: 2_000)
        Shop.column(
            &snapshot, 20, 1, "customer_id", "bigint", "int8", "N", distinct: found, width: 8, correlation: correlation)
        let window = Window(lifetimeOf: snapshot)
        var schema = TargetSchema(window)
        schema.adjustDistinct(joinedBy: StatementReader(Workload(sql: sql), schema, window.last).statements)
        return schema.tables[20]?.column("customer_id")?.statistics?.distinct
    }

    private static let join = "SELECT 1 FROM lines JOIN customers ON customers.id = lines.customer_id"

    @Test func rowsThatLieTogetherHoldAsManyAsTheKeyHasRows() {
        #expect(distinct(Self.join, correlation: 1, found: 40_000) == 50_000)
        #expect(distinct(Self.join, correlation: -0.95, found: 40_000) == 50_000)
    }

    /// Of values that were mostly seen once there may be many more than counted, but no more than the key has.
    @Test func rareValuesAreNoMoreThanTheKeyHolds() {
        #expect(distinct(Self.join, correlation: 0.1, found: 40_000) == 50_000)
        #expect((distinct("SELECT 1 FROM lines", correlation: 0.1, found: 40_000) ?? 0) > 60_000)
    }

    @Test func whatAnalyzeCanCountIsLeft() {
        #expect(distinct(Self.join, correlation: 0.1, found: 9_000) == 9_000)
        #expect(distinct(Self.join, correlation: 1, found: 9_000) == 9_000, "Each came often.")
        #expect(distinct(Self.join, correlation: 1, found: 60_000) == 60_000)
        #expect(distinct("SELECT 1 FROM lines WHERE customer_id = 5", correlation: 1, found: 9_000) == 9_000)
    }
}
