import Testing

@testable import Plans

@Suite struct BrokenInputTests {
    /// Text, line of the error, words it must say.
    static let broken: [(text: String, line: Int, words: String)] = [
        ("", 1, "no plan"), ("hello\nworld", 1, "no plan"), ("SELECT * FROM posts;", 1, "no plan"),
        ("{}", 1, "no plan"),
        ("[]", 1, "no plan"), ("[\n{\n\"Plan\": {\n\"Node Type\": \"Sort\"", 4, "too early"),
        ("[{\"Plan\":\n{\"Node Type\" \"Sort\"}}]", 2, "not JSON"),
        ("[{\"Plan\":\n{\"Total Cost\": 1}}]", 2, "Node Type"),
        ("Sort  (cost=1.00..2.00 rows=3 width=4)\n  Sort Key: a", 1, "has no input"),
        (
            "Sort  (cost=1.00..2.00 rows=3 width=4)\n  ->  Hash Join  (cost=1.00..2.00 rows=3 width=4)\n"
                + "        ->  Seq Scan on a  (cost=1.00..2.00 rows=3 width=4)", 2, "only one of its two inputs"
        ),
        ("Limit  (cost=1.00..2.00 rows=3 width=4)\n  ->  Seq Scan on a  (cost=1.00..2.0", 2, "stop in the middle"),
        ("Seq Scan on a  (cost=1.00..2.00 rows=3 width=4) (actual time=0.1..", 1, "stop in the middle"),
        (
            "Sort  (cost=1.00..2.00 rows=3 width=4)\n->  Seq Scan on a  (cost=1.00..2.00 rows=3 width=4)\n"
                + "->  Seq Scan on b  (cost=1.00..2.00 rows=3 width=4)", 2, "indentation is lost"
        ),
        ("<explain>\n<Query>\n<Plan>\n<Node-Type>Sort</Node-Type>\n", 4, "ends within <Plan>"),
        ("<explain>\n<Query></Plan>", 2, "closes nothing"), ("<explain>\n<Query", 1, "within a tag"),
        ("- Plan:\n    Node Type: \"Sort\n", 3, "not YAML"),
        ("- Plan:\n    Total Cost: 1", 1, "Node Type"),
    ]

    @Test(arguments: broken)
    func oneErrorWithItsLine(text: String, line: Int, words: String) {
        let error = #expect(throws: PlanError.self) { try PlanReader.plans(in: text) }
        #expect(error?.line == line, "\(error?.description ?? "")")
        #expect(error?.problem.contains(words) == true, "\(error?.description ?? "")")
        #expect(error?.remedy.isEmpty == false)
    }

    @Test(arguments: Fixture.names.filter { !$0.contains("result") }, ["text", "json", "yaml", "xml"])
    func nothingCutOffCrashes(name: String, format: String) throws {
        let text = try Fixture.text(name + "." + format)
        for length in stride(from: 0, to: text.count, by: max(text.count / 8, 1)) {
            do { _ = try PlanReader.plans(in: String(text.prefix(length))) } catch { #expect(error.line >= 1) }
        }
    }

    @Test func deepNestingIsRefused() {
        let depth = 200_000
        let json =
            String(repeating: "{\"Node Type\":\"Sort\",\"Plans\":[", count: depth)
            + String(repeating: "]}", count: depth)
        #expect(throws: PlanError.self) { try PlanReader.plan(in: json) }
        #expect(throws: PlanError.self) {
            try PlanReader.plan(in: "<explain>" + String(repeating: "<Plan>", count: depth))
        }
    }

    @Test func invalidUTF8IsRepaired() throws {
        var bytes = Array("[{\"Plan\": {\"Node Type\": \"Result\", \"Filter\": \"".utf8)
        bytes += [0xFF, 0xFE]
        bytes += Array("\"}}]".utf8)
        #expect(try PlanReader.plan(json: bytes).root.details["Filter"] == "\u{FFFD}\u{FFFD}")
    }
}
