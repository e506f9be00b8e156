import Foundation
import Model
import Testing

@testable import Migrate

/// The linter against the corpus: it finds all that is labelled, and next to nothing else.
@Suite struct CorpusTests {
    @Test func theCorpusIsLargeAndNamesRulesThatExist() throws {
        let snippets = try Snippet.all()
        let safe = snippets.filter(\.expected.isEmpty).count
        #expect(snippets.count >= 200 && safe >= 80 && snippets.count - safe >= 80)
        let known = Set(LintRule.all.map(\.id))
        for snippet in snippets { #expect(snippet.expected.subtracting(known) == [], "\(snippet)") }
    }

    @Test func recallIsWholeAndFalseAlarmsAreRare() throws {
        let prior = try Snippet.prior()
        let snippets = try Snippet.all()
        var expected = 0
        var alarms = 0
        for snippet in snippets {
            let found = Self.rules(snippet, prior)
            let missed = snippet.expected.subtracting(found)
            let surplus = found.subtracting(snippet.expected)
            #expect(missed == [], "\(snippet): \(snippet.sql)")
            expected += snippet.expected.count
            guard !surplus.isEmpty else { continue }
            alarms += 1
            print("false alarm: \(snippet): \(surplus.sorted().joined(separator: ", "))")
        }
        #expect(expected >= 200)
        // Counted are remarks too, and surplus findings on what is unsafe for another reason.
        #expect(Double(alarms) < 0.02 * Double(snippets.count), "\(alarms) of \(snippets.count)")
    }

    private static func rules(_ snippet: Snippet, _ prior: String) -> Set<String> {
        let linter = Linter(LintOptions(schema: prior + snippet.prior))
        let report = linter.lint(
            snippet.migration, path: "\(snippet)", execution: snippet.isAutocommit ? .statements : .transaction)
        return Set(report.findings.map(\.rule))
    }
}
