import Model
import Testing

@testable import Reporting

@Suite struct MarkdownReportTests {
    @Test func aRemedyIsPrintedOnce() throws {
        var analysis = Sample.analysis
        analysis.findings = [analysis.findings[1]]
        let markdown = try Report.markdown(analysis)
        #expect(markdown.split(separator: "Create an index on the columns").count == 2)
    }

    @Test func differentRemediesStandWithTheirFindings() throws {
        var analysis = Sample.analysis
        analysis.findings = Array(analysis.findings[2...3])
        analysis.findings[0].remedy = "First remedy."
        analysis.findings[1].remedy = "Second remedy."
        let markdown = try Report.markdown(analysis)
        #expect(markdown.contains("First remedy.") && markdown.contains("Second remedy."))
    }

    @Test func aLifetimeWindowIsSaid() throws {
        var analysis = Sample.analysis
        #expect(!(try Report.markdown(analysis)).contains("> One snapshot only"))
        analysis.isLifetime = true
        #expect(try Report.markdown(analysis).contains("> One snapshot only"))
    }

    @Test func tablesHaveOneHead() throws {
        let markdown = try Report.markdown(Sample.analysis)
        #expect(markdown.split(separator: "\n").filter { $0.hasPrefix("|---") }.count == 2)
        #expect(!markdown.contains("nil") && !markdown.contains("Optional("))
    }

    @Test func nothingFound() throws {
        let analysis = Analysis(
            target: Sample.analysis.target, from: 0, to: 0, isLifetime: false, serverVersion: 0, findings: [],
            coverage: Coverage(), statements: [])
        let markdown = try Report.markdown(analysis)
        #expect(markdown.contains("**No findings.**"))
        #expect(markdown.contains("Nothing: every rule ran"))
        #expect(!markdown.contains("|"))
    }
}
