import Foundation
import Testing

@testable import Rules

/// Every way in which a rule file can be wrong names the file, the line and the cause.
@Suite struct RuleFileTests {
    @Test func aSoundFileHasNoFailures() throws {
        #expect(try failures(ruleText()) == [])
    }

    @Test(arguments: [
        ("id: [", "schema/big-table.yaml:", "not YAML"),
        ("", "schema/big-table.yaml:1:", "the file is empty"),
        ("- a\n- b\n", "schema/big-table.yaml:1:", "expected a mapping of names to values, found a list"),
        (ruleText(rest: "colour: red\n"), "schema/big-table.yaml:13:", "unknown key 'colour'"),
        (ruleText(rest: "title: again\n"), "schema/big-table.yaml:", "'title' appears twice"),
        (ruleText(id: "other"), "schema/big-table.yaml:1:", "the id 'other' is not the name of the file, 'big-table'"),
        (ruleText(rest: "needs: [tabels]\n"), ":13:", "there is no evidence table 'tabels'"),
        (ruleText(rest: "reverse: SELECT 1\n"), ":13:", "a 'reverse' without a 'fix'"),
        (
            ruleText(finds: "SELECT object,\n  heap_byte AS impact FROM tables WHERE :minimum > 0"), ":12:",
            "no such column: heap_byte"
        ),
        (ruleText(finds: "SELECT object FROM tables WHERE :minimum > 0"), ":11:", "returns no column 'impact'"),
        (ruleText(finds: "SELECT 1 AS impact, :minimum AS m"), ":11:", "returns no column 'object'"),
        (ruleText(finds: "DELETE FROM tables"), ":11:", "only a SELECT"),
        (
            ruleText(finds: "SELECT object, 1 AS impact FROM tables WHERE heap_bytes > :most + :minimum"), ":11:",
            "':most' is no threshold"
        ),
        (ruleText(finds: "SELECT object, 1 AS impact FROM tables"), ":", "the threshold 'minimum' is never read"),
        (ruleText(message: "{{bytes(size)}}"), ":12:", "the template reads 'size'"),
        (ruleText(message: "{{shout(object)}}"), ":12:", "unknown helper 'shout'"),
        (ruleText(message: "{{#object}}"), ":12:", "the template is not Mustache"),
        (ruleText(cases: ""), ":", "the key 'cases' is missing"),
        (ruleText(cases: "cases:\n  fires:\n    - {name: a, objects: [x]}\n"), ":", "there is no case under 'silent'"),
        (ruleText(cases: ruleCases + "\ntitle2: x"), ":", "unknown key 'title2'"),
    ])
    func mistakesAreNamed(text: String, place: String, cause: String) throws {
        let found = try failures(text)
        let first = try #require(found.first)
        #expect(first.contains(place), "\(first)")
        #expect(first.contains(cause), "\(first)")
    }

    @Test(arguments: [
        ("{tabels: []}", "there is no evidence table 'tabels'"),
        ("{tables: [{size: 1}]}", "unknown key 'size'"),
        ("{tables: [{oid: many}]}", "expected a number, found 'many'"),
        ("{tables: [{oid: 1.5}]}", "expected a whole number"),
        ("{tables: [{locked: perhaps}]}", "expected true or false"),
        ("{tables: [{last_vacuum: yesterday}]}", "expected seconds since 1970"),
    ])
    func mistakesInRowsAreNamed(rows: String, cause: String) throws {
        let cases = "cases:\n  fires:\n    - {name: a, rows: \(rows), objects: [x]}\n  silent:\n    - {name: b}\n"
        let found = try failures(ruleText(cases: cases))
        #expect(found.contains { $0.contains(cause) && $0.hasPrefix("schema/big-table.yaml:15:") }, "\(found)")
    }

    @Test func aCaseThatDoesNotHoldIsNamed() throws {
        let swapped = ruleCases.replacing("heap_bytes: 200", with: "heap_bytes: 20")
            .replacing("heap_bytes: 50", with: "heap_bytes: 500")
        let found = try failures(ruleText(cases: swapped))
        #expect(found.contains { $0.contains("case 'big': expected public.a, found nothing") })
        #expect(found.contains { $0.contains("case 'small': fires on public.a: public.a is large") })
    }

    @Test func aSilentCaseIsNotSilentBecauseTheRuleWasSkipped() throws {
        let found = try failures(ruleText(rest: "requires:\n  - {when: days >= 30, else: too short}\n"))
        #expect(found.contains { $0.contains("case 'small': the rule was skipped: too short") })
    }

    /// A folder of rules may come from a pull request: what its files lead to is neither read nor waited for.
    @Test func linksAndPipesAmongRulesAreNamed() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rules-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let rules = folder.appending(path: "rules")
        try FileManager.default.createDirectory(at: rules, withIntermediateDirectories: true)
        try Data(ruleText().utf8).write(to: rules.appending(path: "big-table.yaml"))
        try Data("marker: [".utf8).write(to: folder.appending(path: "secret.yaml"))
        for (name, target) in [("up", "../secret.yaml"), ("device", "/dev/zero")] {
            try FileManager.default.createSymbolicLink(
                atPath: rules.appending(path: name + ".yaml").path, withDestinationPath: target)
        }
        try #require(mkfifo(rules.appending(path: "pipe.yaml").path, 0o600) == 0)
        try FileManager.default.createDirectory(
            at: rules.appending(path: "folder.yaml"), withIntermediateDirectories: false)
        let set = try RuleSet.load(directory: rules.path)
        #expect(set.rules.map(\.id) == ["big-table"])
        let causes = set.broken.map(\.description)
        #expect(causes.count == 4)
        #expect(causes.contains { $0.contains("up.yaml") && $0.contains("leads out of") }, "\(causes)")
        #expect(!causes.contains { $0.contains("marker") })
    }

    @Test func aFolderIsLoadedWithAllItsMistakes() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rules-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        func write(_ name: String, _ text: String) throws {
            try Data(text.utf8).write(to: folder.appending(path: name))
        }
        try write("big-table.yaml", ruleText())
        #expect(try RuleSet.load(directory: folder.path).rules.map(\.id) == ["big-table"])
        try write("broken.yaml", "id: [")
        try write("wrong.yaml", ruleText(id: "wrong", finds: "SELECT nothing FROM tables WHERE :minimum > 0"))
        // Two that are wrong leave the third alone, and an analysis tells of them.
        let set = try RuleSet.load(directory: folder.path)
        #expect(set.rules.map(\.id) == ["big-table"])
        #expect(set.broken.count == 2)
        let outcomes = try analyse(window: WindowBuilder().window(), rules: set).coverage.rules
        #expect(outcomes.filter { $0.status == .skipped }.map(\.id).sorted() == ["broken", "wrong"])
        #expect(throws: RuleFileErrors.self) { try RuleSet.load(directory: folder.path + "/nowhere") }
    }
}
