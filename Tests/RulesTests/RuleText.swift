import Foundation
import Model

@testable import Rules

/// A rule file for tests; each part may be replaced.
func ruleText(
    id: String = "big-table",
    finds: String = "SELECT object, heap_bytes AS impact FROM tables WHERE heap_bytes > :minimum",
    thresholds: String = "thresholds:\n  minimum: {value: 100, unit: bytes, meaning: smaller ones are left alone}\n",
    message: String = "{{object}} is large", rest: String = "", cases: String = ruleCases
) -> String {
    """
    id: \(id)
    category: schema
    severity: warning
    title: Big table
    problem: It is big.
    remedy: Shrink it.
    \(thresholds)impact: bytes
    finds: |
      \(finds)
    message: "\(message)"
    \(rest)\(cases)
    """
}

let ruleCases = """
    cases:
      fires:
        - name: big
          rows: {tables: [{oid: 1, object: public.a, heap_bytes: 200}]}
          objects: [public.a]
          message: public.a is large
      silent:
        - name: small
          rows: {tables: [{oid: 1, object: public.a, heap_bytes: 50}]}
    """

func rule(_ text: String, path: String = "schema/big-table.yaml") throws -> Rule {
    try Rule(RuleFile(path: path, text: text))
}

/// What the checker and the tester say of a rule file.
func failures(_ text: String, path: String = "schema/big-table.yaml") throws -> [String] {
    do {
        return try RuleTester().run([rule(text, path: path)]).flatMap(\.failures).map(\.description)
    } catch let error as RuleFileError {
        return [error.description]
    }
}

/// The root of the repository.
let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

func repositoryFile(_ path: String) throws -> String {
    try String(contentsOf: repository.appending(path: path), encoding: .utf8)
}
