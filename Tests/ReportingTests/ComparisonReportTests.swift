import Foundation
import JSONTape
import Model
import Testing

@testable import Reporting

@Suite struct ComparisonReportTests {
    private static let comparison = TimeComparison(
        target: TargetIdentity(name: "demo/shop", host: "localhost", port: 5432, database: "shop"),
        statements: [
            .init(
                id: "a-1", text: "SELECT *\n  FROM posts", callsBefore: 100, callsAfter: 400, before: 46,
                predicted: 0.03,
                measured: 0.05),
            .init(
                id: "b-2", text: "SELECT 1 FROM users", callsBefore: 20, callsAfter: 30, before: 4, predicted: 4,
                measured: 1),
        ])

    @Test func theComparisonFollowsItsSchema() throws {
        let file = reportsFolder.appending(path: "comparison.schema.json")
        let schema = SchemaValidator(schema: try JSONTape(Array(Data(contentsOf: file))).root)
        let json = ComparisonReport.json(Self.comparison)
        #expect(try schema.problems(of: JSONTape(json).root) == [])
        #expect(json.contains("\"within_two\": 1") && json.contains("\"factor\": 4"))
        let wrong = json.replacing("\"ms_predicted\"", with: "\"predicted\"")
        #expect(try !schema.problems(of: JSONTape(wrong).root).isEmpty)
    }

    @Test func peopleSeeALineForEach() {
        let text = ComparisonReport.text(Self.comparison, width: 80)
        #expect(text.contains("SELECT * FROM posts"))
        #expect(text.contains("50% of 2 statements within a factor of 2"))
        #expect(text.contains("4.7 s"))
        let nothing = TimeComparison(target: Self.comparison.target, statements: [])
        #expect(ComparisonReport.text(nothing, width: 80).contains("No statement"))
    }
}
