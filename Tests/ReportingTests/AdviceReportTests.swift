import Foundation
import JSONTape
import Model
import Testing

@testable import Reporting

@Suite struct AdviceReportTests {
    private let schema: SchemaValidator

    init() throws {
        let file = reportsFolder.appending(path: "advice.schema.json")
        schema = SchemaValidator(schema: try JSONTape(Array(Data(contentsOf: file))).root)
    }

    private func problems(_ json: String) throws -> [String] { try schema.problems(of: JSONTape(json).root) }

    @Test func theAdviceFollowsItsSchema() throws {
        let json = AdviceReport.json(AdviceSample.advice)
        #expect(try problems(json) == [])
        let wrong = json.replacing("\"action\": \"drop\"", with: "\"action\": \"remove\"")
        #expect(try !problems(wrong).isEmpty)
    }

    @Test func nothingToDoIsSaid() {
        var advice = AdviceSample.advice
        advice.recommendations = []
        let text = AdviceReport.text(advice, width: 80, colour: false)
        #expect(text.contains("No index is worth adding or dropping"))
        #expect(AdviceReport.sql(advice).isEmpty)
    }

    @Test func everyWidthIsKept() {
        for width in [60, 80, 110] {
            let text = AdviceReport.text(AdviceSample.advice, width: width, colour: false)
            // Statements to copy stand as they are, whatever their length.
            let long = text.split(separator: "\n").filter { DisplayWidth.of(String($0)) > width }
            #expect(long.allSatisfy { $0.contains("INDEX") }, "\(long)")
        }
    }

    @Test func ofPlansOnlyWhatDiffersIsSaid() {
        let scan = #"[{"Plan":{"Node Type":"Seq Scan","Relation Name":"a"}}]"#
        let sorted = #"[{"Plan":{"Node Type":"Sort","Plans":[{"Node Type":"Seq Scan","Relation Name":"a"}]}}]"#
        #expect(PlanGist.change(sorted, scan) == "Sort → nothing")
        #expect(PlanGist.change(scan, scan).isEmpty)
        #expect(PlanGist.change("not a plan", "{}").isEmpty)
    }
}
