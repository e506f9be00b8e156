import ArgumentParser
import Rules

/// Rules beside the built-in ones.
struct RuleOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Folder of rule files of your own; one of a built-in rule's id replaces it.", valueName: "dir"))
    var rules: [String] = []

    func ruleSet(_ configuration: ConfigurationFile) throws -> RuleSet {
        try (configuration.ruleDirectories + rules).reduce(try RuleSet.builtIn()) { set, directory in
            set.merging(try RuleSet.load(directory: directory))
        }
    }

    /// Ends a command that has printed what the sound rules gave: with status 2 where others are wrong.
    ///
    /// - Throws: `RuleFileErrors`.
    func conclude(_ configuration: ConfigurationFile) throws {
        let broken = try (configuration.ruleDirectories + rules).flatMap { try RuleSet.load(directory: $0).broken }
        if !broken.isEmpty { throw RuleFileErrors(broken) }
    }
}
