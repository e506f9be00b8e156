import ArgumentParser
import Foundation

@main
struct Advisor: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "advisor",
        abstract: "Tells what is slow in a PostgreSQL database, why, and which migration fixes it.",
        discussion: """
            Start with `advisor demo`, or with your own database:
              advisor report --target postgres://monitor@db.example.com/shop

            A target is a connection URI, a keyword string, a service name, or a name in advisor.yaml. DATABASE_URL and \
            the PG* variables work as in psql.

            Exit status: 0 fine, 1 something was found (--fail-on), 2 the work could not be done.
            """,
        version: version,
        subcommands: [
            DemoCommand.self, CollectCommand.self, ReportCommand.self, AdviseCommand.self, MigrationCommand.self,
            LintCommand.self, ExplainCommand.self, RulesCommand.self, QueryCommand.self, TwinCommand.self,
            HistoryCommand.self, GenerateCommand.self,
        ])

    /// Exit statuses differ from ArgumentParser's, and Ctrl-C has to close what is open: hence not its own main.
    static func main() async {
        signal(SIGPIPE, SIG_IGN)
        do {
            try await Interruption.cancels {
                var command = try parseAsRoot()
                if var asynchronous = command as? any AsyncParsableCommand {
                    try await asynchronous.run()
                } else {
                    try command.run()
                }
            }
        } catch {
            Foundation.exit(ExitStatus.report(error).rawValue)
        }
    }
}
