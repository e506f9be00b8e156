import Model
import Testing

@testable import Advise

/// Why a recommendation is no surer.
@Suite struct JudgementTests {
    private func judgement(of key: IndexDefinition.Key) throws -> Judgement {
        let workload = Workload(sql: "SELECT total FROM orders WHERE customer_id = 5")
        let advisor = try IndexAdvisor(window: Shop.window(), workload: workload)
        let orders = try #require(advisor.schema.tables.values.first { $0.name == "orders" })
        let definition = IndexDefinition(
            relation: orders.oid, schema: orders.schema, table: orders.name, keys: [key])
        return Judgement(advisor, definition, units: [], today: [1], after: [1], [])
    }

    @Test func whatAnExpressionGivesIsKnownOnceItIsAnalysed() throws {
        let reasons = try judgement(of: IndexDefinition.Key(expression: "lower(status)")).reasons
        #expect(reasons.contains { $0.contains("only after ANALYZE public.orders") }, "\(reasons)")
        let plain = try judgement(of: IndexDefinition.Key(column: "customer_id")).reasons
        #expect(!plain.contains { $0.contains("only after ANALYZE") }, "\(plain)")
    }
}
