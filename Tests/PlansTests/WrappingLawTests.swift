import Foundation
import Model
import Testing

@testable import Plans

/// What a tool makes of the lines of a plan.
struct Wrapping: CustomTestStringConvertible, Sendable {
    var name: String
    var wrap: @Sendable ([String]) -> [String]
    var testDescription: String { name }

    static func lines(_ name: String, _ change: @escaping @Sendable (Int, String) -> String) -> Wrapping {
        Wrapping(name: name) { $0.enumerated().map { change($0.offset, $0.element) } }
    }

    /// Forms that keep every line a line.
    static let layers: [Wrapping] = [
        lines("mail") { "> " + $1 }, lines("mail twice") { "> > " + $1 }, lines("tight mail") { ">" + $1 },
        lines("SQL comment") { "-- " + $1 }, lines("shell comment") { "# " + $1 },
        lines("block comment") { " * " + $1 },
        lines("cat -n") { String(format: "%6d\t", $0 + 1) + $1 }, lines("grep -n") { "\($0 + 1):" + $1 },
        lines("numbered") { "\($0 + 1)  " + $1 }, lines("indented") { "        " + $1 },
        lines("trailing bar") { $1.padding(toLength: max($1.count + 1, 120), withPad: " ", startingAt: 0) + "|" },
        lines("bars") { "| " + $1 + " |" }, lines("Windows") { $1 + "\r" },
        lines("colours") { "\u{1B}[1;32m" + $1 + "\u{1B}[0m" }, lines("diff") { "+ " + $1 },
        Wrapping(name: "fence") { ["```sql"] + $0 + ["```"] },
        Wrapping(name: "mark") { ["\u{FEFF}" + ($0.first ?? "")] + $0.dropFirst() },
        Wrapping(name: "title") {
            ["                QUERY PLAN", "----------------------------"] + $0 + ["(3 rows)", "", "Time: 0.421 ms"]
        },
        Wrapping(name: "html") { lines in
            ["<pre>"]
                + lines.map {
                    $0.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
                }
                + ["</pre>"]
        },
    ]

    /// Forms that make a value of every line, or of all.
    static let values: [Wrapping] = [
        lines("pgAdmin") { "\"" + $1.replacing("\"", with: "\"\"") + "\"" },
        lines("tuples") { "(" + python($1) + ",)" },
        lines("list of tuples") { "    (" + python($1) + ",)," },
        Wrapping(name: "one list") { ["[" + $0.map { "(" + python($0) + ",)" }.joined(separator: ", ") + "]"] },
        Wrapping(name: "rows of JSON") {
            ["[" + $0.map { "{\"QUERY PLAN\": " + json($0) + "}" }.joined(separator: ",") + "]"]
        },
        Wrapping(name: "dictionaries") { $0.map { "{'QUERY PLAN': " + python($0) + "}" } },
        Wrapping(name: "one cell") {
            ["QUERY PLAN", "\"" + $0.joined(separator: "\n").replacing("\"", with: "\"\"") + "\""]
        },
        Wrapping(name: "one string") { ["[(" + python($0.joined(separator: "\n")) + ",)]"] },
        lines("Docker") { "{\"log\":" + json($1 + "\n") + ",\"stream\":\"stderr\"}" },
        Wrapping(name: "syslog") { lines in
            let head = "Nov 23 10:00:00 db postgres[77]: "
            let first = head + "[5-1] 2026-11-23 10:00:00 UTC LOG:  duration: 3.651 ms  plan:"
            return [first] + lines.enumerated().map { head + "[5-\($0 + 2)] #011" + $1.replacing("\t", with: "#011") }
        },
        Wrapping(name: "syslog in one") { lines in
            [
                "Nov 23 10:00:00 db postgres[77]: [5-1] LOG:  duration: 3.651 ms  plan:#012#011"
                    + lines.joined(separator: "#012#011")
            ]
        },
        Wrapping(name: "log") {
            ["2026-11-23 10:00:00.000 UTC [77] LOG:  duration: 3.651 ms  plan:"] + $0.map { "\t" + $0 }
        },
    ]

    static func python(_ text: String) -> String {
        "'"
            + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'").replacing("\n", with: "\\n")
            .replacing("\t", with: "\\t") + "'"
    }

