import ArgumentParser
import Foundation
import Postgres

/// Which database to read.
struct TargetOptions: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Connection URI, keyword string, service name, or a name in advisor.yaml; without it DATABASE_URL and the PG* variables.",
            valueName: "target"))
    var target: String?

    /// Whether the user said anywhere which server to connect to.
    var isGiven: Bool {
        if target != nil { return true }
        let environment = ProcessInfo.processInfo.environment
        return ["DATABASE_URL", "PGHOST", "PGHOSTADDR", "PGDATABASE", "PGSERVICE", "PGPORT"].contains { name in
            environment[name].map { !$0.isEmpty } ?? false
        }
    }

    func resolve(_ configuration: ConfigurationFile) throws -> Target {
        if let target, let named = configuration.targets.first(where: { $0.name == target }) {
            return Target(name: named.name, connection: try ConnectionOptions(named.connection))
        }
        let connection = try ConnectionOptions(target)
        return Target(name: connection.targetName, connection: connection)
    }
}

/// A database to read, by the name that the history files it under.
struct Target: Sendable {
    var name: String
    var connection: ConnectionOptions
}
