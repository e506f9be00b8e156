import Model
import SQLSyntax
import Testing

@testable import Advise

/// Conditions of policies, for those whom they concern.
@Suite struct RowSecurityTests {
    private static let window: Window = {
        var window = Shop.window(rowSecurity: true)
        var snapshot = window.last
        func policy(_ table: Int64, _ command: String, _ permissive: Bool, _ roles: String, _ using: String) {
            snapshot[.policies].append([
                "relation_oid": .integer(table), "name": .text(using), "command": .text(command),
                "permissive": .boolean(permissive), "roles": .text(roles), "using_expression": .text(using),
            ])
        }
        policy(1, "all", true, #"["app"]"#, "customer_id = (current_setting('app.customer'))::bigint")
        policy(1, "all", true, #"["audit"]"#, "total > 1000")
        policy(1, "delete", false, #"["public"]"#, "status = 'open'")
        policy(2, "select", true, #"["public"]"#, "email = CURRENT_USER")
        policy(2, "select", true, #"["public"]"#, "id = 1")
        snapshot[.roleMembers].append(["role": .text("app"), "member": .text("web")])
        window.last = snapshot
        return window
    }()

    private func need(_ sql: String, role: String?) throws -> TableNeed {
        let workload = Workload(
            statements: [WorkloadStatement(id: "x", text: sql, callsPerDay: 1, role: role)], isMeasured: false)
        let reader = StatementReader(workload, TargetSchema(Self.window), Self.window.last)
        return try #require(reader.statements.first?.needs.first)
    }

    private func subjects(_ keys: [NeedKey]) -> [String] { keys.map(\.key.subject) }

    @Test func theConditionOfOnesOwnPolicy() throws {
        for role in ["app", "web"] {
            let need = try need("SELECT id FROM orders WHERE created_at > $1", role: role)
            #expect(subjects(need.equalities) == ["customer_id"])
            // What the policy reads an index-only scan has to hold too.
            #expect(need.used == ["id", "created_at", "customer_id"])
        }
        #expect(subjects(try need("SELECT id FROM orders", role: "audit").ranges) == ["total"])
    }

    @Test func whomItDoesNotConcern() throws {
        #expect(try need("SELECT id FROM orders", role: nil).equalities.isEmpty)
        #expect(try need("SELECT id FROM orders", role: "other").equalities.isEmpty)
    }

    @Test func commandsHaveTheirOwn() throws {
        #expect(subjects(try need("DELETE FROM orders", role: "app").equalities) == ["customer_id", "status"])
        #expect(subjects(try need("UPDATE orders SET total = 1", role: "app").equalities) == ["customer_id"])
    }

    @Test func severalPermissiveOnesAreAlternatives() throws {
        let need = try need("SELECT id FROM customers", role: "other")
        #expect(need.equalities.isEmpty)
        #expect(subjects(need.alternatives).sorted() == ["email", "id"])
    }
}