    static func json(_ text: String) -> String {
        "\""
            + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            .replacing("\t", with: "\\t") + "\""
    }
}

/// A plan reads alike in every form, and in forms within forms.
@Suite struct WrappingLawTests {
    private func expectSame(_ lines: [String], as plans: [Plan], _ place: String) {
        let reading = PlanReader.read(lines.joined(separator: "\n"))
        #expect(reading.unread.prefix(3) == [], "\(place)")
        #expect(reading.problems.map(\.description) == [], "\(place)")
        // The log's duration stands for the execution time.
        let expected = plans.map { Listing.lines($0.root) }
        #expect(reading.plans.map { Listing.lines($0.plan.root) } == expected, "\(place)")
    }

    private func source(_ name: String, _ format: String) throws -> (lines: [String], plans: [Plan]) {
        let text = try Fixture.text(name + "." + format)
        let lines = text.trimmingCharacters(in: .newlines).split(separator: "\n", omittingEmptySubsequences: false)
        return (lines.map(String.init), try PlanReader.plans(in: text))
    }

    @Test(arguments: Wrapping.layers + Wrapping.values, ["text", "json", "yaml", "xml"])
    func oneForm(wrapping: Wrapping, format: String) throws {
        // All of them take minutes; each form has its own share.
        for (position, name) in Fixture.names.enumerated() where position % 6 == wrapping.name.count % 6 {
            let (lines, plans) = try source(name, format)
            expectSame(wrapping.wrap(lines), as: plans, "\(name).\(format) in \(wrapping.name)")
        }
    }

    @Test(arguments: Wrapping.layers + Wrapping.values)
    func aFormWithinAnother(inner: Wrapping) throws {
        for outer in Wrapping.layers {
            for (name, format) in [("hash-join", "text"), ("aggregates", "json"), ("cte", "yaml"), ("subplan", "xml")] {
                let (lines, plans) = try source(name, format)
                expectSame(
                    outer.wrap(inner.wrap(lines)), as: plans, "\(name).\(format) in \(inner.name) in \(outer.name)")
            }
        }
    }

    @Test(arguments: [String.Encoding.utf8, .utf16, .utf16LittleEndian, .utf16BigEndian])
    func encodings(encoding: String.Encoding) throws {
        for format in ["text", "json", "yaml", "xml"] {
            let (lines, plans) = try source("hash-join", format)
            let data = try #require(lines.joined(separator: "\r\n").data(using: encoding))
            let reading = PlanReader.read(data)
            #expect(reading.unread == [])
            #expect(reading.plans.map(\.plan) == plans)
        }
    }

    @Test func noiseIsCountedWholly() throws {
        var random = SplitMix(seed: 14)
        let alphabet = Array("abc XYZ 0189 |>-+()[]{}'\",:;.#*\\/<&\t=_ä")
        for _ in 0..<400 {
            let noise = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                "noise "
                    + String(
                        (0..<Int.random(in: 0...30, using: &random)).compactMap { _ in
                            alphabet.randomElement(using: &random)
                        })
            }
            let alone = PlanReader.read(noise.joined(separator: "\n"))
            #expect(alone.readCount + alone.unread.count == noise.count)
            #expect(alone.unread.map(\.text) == noise, "\(noise)")
            let wild = noise.map { String($0.dropFirst(6)) }
            let reading = PlanReader.read(wild.joined(separator: "\n"))
            #expect(reading.readCount + reading.unread.count == reading.lineCount)
            #expect(reading.plans.isEmpty)
            let words = wild.filter { line in line.contains { $0.isLetter } && line.count > 4 }
            #expect(words.allSatisfy { line in reading.unread.contains { $0.text == line } }, "\(wild)")
        }
    }

    @Test(arguments: ["text", "json", "yaml", "xml"])
    func noiseAroundAPlanIsCounted(format: String) throws {
        let (lines, plans) = try source("hash-join", format)
        let reading = PlanReader.read(
            (["Hello,", "it is slow:", ""] + lines + ["", "Any idea?"]).joined(separator: "\n"))
        #expect(reading.unread.map(\.text) == ["Hello,", "it is slow:", "Any idea?"])
        #expect(reading.plans.map(\.plan) == plans)
        #expect(reading.readCount == lines.count + 2)
    }
}

/// Numbers that are the same in every run.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
