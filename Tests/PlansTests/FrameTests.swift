import Model
import Testing

@testable import Plans

/// The same plan in the frames that tools put around it.
@Suite struct FrameTests {
    static let text = """
        Limit  (cost=0.29..0.73 rows=10 width=115)
          ->  Index Scan Backward using posts_created_idx on posts  (cost=0.29..2600.29 rows=60000 width=115)
        """
    static let json = """
        [
          {
            "Plan": {
              "Node Type": "Seq Scan",
              "Relation Name": "users",
              "Filter": "(a ~~ 'x + %')",
              "Total Cost": 34.00
            }
          }
        ]
        """

    static func framed(_ lines: [String], left: String, right: String) -> [String] { lines.map { left + $0 + right } }

    static let textFrames: [(name: String, text: String)] = {
        let lines = text.split(separator: "\n").map(String.init)
        let title = "                 QUERY PLAN                  "
        let dashes = String(repeating: "-", count: 60)
        let padded = lines.map { $0 + String(repeating: " ", count: 110 - $0.count) }
        return [
            (
                "border 1",
                ([title, dashes] + framed(lines, left: " ", right: "") + ["(2 rows)", "", "Time: 1.2 ms"])
                    .joined(separator: "\n")
            ),
            ("border 0", ([title, dashes] + lines + ["(2 rows)"]).joined(separator: "\n")),
            (
                "border 2",
                (["+\(dashes)+", "|\(title)|", "+\(dashes)+"] + framed(padded, left: "| ", right: " |")
                    + ["+\(dashes)+", "(2 rows)"]).joined(separator: "\n")
            ),
            (
                "unicode",
                (["│\(title)│", "╞══════╡"] + framed(padded, left: "│ ", right: " │") + ["└──────┘"])
                    .joined(separator: "\n")
            ),
            ("unaligned", (["QUERY PLAN"] + lines + ["(2 rows)"]).joined(separator: "\n")),
            ("with its command", (["advisor=# EXPLAIN SELECT 1;", title, dashes] + lines).joined(separator: "\n")),
            ("bare, indented", framed(lines, left: "      ", right: "  ").joined(separator: "\r\n")),
            ("pgAdmin", framed(lines, left: "\"", right: "\"").joined(separator: "\n")),
            ("Markdown", (["```sql"] + lines + ["```"]).joined(separator: "\n")),
            (
                "expanded",
                lines.enumerated().flatMap { ["-[ RECORD \($0 + 1) ]-----", "QUERY PLAN | " + $1] }
                    .joined(separator: "\n")
            ),
        ]
    }()

    @Test(arguments: textFrames)
    func textFormat(name: String, text: String) throws {
        #expect(try PlanReader.plans(in: text) == PlanReader.plans(in: Self.text))
    }

    @Test(arguments: [" ", "", "| "], ["+", " +|", "↵"])
    func structuredFormat(left: String, mark: String) throws {
        let lines = Self.json.split(separator: "\n").map(String.init)
        let width = 60
        let marked = lines.enumerated().map { position, line in
            let padded = left + line + String(repeating: " ", count: width - line.count)
            let isLast = position == lines.count - 1
            return padded + (isLast ? (mark == " +|" ? "  |" : "") : mark)
        }
        let bars = left == "| "
        let title = bars ? "|  QUERY PLAN  |" : "  QUERY PLAN"
        let text = ([title, String(repeating: "-", count: width)] + marked + ["(1 row)"]).joined(separator: "\n")
        guard bars == (mark == " +|") else { return }
        let plan = try PlanReader.plan(in: text)
        #expect(plan == (try PlanReader.plan(in: Self.json)))
        #expect(plan.root.details["Filter"] == "(a ~~ 'x + %')")
    }

    @Test func marksWithoutATitle() throws {
        let lines = Self.json.split(separator: "\n")
        let text = (lines.dropLast().map { $0 + "   +" } + lines.suffix(1).map(String.init)).joined(separator: "\n")
        #expect(try PlanReader.plan(in: text) == PlanReader.plan(in: Self.json))
    }

    @Test func twoTables() throws {
        let table = "QUERY PLAN\n-----\n" + Self.text + "\n(2 rows)\n\n"
        #expect(try PlanReader.plans(in: table + table).count == 2)
    }

    @Test func twoPlansOfOneStatement() throws {
        let plans = try PlanReader.plans(in: Self.text + "\n\nResult  (cost=0.00..0.01 rows=1 width=4)\n")
        #expect(plans.map(\.root.type) == ["Limit", "Result"])
    }

    @Test func autoExplainInText() throws {
        let plans = try PlanReader.plans(
            in: """
                2026-11-23 10:00:00.000 UTC [77] LOG:  duration: 3.651 ms  plan:
                \tQuery Text: SELECT *
                \t  FROM posts
                \tLimit  (cost=0.29..0.73 rows=10 width=115) (actual time=0.1..0.2 rows=10 loops=1)
                \t  ->  Seq Scan on posts  (cost=0.29..2600.29 rows=60000 width=115) (actual time=0.1..0.2 rows=10 loops=1)
                2026-11-23 10:00:01.000 UTC [77] LOG:  checkpoint starting: time
                2026-11-23 10:00:02.000 UTC [78] LOG:  duration: 12.5 ms  plan:
                \tQuery Text: SELECT 1
                \tResult  (cost=0.00..0.01 rows=1 width=4)
                2026-11-23 10:00:02.000 UTC [78] STATEMENT:  SELECT 1
                """)
        #expect(plans.map(\.root.type) == ["Limit", "Result"])
        #expect(plans.map(\.executionTime) == [3.651, 12.5])
        #expect(plans[0].queryText == "SELECT *\nFROM posts")
        #expect(plans[0].root.children.first?.relation == "posts")
    }

    @Test func autoExplainInJSON() throws {
        let plan = try PlanReader.plan(
            in: """
                2026-11-23 10:00:00.000 UTC [77] LOG:  duration: 3.651 ms  plan:
                \t{
                \t  "Query Text": "SELECT 1",
                \t  "Plan": {
                \t    "Node Type": "Result",
                \t    "Total Cost": 0.01
                \t  }
                \t}
                """)
        #expect(plan.root.type == "Result")
        #expect(plan.queryText == "SELECT 1")
    }

    @Test func autoExplainInXML() throws {
        let plan = try PlanReader.plan(
            in: """
                LOG:  duration: 3.651 ms  plan:
                \t<explain xmlns="http://www.postgresql.org/2009/explain">
                \t  <Query-Text>SELECT '&lt;&#x41;'</Query-Text>
                \t  <Plan>
                \t    <Node-Type>Result</Node-Type>
                \t    <I-O-Read-Time>1.5</I-O-Read-Time>
                \t  </Plan>
                \t</explain>
                """)
        #expect(plan.queryText == "SELECT '<A'")
        #expect(plan.root.figure("I/O Read Time") == 1.5)
    }
}
