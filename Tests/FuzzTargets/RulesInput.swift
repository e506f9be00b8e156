import Foundation
import Model
import Reporting
import Rules

@testable import advisor

/// `--rules`, `advisor rules` and `advisor query`: a rule file, whose SQL is hostile too; text that begins with SELECT or
/// WITH is a query.
enum RulesInput {
    static func run(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        let window = Window(lifetimeOf: Shop.snapshot)
        if text.hasPrefix("SELECT") || text.hasPrefix("WITH") {
            let answer = try query(window, sql: text, limits: QueryLimits(seconds: 1, rows: 100))
            for format in TableText.Format.allCases {
                _ = TableText(columns: answer.columns, rows: answer.values).render(format)
            }
            return
        }
        try ScratchFolder.with { folder in
            try folder.put(bytes, "rule.yaml")
            let read = try RuleSet.read(directory: folder.path)
            _ = read.errors.map(\.description)
            for rule in read.rules { _ = RuleListing.page(rule, width: 80) }
            _ = RuleListing.json(read.rules) + RuleListing.text(read.rules)
            _ = try RuleTester().run(read.rules)
            let rules = try RuleSet.load(directory: folder.path)
            let analysis = try analyse(window: window, rules: rules)
            _ = Report.terminal(analysis, width: 80, colour: false)
            _ = try Report.markdown(analysis)
        }
    }
}
