import Foundation
import Migrate
import Model
import Testing

/// Every rule fires on its own examples and keeps silent on the others.
@Suite struct LintRuleTests {
    private func findings(_ example: LintExample) -> [LintFinding] {
        Linter(LintOptions(schema: example.before))
            .lint(example.sql, path: "example.sql", execution: example.execution).findings
    }

    private static let withExamples = LintRule.all.filter {
        !LintFileTests.rules.union(LintSnapshotTests.rules).contains($0.id)
    }

    @Test(arguments: withExamples.map(\.id))
    func firesAndKeepsSilent(id: String) throws {
        let rule = try #require(LintRule.all.first { $0.id == id })
        #expect(!rule.fires.isEmpty && !rule.silent.isEmpty)
        for example in rule.fires {
            let found = findings(example)
            #expect(found.contains { $0.rule == id }, "\(example.sql): \(found.map(\.rule))")
        }
        for example in rule.silent {
            let found = findings(example)
            #expect(!found.contains { $0.rule == id }, "\(example.sql): \(found.map(\.message))")
        }
    }

    @Test func noTwoRulesHaveOneID() {
        #expect(Set(LintRule.all.map(\.id)).count == LintRule.all.count)
        #expect(LintRule.all.allSatisfy { $0.id.allSatisfy { $0.isLowercase || $0 == "-" } })
    }

    @Test func thePageOfRulesIsCurrent() throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "reports/lint-rules.md")
        let committed = try String(contentsOf: page, encoding: .utf8)
        #expect(committed == LintCatalogue.markdown(), "stale: run `make generate`")
    }

    @Test func wordsAreWhole() {
        for rule in LintRule.all {
            #expect(rule.harm.hasSuffix(".") && rule.remedy.last != " ", "\(rule.id)")
            #expect(!rule.title.hasSuffix("."), "\(rule.id)")
        }
    }
}
