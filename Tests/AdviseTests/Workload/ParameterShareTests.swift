import SQLSyntax
import Testing

@testable import Advise

/// For how many executions each text of a statement stands. Of the shop's orders 90% are done, 5% open, 3% sent, 2% lost.
@Suite struct ParameterShareTests {
    private func shares(_ text: String) -> [PlanningUnit.Variant: Double] {
        let window = Shop.window()
        let statement = WorkloadStatement(id: "1", text: text, callsPerDay: 1)
        let reader = StatementReader(
            Workload(statements: [statement], isMeasured: true), TargetSchema(window), window.last)
        let variants = ParameterValues(
            statement: statement, facts: reader.statements[0].facts, schema: TargetSchema(window)
        ).variants
        return Dictionary(variants.map { ($0.variant, $0.share) }, uniquingKeysWith: { first, _ in first })
    }

    @Test func commonValuesAreAskedForMost() throws {
        let shares = shares("SELECT * FROM orders WHERE status = $1")
        let (hot, median, rare) = (
            try #require(shares[.hot]), try #require(shares[.median]), try #require(shares[.rare])
        )
        #expect(hot == 0.9 && hot > median && median > rare)
        #expect(abs((shares[.generic] ?? 0) - (hot + median + rare) / 3) < 1e-9)
    }

    @Test func aTextWithoutParametersStandsForAll() {
        #expect(shares("SELECT * FROM orders WHERE status = 'open'") == [.asWritten: 1])
    }

    @Test func withoutCommonValuesAllWeighAlike() {
        #expect(shares("SELECT * FROM orders WHERE customer_id = $1").values.allSatisfy { $0 == 1 })
    }
}
