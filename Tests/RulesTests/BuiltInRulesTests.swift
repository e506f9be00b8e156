import Foundation
import Model
import Testing

@testable import Rules

/// The laws that every rule under rules/ keeps.
@Suite struct BuiltInRulesTests {
    private static let files: [String] = {
        let folder = repository.appending(path: "rules").path
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        return paths.filter { $0.hasSuffix(".yaml") }.sorted()
    }()

    @Test func thereAreRulesOfEveryCategory() throws {
        let rules = try RuleSet.builtIn().rules
        #expect(rules.count >= 70)
        #expect(Set(rules.map(\.category)) == Set(Category.allCases))
    }

    @Test func theBinaryCarriesTheFilesOfTheFolder() throws {
        #expect(EmbeddedRules.all.keys.sorted() == Self.files, "stale: run `make generate`")
        for path in Self.files {
            let file = try repositoryFile("rules/" + path)
            #expect(
                EmbeddedRules.all[path]?.trimmingNewlines() == file.trimmingNewlines(),
                "\(path) is stale: run `make generate`")
        }
    }

    @Test func idsAreUniqueAndTheNamesOfTheFiles() throws {
        let rules = try RuleSet.builtIn().rules
        #expect(Set(rules.map(\.id)).count == rules.count)
        for rule in rules { #expect(rule.id == rule.file.name) }
    }

    @Test func categoriesAreTheFolders() throws {
        for rule in try RuleSet.builtIn().rules { #expect(rule.category.rawValue == rule.file.folder, "\(rule.id)") }
    }

    @Test func everyCaseOfEveryRuleHolds() throws {
        let rules = try RuleSet.builtIn().rules
        let results = try RuleTester().run(rules)
        #expect(results.count == rules.count)
        for result in results {
            #expect(result.failures.isEmpty, "\(result.failures.map(\.description).joined(separator: "\n"))")
            #expect(result.cases >= 2, "\(result.rule)")
        }
    }

    /// A count is divided by the time that its own counter counted, never by the length of the window.
    @Test func ratesAreOfTheirOwnCounters() throws {
        for path in Self.files {
            let sql = try repositoryFile("rules/" + path).components(separatedBy: "\ncases:")[0]
            #expect(sql.firstMatch(of: /\b\w+\.(days|seconds)\b/) == nil, "\(path)")
            #expect(!sql.contains("when: \"days"), "\(path)")
        }
    }

    @Test func catalogueIsCurrent() throws {
        #expect(try repositoryFile("rules/README.md") == Catalogue.markdown(.builtIn()), "stale: run `make generate`")
    }

    @Test func noRuleFailsOverAWindowWithoutObjects() throws {
        let analysis = try analyse(window: WindowBuilder().window(), rules: .builtIn())
        for outcome in analysis.coverage.rules {
            #expect(outcome.reason?.contains("SQL:") != true, "\(outcome.id): \(outcome.reason ?? "")")
        }
        #expect(analysis.coverage.rules.count == (try RuleSet.builtIn().rules.count))
    }
}
