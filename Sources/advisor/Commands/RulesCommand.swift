import ArgumentParser
import Foundation
import Rules

struct RulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "List, show and test the rules.",
        discussion: """
            Examples:
              advisor rules list
              advisor rules show unused-index
              advisor rules test my-rules/
            """,
        subcommands: [ListRules.self, ShowRule.self, TestRules.self])
}

struct ListRules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Print all rules, a line each.")

    @OptionGroup var rules: RuleOptions
    @OptionGroup var configuration: ConfigurationOptions

    @Option(help: "text or json.")
    var format = ListFormat.text

    func run() async throws {
        let configuration = try configuration.configuration()
        let known = try rules.ruleSet(configuration).rules
        switch format {
        case .json: try Console.write(RuleListing.json(known))
        case .text: try Console.write(RuleListing.text(known))
        }
        try rules.conclude(configuration)
    }
}

struct ShowRule: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print one rule: problem, remedy, thresholds, SQL.")

    @Argument(help: "Id of the rule.")
    var id: String

    @OptionGroup var rules: RuleOptions
    @OptionGroup var configuration: ConfigurationOptions

    func run() async throws {
        let configuration = try configuration.configuration()
        guard let rule = try rules.ruleSet(configuration).rules.first(where: { $0.id == id }) else {
            try rules.conclude(configuration)
            throw CommandError("There is no rule \(id)", remedy: "`advisor rules list` prints them all")
        }
        try Console.write(RuleListing.page(rule, width: Console.width))
    }
}

struct TestRules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run the cases of the built-in rules, or of the files of a folder.")

    @Argument(help: "Folder of rule files; without it the built-in ones.")
    var directory: String?

    func run() async throws {
        let (rules, broken) = try read()
        let results = try RuleTester().run(rules)
        let failures = broken + results.flatMap(\.failures)
        for failure in failures { try Console.write(failure.description) }
        let cases = results.map(\.cases).reduce(0, +)
        try Console.write("\(rules.count) rules, \(cases) cases, \(failures.count) failures")
        if !failures.isEmpty { throw FoundSomething() }
    }

    private func read() throws -> (rules: [Rule], errors: [RuleFileError]) {
        guard let directory else { return (try RuleSet.builtIn().rules, []) }
        return try RuleSet.read(directory: directory)
    }
}

enum ListFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}
