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
}
