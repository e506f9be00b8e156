import Foundation
import JSONTape
import Model
import Testing

@testable import Reporting

@Suite struct JSONReportTests {
    private let schema: SchemaValidator

    init() throws {
        let file = reportsFolder.appending(path: "report.schema.json")
        schema = SchemaValidator(schema: try JSONTape(Array(Data(contentsOf: file))).root)
    }

    private func problems(_ json: String) throws -> [String] { try schema.problems(of: JSONTape(json).root) }

    @Test func theReportFollowsItsSchema() throws {
        #expect(try problems(Report.json(Sample.analysis)) == [])
        let empty = Analysis(
            target: Sample.analysis.target, from: 0, to: 0, isLifetime: true, serverVersion: 0, findings: [],
            coverage: Coverage(), statements: [])
        #expect(try problems(Report.json(empty)) == [])
    }

    /// What to replace in a report that is right, and the place where the validator must complain.
    @Test(arguments: [
        ("\"schema_version\": 1", "\"schema_version\": 2", "/schema_version"),
        ("\"severity\": \"critical\"", "\"severity\": \"fatal\"", "/findings/0/severity"),
        ("\"from\": \"2026-11-16T10:00:00Z\"", "\"from\": \"yesterday\"", "/window/from"),
        ("\"seconds\": 604800", "\"seconds\": -1", "/window/seconds"),
        ("\"total\": 5000", "\"total\": 5000.5", "/coverage/statements/total"),
        ("\"unit\": \"days\"", "\"unit\": \"weeks\"", "/findings/0/impact/unit"),
        ("\"key\": \"51e02d7d51c1f3aa\"", "\"key\": \"51\"", "/findings/0/key"),
        ("\"findings\"", "\"problems\"", ""), ("\"status\": \"found\"", "\"status\": null", "/coverage/rules/0/status"),
        ("\"age\": 1900000000", "\"age\": [1]", "/findings/0/evidence/age"),
    ])
    func theSchemaRefuses(right: String, wrong: String, place: String) throws {
        let json = Report.json(Sample.analysis)
        let range = try #require(json.range(of: right))
        let problems = try problems(json.replacingCharacters(in: range, with: wrong))
        #expect(problems.contains { $0.hasPrefix(place + ":") }, "\(problems)")
    }

    @Test func theMembersAskedForAreThere() throws {
        let report = try JSONTape(Report.json(Sample.analysis)).root
        #expect(report["window"]?["from"]?.string == "2026-11-16T10:00:00Z")
        #expect(report["window"]?["seconds"]?.int == 604_800)
        let finding = try #require(report["findings"]?[1])
        #expect(finding["impact"]?["value"]?.int == 11_520_000)
        #expect(finding["impact"]?["unit"]?.string == "ms/day")
        #expect(finding["evidence"]?["filter"]?.string == "(user_id = $1)")
        #expect(report["findings"]?.count == Sample.analysis.findings.count)
        #expect(report["coverage"]?["statements"]?["skipped"]?.count == 3)
        #expect(report["coverage"]?["statements"]?["left_out"]?.count == 1)
        #expect(report["coverage"]?["statements"]?["left_out"]?[0]?["rank"]?.int == 2)
    }

    @Test func keysAreSortedAndSlashesBare() throws {
        let json = Report.json(Sample.analysis)
        #expect(json == Report.json(Sample.analysis))
        #expect(json.contains("ms/day") && !json.contains("\\/"))
        let keys = try JSONTape(json).root.members.compactMap(\.key.string)
        #expect(keys == keys.sorted())
    }

    @Test func figuresWithoutAValueAreNull() throws {
        var analysis = Sample.analysis
        analysis.findings[0].impact.value = .infinity
        #expect(try problems(Report.json(analysis)) == [])
    }
}
