import Model
import SQLSyntax
import Testing

@testable import Advise

/// The shop's orders refer to customers (ON UPDATE CASCADE), its items to orders (ON DELETE CASCADE): twenty orders to a
/// customer, three items to an order.
@Suite struct ForeignKeyLookupTests {
    private func lookups(_ sql: String, _ window: Window = Shop.window()) -> [String] {
        let facts = SQL.facts(of: sql, catalog: Catalog(window.last))
        return ForeignKeyLookups(schema: TargetSchema(window)).lookups(of: facts).map { lookup in
            let columns = lookup.need.equalities.map(\.key.subject).joined(separator: ", ")
            return "\(lookup.need.table.name) (\(columns)) \(Format.count(lookup.perRow))"
        }
    }

    @Test(arguments: [
        ("DELETE FROM customers WHERE id = $1", ["orders (customer_id) 1"]),
        ("DELETE FROM orders WHERE id = $1", ["items (order_id) 1"]),
        ("UPDATE customers SET id = $1 WHERE id = $2", ["orders (customer_id) 1"]),
        ("WITH gone AS (DELETE FROM orders WHERE id = $1) SELECT 1", ["items (order_id) 1"]),
        (
            "MERGE INTO customers c USING settings s ON c.email = s.name WHEN MATCHED THEN DELETE",
            ["orders (customer_id) 1"]
        ),
        // Nothing refers to what it changes.
        ("UPDATE customers SET email = $1 WHERE id = $2", []),
        ("UPDATE orders SET customer_id = $1 WHERE id = $2", []),
        (
            "MERGE INTO customers c USING settings s ON c.email = s.name WHEN MATCHED THEN UPDATE SET email = 'x'", []
        ),
        (
            "MERGE INTO customers c USING settings s ON c.email = s.name WHEN NOT MATCHED THEN INSERT (id) VALUES (1)",
            []
        ),
        ("INSERT INTO customers (id, email) VALUES ($1, $2)", []),
        ("SELECT * FROM customers WHERE id = $1 FOR UPDATE", []),
    ])
    func lookups(sql: String, expected: [String]) {
        #expect(lookups(sql) == expected)
    }

    /// Rows that go with those that they refer to are looked for by others in turn.
    @Test func cascades() {
        var snapshot = Shop.window().last
        var window = Shop.window()
        snapshot[.constraints] = Section(.constraints)
        Shop.foreignKey(&snapshot, 3, child: 1, "customer_id", parent: 2, onDelete: "cascade", onUpdate: "cascade")
        Shop.foreignKey(&snapshot, 4, child: 5, "order_id", parent: 1, onDelete: "set null", onUpdate: "no action")
        window.last = snapshot
        #expect(
            lookups("DELETE FROM customers WHERE id = $1", window) == ["orders (customer_id) 1", "items (order_id) 20"])
        // The orders get another customer; their own key, which the items name, stays.
        #expect(lookups("UPDATE customers SET id = $1", window) == ["orders (customer_id) 1"])
    }

    /// A tree that goes branch by branch: the rows of the next level look for theirs.
    @Test func rowsOfTheSameTable() {
        var snapshot = Shop.window().last
        var window = Shop.window()
        snapshot[.constraints] = Section(.constraints)
        Shop.foreignKey(&snapshot, 3, child: 1, "customer_id", parent: 1, onDelete: "cascade", onUpdate: "no action")
        window.last = snapshot
        #expect(lookups("DELETE FROM orders WHERE id = $1", window) == ["orders (customer_id) 2"])
    }

    @Test func theyArePlannedAsOftenAsTheyHappen() throws {
        let statement = WorkloadStatement(
            id: "x", text: "DELETE FROM orders WHERE created_at < now()", callsPerDay: 1, rowsPerCall: 40)
        let advisor = try IndexAdvisor(
            window: Shop.window(), workload: Workload(statements: [statement], isMeasured: false))
        let unit = try #require(advisor.units.first { $0.variant == .foreignKey })
        #expect(unit.text == "SELECT 1 FROM ONLY public.items x WHERE order_id = $1")
        #expect(unit.repeats == 40)
        #expect(
            advisor.candidates.contains { $0.definition.createStatement() == "CREATE INDEX ON public.items (order_id)" }
        )
    }
}
