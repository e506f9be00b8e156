import SQLSyntax
import Testing

@testable import Advise

/// The LIMIT that is planned where its value is a parameter.
@Suite struct LimitValueTests {
    /// Rows that an execution returned on average, and the LIMIT taken for it.
    @Test(arguments: [(24.0, "24"), (4.9, "10"), (49.98, "50"), (0.3, "1"), (2_000.5, "2001"), (nil, "10")])
    func itIsWhatWasReturnedOrAPageOfThat(rows: Double?, limit: String) throws {
        let window = Shop.window()
        let statement = WorkloadStatement(
            id: "1", text: "SELECT * FROM orders WHERE customer_id = $1 ORDER BY created_at LIMIT $2", callsPerDay: 1,
            rowsPerCall: rows)
        let reader = StatementReader(
            Workload(statements: [statement], isMeasured: true), TargetSchema(window), window.last)
        let variants = ParameterValues(
            statement: statement, facts: reader.statements[0].facts, schema: TargetSchema(window)
        ).variants
        #expect(!variants.isEmpty && variants.allSatisfy { $0.text.hasSuffix("LIMIT \(limit)") }, "\(variants)")
    }
}
