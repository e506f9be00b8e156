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
                measured: 0.05, isAdvised: true),
            .init(
                id: "b-2", text: "SELECT 1 FROM users", callsBefore: 20, callsAfter: 30, before: 4, predicted: 4,
                measured: 1, isAdvised: true),
            .init(
                id: "c-3", text: "SELECT 2 FROM quiet", callsBefore: 30, callsAfter: 30, before: 1, predicted: 1,
                measured: 1.1, isAdvised: false),
            .init(
                id: "d-4", text: "SELECT 3 FROM tipped", callsBefore: 20, callsAfter: 30, before: 0.1, predicted: 0.1,
                measured: 19, isAdvised: false),
        ])

    @Test func theComparisonFollowsItsSchema() throws {
        let file = reportsFolder.appending(path: "comparison.schema.json")
        let schema = SchemaValidator(schema: try JSONTape(Array(Data(contentsOf: file))).root)
        let json = ComparisonReport.json(Self.comparison)
        #expect(try schema.problems(of: JSONTape(json).root) == [])
        #expect(
            json.contains("\"within_two\": 2") && json.contains("\"advised_within_two\": 1")
                && json.contains("\"factor\": 4"))
        let wrong = json.replacing("\"ms_predicted\"", with: "\"predicted\"")
        #expect(try !schema.problems(of: JSONTape(wrong).root).isEmpty)
    }

    @Test func peopleSeeALineForEach() {
        let text = ComparisonReport.text(Self.comparison, width: 80)
        #expect(text.contains("SELECT * FROM posts"))
        #expect(text.contains("1 of 2 statements within a factor of 2"))
        #expect(text.contains("Of 2 that the advice leaves alone 1 took what they took") && !text.contains("quiet"))
        #expect(text.contains("0.1 ms     19 ms  SELECT 3 FROM tipped"))
        #expect(text.contains("4.7 s"))
        let nothing = TimeComparison(target: Self.comparison.target, statements: [])
        #expect(ComparisonReport.text(nothing, width: 80).contains("No statement"))
    }
}
