import ArgumentParser
import Model

/// How serious a finding must be for `--fail-on`.
extension Severity: ExpressibleByArgument {}

/// Where a result goes.
struct OutputOptions: ParsableArguments {
    @Option(name: [.short, .long], help: "Write the result to this file, atomically.")
    var output: String?

    @Flag(name: [.short, .long], help: "No progress on standard error.")
    var quiet = false
}
