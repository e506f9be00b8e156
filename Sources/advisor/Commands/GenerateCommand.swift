import ArgumentParser
import Migrate
import Reporting
import Rules

/// Prints the files that are made from code, for scripts/generate.sh.
struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Print a generated file of the repository.", shouldDisplay: false)

    @Argument(help: "Its path in the repository.")
    var path: String

    func run() async throws {
        if path == "rules/README.md" { return try Console.write(Catalogue.markdown(RuleSet.builtIn())) }
        if path == "reports/lint-rules.md" { return try Console.write(LintCatalogue.markdown()) }
        guard let sample = try Samples.files().first(where: { "reports/\($0.name)" == path }) else {
            throw CommandError("\(path) is not generated", remedy: "scripts/generate.sh lists what is")
        }
        try Console.write(sample.text)
    }
}
